using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Telephony.Core;

namespace Telephony.Server.Http;

/// <summary>Asks servers for flows. Whatever a server does — nothing, too much, nonsense, sending on to somewhere else — the answer is there within
/// the node's time: listed servers only, no proxy, no cookies, redirects followed by hand and only to listed servers, 64 KB at most.</summary>
public sealed class ServerDips : IDisposable
{
    private const int BytesMost = 64 << 10;
    private const int RedirectsMost = 2;
    private const int AskedAtOnceMost = 200;
    private const int KeptMost = 1_000;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = AskedAtOnceMost, MaxResponseHeadersLength = 16, ConnectCallback = AllowedServers.ConnectAsync,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _breakers = new();
    private readonly ConcurrentDictionary<string, (ImmutableSortedDictionary<string, string> Values, long Until)> _kept = new();
    private readonly Func<ImmutableArray<string>> _servers;
    private readonly string _secrets;
    private readonly DigitVault _vault;
    private readonly ILogger _logger;
    private int _asked;

    /// <param name="servers">The servers listed in the site that is in force.</param>
    /// <param name="secrets">The folder of secrets, one file each.</param>
    /// <param name="vault">Hidden digits.</param>
    /// <param name="logger">Where to tell; never what was asked.</param>
    public ServerDips(Func<ImmutableArray<string>> servers, string secrets, DigitVault vault, ILogger<ServerDips> logger) =>
        (_servers, _secrets, _vault, _logger) = (servers, secrets, vault, logger);

    /// <summary>Asks, and tells how it ended. Never throws, never takes longer than the node's time.</summary>
    public async Task<AcdInput.ServerAnswered> AskAsync(AcdEffect.AskServer ask)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var (outcome, values) = (ServerOutcome.Broken, ImmutableSortedDictionary<string, string>.Empty);
        using var time = new CancellationTokenSource(ask.Node.Timeout);
        try
        {
            if (Interlocked.Increment(ref _asked) <= AskedAtOnceMost) (outcome, values) = await AnswerAsync(ask, time.Token).WaitAsync(time.Token);
        }
        catch (Exception fault)
        {
            outcome = OutcomeOf(fault);
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }

        if (outcome is not (ServerOutcome.Answered or ServerOutcome.NotFound)) _logger.DipFailed(ask.Call.Value, HostOf(ask.Url), outcome);
        return new AcdInput.ServerAnswered(ask.Call, ask.Ask, outcome, values);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<(ServerOutcome, ImmutableSortedDictionary<string, string>)> AnswerAsync(AcdEffect.AskServer ask, CancellationToken cancel)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var key = ask.Node.Cache > TimeSpan.Zero && ask.Node.Method == "GET" && !ask.Url.Contains("{hidden:", StringComparison.Ordinal) ? $"{ask.Url} {string.Join(',', ask.Node.Secrets.Values)} {string.Join(',', ask.Node.Result)}" : null;
        if (key is not null && _kept.TryGetValue(key, out var kept) && kept.Until > Environment.TickCount64) return (ServerOutcome.Answered, kept.Values);
        if (Reveal(ask.Call, ask.Url) is not { } url || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || !AllowedServers.Allow(_servers(), uri)) return (ServerOutcome.NotAllowed, none);
        if (BodyOf(ask) is not { } body || SecretsOf(ask.Node) is not { } secrets) return (ServerOutcome.NotAllowed, none);
        using var reply = await RetriesOf(ask.Node).ExecuteAsync(
            async inner => await BreakerOf(uri.Authority).ExecuteAsync(async t => await SendAsync(ask.Node, uri, body, secrets, t), inner), cancel);
        if (reply.StatusCode == HttpStatusCode.NotFound) return (ServerOutcome.NotFound, none);
        if (!reply.IsSuccessStatusCode) return (ServerOutcome.Failed, none);
        var values = await JsonAnswer.ReadAsync(await reply.Content.ReadAsStreamAsync(cancel), BytesMost, ask.Node.Result, cancel);
        if (values is null) return (ServerOutcome.Malformed, none);
        if (key is not null) Keep(key, values, ask.Node.Cache);
        return (ServerOutcome.Answered, values);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpNode node, Uri uri, string body, IReadOnlyDictionary<string, string> secrets, CancellationToken cancel)
    {
        var at = uri;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(node.Method), at);
            if (node.Method == "POST") request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Accept.ParseAdd("application/json");
            foreach (var (name, value) in node.Headers) request.Headers.TryAddWithoutValidation(name, value);
            if (at.Authority == uri.Authority)
            {
                foreach (var (name, value) in secrets) request.Headers.TryAddWithoutValidation(name, value);
            }

            var reply = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if ((int)reply.StatusCode is not (301 or 302 or 303 or 307 or 308)) return reply;
            using (reply)
            {
                if (node.Method != "GET" || redirects == RedirectsMost || reply.Headers.Location is not { } location) throw new HttpRequestException("led on and on");
                var to = new Uri(at, location);
                if (!AllowedServers.Allow(_servers(), to) || (at.Scheme == "https" && to.Scheme != "https")) throw new ForbiddenAddressException("led on to a server that is not allowed");
                at = to;
            }
        }
    }

    /// <summary>Puts hidden digits in their places; null when they are gone.</summary>
    private string? Reveal(CallId call, string text)
    {
        const string Begin = "{hidden:";
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', at);
            if (_vault.Reveal(call, text[(at + Begin.Length)..end]) is not { } digits) return null;
            text = text[..at] + digits + text[(end + 1)..];
        }

        return text;
    }

    private string? BodyOf(AcdEffect.AskServer ask)
    {
        var body = new Dictionary<string, string>();
        foreach (var (name, value) in ask.Body)
        {
            if (!value.StartsWith(FlowRun.Hidden)) body[name] = value;
            else if (_vault.Reveal(ask.Call, value[1..]) is { } digits) body[name] = digits;
            else return null;
        }

        return JsonSerializer.Serialize(body);
    }

    private Dictionary<string, string>? SecretsOf(HttpNode node)
    {
        var secrets = new Dictionary<string, string>();
        foreach (var (header, name) in node.Secrets)
        {
            try
            {
                secrets[header] = File.ReadAllText(Path.Combine(_secrets, name)).Trim();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _logger.SecretMissing(name, _secrets);
                return null;
            }
        }

        return secrets;
    }

    private static ResiliencePipeline<HttpResponseMessage> RetriesOf(HttpNode node) => node.Retries == 0 ? ResiliencePipeline<HttpResponseMessage>.Empty : Retrying[node.Retries - 1];

    private static readonly ResiliencePipeline<HttpResponseMessage>[] Retrying =
    [
        .. Enumerable.Range(1, 3).Select(retries => new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsFault(arguments.Outcome)),
            MaxRetryAttempts = retries, Delay = TimeSpan.FromMilliseconds(100), BackoffType = DelayBackoffType.Exponential, UseJitter = true,
        }).Build()),
    ];

    /// <summary>A server that failed most of the last times is left alone for five seconds: callers go on at once.</summary>
    private ResiliencePipeline<HttpResponseMessage> BreakerOf(string server) => _breakers.GetOrAdd(server, _ => new ResiliencePipelineBuilder<HttpResponseMessage>()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsFault(arguments.Outcome) || arguments.Outcome.Exception is OperationCanceledException),
            FailureRatio = 0.5, MinimumThroughput = 10, SamplingDuration = TimeSpan.FromSeconds(10), BreakDuration = TimeSpan.FromSeconds(5),
        }).Build());

    private static bool IsFault(Outcome<HttpResponseMessage> outcome) => outcome.Exception is HttpRequestException or IOException and not ForbiddenAddressException || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError };

    private void Keep(string key, ImmutableSortedDictionary<string, string> values, TimeSpan time)
    {
        if (_kept.Count >= KeptMost) _kept.Clear();
        _kept[key] = (values, Environment.TickCount64 + (long)time.TotalMilliseconds);
    }

    private static ServerOutcome OutcomeOf(Exception fault) => fault switch
    {
        OperationCanceledException => ServerOutcome.Late,
        BrokenCircuitException => ServerOutcome.Broken,
        ForbiddenAddressException or HttpRequestException { InnerException: ForbiddenAddressException } => ServerOutcome.NotAllowed,
        JsonException => ServerOutcome.Malformed,
        _ => ServerOutcome.Failed,
    };

    private static string HostOf(string url) => Uri.TryCreate(url.Split('{')[0], UriKind.Absolute, out var uri) ? uri.Authority : "?";
}
