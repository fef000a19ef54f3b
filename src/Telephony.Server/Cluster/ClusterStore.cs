using System.Globalization;
using System.Text;
using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Telephony.Server.Cluster;

/// <summary>An input in the stream.</summary>
/// <param name="Number">Counts up by one.</param>
/// <param name="Epoch">Under whom it was written.</param>
/// <param name="Input">As JSON.</param>
/// <param name="Hash">The core's before it, where one was written.</param>
public sealed record StreamEntry(long Number, long Epoch, byte[] Input, string? Hash);

/// <summary>What Redis says to a follower.</summary>
/// <param name="Epoch">The newest epoch.</param>
/// <param name="Lease">The leader's lease; empty when nobody leads.</param>
/// <param name="Last">The last input's number.</param>
/// <param name="Entries">Inputs that are new.</param>
public sealed record StreamNews(long Epoch, string Lease, long Last, IReadOnlyList<StreamEntry> Entries);

/// <summary>A core as the leader saved it.</summary>
/// <param name="Number">The last input in it.</param>
/// <param name="Epoch">Under whom it was saved.</param>
/// <param name="State">As JSON.</param>
public sealed record SavedState(long Number, long Epoch, byte[] State);

/// <summary>What came of asking for a lease: the epoch it was given with, or 0 when it was not.</summary>
/// <param name="Epoch">0 when another has it.</param>
/// <param name="Lease">The lease, the asker's or the other's.</param>
public readonly record struct LeaseAnswer(long Epoch, string Lease);

/// <summary>Redis does not answer, or not as asked: it is away, cannot be written to, or is loading its data.</summary>
public sealed class RedisAwayException(string message, Exception inner) : Exception(message, inner);

/// <summary>The site's keys in Redis. Every request has a time limit, and none is sent while a circuit breaker holds the line to be dead.</summary>
public sealed class ClusterStore : IDisposable
{
    private static readonly string[] KeyNames = ["lease", "epoch", "stream", "last", "state", "able"];

    private readonly ConnectionMultiplexer _redis;
    private readonly ResiliencePipeline _pipeline;
    private readonly object[] _keys;

    private ClusterStore(ConnectionMultiplexer redis, ClusterOptions options, TimeProvider time)
    {
        _redis = redis;
        _keys = [.. KeyNames.Select(k => (object)(RedisKey)$"telephony:{{{options.Site}}}:{k}")];
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5, MinimumThroughput = 3, SamplingDuration = TimeSpan.FromSeconds(2), BreakDuration = TimeSpan.FromMilliseconds(500),
                ShouldHandle = new PredicateBuilder().Handle<Exception>(),
            })
            .AddTimeout(options.Patience)
            .Build();
    }

    /// <summary>Connects in the background, for as long as it takes.</summary>
    public static ClusterStore Open(ClusterOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var configuration = new ConfigurationOptions
        {
            EndPoints = { options.Redis }, AbortOnConnectFail = false, AllowAdmin = false, ConnectRetry = 1,
            Password = options.Password, ConnectTimeout = 1000, SyncTimeout = 1000, KeepAlive = 2, ClientName = $"telephony-{options.Node}",
            ReconnectRetryPolicy = new LinearRetry(250),
        };
        return new ClusterStore(ConnectionMultiplexer.Connect(configuration), options, time);
    }

    /// <summary>Asks for the lease.</summary>
    /// <param name="who">Node and instance.</param>
    /// <param name="length">How long it holds.</param>
    /// <param name="seen">The highest epoch ever seen here.</param>
    /// <param name="dead">The lease of a holder known to be dead; empty for none.</param>
    /// <exception cref="RedisAwayException"/>
    public async Task<LeaseAnswer> AcquireAsync(string who, TimeSpan length, long seen, string dead) =>
        LeaseOf(await EvalAsync(ClusterScripts.Acquire, who, Milliseconds(length), seen, dead));

    /// <summary>Renews the lease.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<LeaseAnswer> RenewAsync(LeaseAnswer held, TimeSpan length, string who) =>
        LeaseOf(await EvalAsync(ClusterScripts.Renew, held.Lease, Milliseconds(length), held.Epoch, who));

    /// <summary>Gives the lease back.</summary>
    /// <exception cref="RedisAwayException"/>
    public Task ReleaseAsync(string lease) => EvalAsync(ClusterScripts.Release, lease);

    /// <summary>Appends an input: <c>ok</c>, <c>fenced</c> (another leads), <c>behind</c> (Redis lost its memory), or <c>gap</c> (inputs are missing before it).
    /// Sent before this returns, behind all that was sent before.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<string> AppendAsync(long epoch, long number, byte[] input, string hash) =>
        (string)await EvalAsync(ClusterScripts.Append, epoch, number, input, hash);

    /// <summary>Saves the core; answers as <see cref="AppendAsync"/>.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<string> SaveAsync(long epoch, long number, byte[] state, int keep) =>
        (string)await EvalAsync(ClusterScripts.Save, epoch, number, state, keep);

    /// <summary>What is new.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<StreamNews> ReadAsync(long after, int most)
    {
        var parts = (RedisResult[])await EvalAsync(ClusterScripts.Read, after, most);
        return new StreamNews((long)parts[0], (string)parts[1], (long)parts[2], EntriesOf(parts[3]));
    }

    /// <summary>The inputs up to a number, the newest first.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<IReadOnlyList<StreamEntry>> ReadBackAsync(long upTo, int most) =>
        EntriesOf(await SendAsync("XREVRANGE", _keys[2], upTo == long.MaxValue ? "+" : $"{upTo}-1", "-", "COUNT", most));

    /// <summary>The core as saved last; null when it never was.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<SavedState?> LoadAsync()
    {
        var fields = (RedisResult[])await SendAsync("HMGET", _keys[4], "n", "e", "s");
        return fields[0].IsNull ? null : new SavedState((long)fields[0], (long)fields[1], (byte[])fields[2]);
    }

    /// <summary>A standby reaches Asterisk, and could lead at once.</summary>
    /// <exception cref="RedisAwayException"/>
    public Task SayAbleAsync(string node, TimeSpan length) => SendAsync("SET", _keys[5], node, "PX", Milliseconds(length));

    /// <summary>The standby that said so last; null when none has of late.</summary>
    /// <exception cref="RedisAwayException"/>
    public async Task<string?> AbleAsync() => (string?)await SendAsync("GET", _keys[5]);

    /// <inheritdoc />
    public void Dispose() => _redis.Dispose();

    private Task<RedisResult> EvalAsync(string script, params object[] values) => SendAsync("EVAL", [script, _keys.Length, .. _keys, .. values]);

    private async Task<RedisResult> SendAsync(string command, params object[] arguments)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (request, cancel) => await request.Store._redis.GetDatabase().ExecuteAsync(request.Command, request.Arguments).WaitAsync(cancel),
                (Store: this, Command: command, Arguments: arguments), CancellationToken.None);
        }
        catch (Exception fault)
        {
            throw new RedisAwayException(fault is BrokenCircuitException ? "no answer" : fault.Message, fault);
        }
    }

    private static string Milliseconds(TimeSpan length) => ((long)length.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static LeaseAnswer LeaseOf(RedisResult result)
    {
        var parts = (RedisResult[])result;
        return new LeaseAnswer((long)parts[0], (string)parts[1]);
    }

    private static StreamEntry[] EntriesOf(RedisResult result) => [.. ((RedisResult[])result).Select(EntryOf)];

    private static StreamEntry EntryOf(RedisResult result)
    {
        var parts = (RedisResult[])result;
        var (id, fields) = ((string)parts[0], (RedisResult[])parts[1]);
        var number = long.Parse(id[..id.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        return new StreamEntry(number, (long)fields[1], (byte[])fields[3], fields.Length > 5 ? Encoding.UTF8.GetString((byte[])fields[5]) : null);
    }
}
