using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>The built service as a process of its own, beside an <see cref="AsteriskInstance"/>.</summary>
public sealed partial class ServiceInstance : IAsyncDisposable
{
    /// <summary>A bound against hanging, not a bar: the machine may be busy.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(40);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true };
    private readonly AsteriskInstance _asterisk;
    private readonly string _site;
    private readonly IReadOnlyList<string> _options;
    private readonly string _data;
    private readonly string _node;
    private readonly string _address;
    private readonly HttpClient _http;
    private readonly List<string> _logOfEarlierRuns = [];
    private ChildProcess? _process;

    /// <param name="asterisk">The Asterisk it is beside.</param>
    /// <param name="site">The site's folder.</param>
    /// <param name="options">More arguments of <c>serve</c>.</param>
    /// <param name="node">Its name, when there are several: its data are then in a folder of their own.</param>
    /// <param name="address">Where it listens, when that is not Asterisk's address.</param>
    public ServiceInstance(AsteriskInstance asterisk, string site, IReadOnlyList<string>? options = null, string? node = null, string? address = null)
    {
        _asterisk = asterisk;
        _node = node ?? "n1";
        _data = node is null ? asterisk.Data : Path.Combine(asterisk.Data, "nodes", node);
        _address = address ?? $"{asterisk.Address}";
        _options = options ?? [];
        _site = site;
        _http = new HttpClient { BaseAddress = new Uri($"http://{_address}:8080/"), Timeout = TimeSpan.FromSeconds(5) };
    }

    /// <summary>Everything the service said, over all its runs.</summary>
    public IReadOnlyList<string> Log => [.. _logOfEarlierRuns, .. _process?.Lines ?? []];

    /// <summary>Operating system id of its process; null while it does not run.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    /// <summary>Log lines of level error or worse.</summary>
    public IReadOnlyList<string> Errors => [.. Log.Where(line => ErrorLevel().IsMatch(line))];

    /// <summary>Runs one verb of the service's command line to its end.</summary>
    public static Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync("Telephony.Server " + arguments[0], "dotnet", [Repository.ServiceProgram, .. arguments], Short);

    /// <summary>Writes the files of a site that Asterisk reads: the agents' phones and the members of the fallback.</summary>
    /// <exception cref="InvalidOperationException">The site has a mistake; the message is the service's.</exception>
    public static async Task WriteAsteriskFilesAsync(string site, string data, string etc)
    {
        var (exitCode, lines) = await RunAsync("asterisk-files", "--config", site, "--data", data, "--out", etc);
        if (exitCode != 0)
            throw new InvalidOperationException($"asterisk-files failed:\n{string.Join('\n', lines)}");
    }

    /// <summary>Renders the prompts that are not in the user's cache yet and puts all of them where Asterisk finds them.</summary>
    /// <exception cref="InvalidOperationException">A prompt has no sound; the message is the service's.</exception>
    public static async Task RenderPromptsAsync(string site, string sounds)
    {
        // The first time on a machine several hundred prompts are spoken.
        var (exitCode, lines) = await ChildProcess.RunAsync(
            "Telephony.Server prompts render", "dotnet", [Repository.ServiceProgram, "prompts", "render", "--config", site, "--sounds", sounds], TimeSpan.FromMinutes(3));
        if (exitCode != 0)
            throw new InvalidOperationException($"prompts render failed:\n{string.Join('\n', lines)}");
    }

    /// <summary>Starts the service and waits until it is ready for calls.</summary>
    /// <exception cref="InvalidOperationException">It ended at start.</exception>
    public Task StartAsync() => StartAsync("the service is ready", (status, _) => status == HttpStatusCode.OK);

    /// <summary>Starts the service and waits until <c>/readyz</c> says what is wanted.</summary>
    /// <exception cref="InvalidOperationException">It ended at start.</exception>
    public async Task StartAsync(string what, Func<HttpStatusCode, string, bool> isThere)
    {
        _process = ChildProcess.Start("the service", "dotnet", [Repository.ServiceProgram, .. ServeArguments()]);
        await ReadinessAsync(what, isThere);
    }

    /// <summary>Waits until <c>/readyz</c> says what is wanted.</summary>
    public Task ReadinessAsync(string what, Func<HttpStatusCode, string, bool> isThere) => Eventually.TrueAsync(what, async () =>
    {
        if (_process is null) throw new InvalidOperationException("The service does not run.");
        if (_process.HasExited)
            throw new InvalidOperationException($"The service ended at start (exit code {_process.ExitCode}):\n{_process.LastLines(30)}");
        try
        {
            using var answer = await _http.GetAsync("readyz");
            return isThere(answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }, Short);

    /// <summary>Sends the process a signal such as STOP or CONT.</summary>
    public void Signal(string signal) => _process?.Signal(signal);

    /// <summary>The arguments of <c>serve</c>; a test of bad input changes one of them.</summary>
    public List<string> ServeArguments() =>
    [
        "serve", "--config", _site, "--data", _data, "--ari-url", $"{_asterisk.AriUrl}".TrimEnd('/'),
        "--ari-user", "telephony", "--ari-password-file", _asterisk.PasswordFile,
        "--sounds", AsteriskInstance.SoundsOf(_asterisk.Data), "--http", $"{_address}:8080", "--grpc", $"{_address}:8081", "--node", _node, .. _options,
    ];

    /// <summary>kill -9: nothing is finished, nothing is told to anybody.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        await _process.KillAsync();
        await ForgetAsync(_process);
    }

    /// <summary>SIGTERM, and an orderly end within ten seconds with exit code 0.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        await _process.TerminateAsync(Short);
        var exitCode = _process.ExitCode;
        await ForgetAsync(_process);
        if (exitCode != 0)
            throw new InvalidOperationException($"The service ended with exit code {exitCode} after SIGTERM.");
    }

    /// <summary>What the boards see now.</summary>
    public async Task<Snapshot> SnapshotAsync() => await GetAsync<Snapshot>("v1/snapshot");

    /// <summary>All calls that have ended, and those under way.</summary>
    public async Task<IReadOnlyList<CallRecord>> CallsAsync() => (await GetAsync<CallPage>("v1/history/calls?limit=1000")).Calls;

    public async Task<IReadOnlyList<RecordingRecord>> RecordingsAsync() =>
        (await GetAsync<RecordingPage>("v1/history/recordings?limit=1000")).Recordings;

    /// <summary>The answer of an address, as it is.</summary>
    public Task<string> GetTextAsync(string path) => _http.GetStringAsync(path);

    /// <summary>Asks one method of the public API, as JSON.</summary>
    /// <returns>Whether it was answered, and the answer or why not.</returns>
    public async Task<(bool IsOk, string Answer)> AskAsync(string method, string request)
    {
        using var content = new StringContent(request, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync($"telephony.v1.{method}", content);
        return (answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Gives an order through the public API.</summary>
    public async Task OrderAsync(string method, string request)
    {
        var (isOk, answer) = await AskAsync(method, request);
        Assert.That(isOk, Is.True, $"{method}: {answer}");
    }

    /// <summary>Everything the stream of events has told from the first on, until a text is in it and nothing new has come for a while.</summary>
    public async Task<string> EventsUntilAsync(string text)
    {
        using var bound = new CancellationTokenSource(Short);
        using var answer = await _http.GetAsync("v1/events?after=0", HttpCompletionOption.ResponseHeadersRead, bound.Token);
        using var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(bound.Token));
        var all = new System.Text.StringBuilder();
        var isSeen = false;
        while (true)
        {
            var line = reader.ReadLineAsync(bound.Token).AsTask();
            if (isSeen && await Task.WhenAny(line, Task.Delay(TimeSpan.FromSeconds(1))) != line) return all.ToString();
            var read = await line ?? throw new InvalidOperationException($"the stream of events ended:\n{all}");
            isSeen |= read.Contains(text, StringComparison.Ordinal);
            all.AppendLine(read);
        }
    }

    /// <summary>Downloads the audio of a recording.</summary>
    public Task<byte[]> AudioOfAsync(string recording) => _http.GetByteArrayAsync($"v1/recordings/{recording}");

    /// <summary>Waits until an agent is in this state.</summary>
    public Task<Snapshot> AgentIsAsync(string agent, string state, TimeSpan? atMost = null) => Eventually.GetAsync(
        $"agent {agent} is {state}", SnapshotAsync, snapshot => Same(snapshot.AgentOf(agent).State, state), atMost ?? TimeSpan.FromSeconds(15));

    /// <summary>Waits until this many callers wait in a queue.</summary>
    public Task<Snapshot> QueueHasAsync(string queue, int waiting) => Eventually.GetAsync(
        $"{waiting} wait in {queue}", SnapshotAsync, snapshot => snapshot.Queues.Single(row => row.Name == queue).Waiting == waiting, TimeSpan.FromSeconds(15));

    /// <summary>Waits until a fact of this kind is told of a call.</summary>
    public Task<bool> FactAsync(string kind, string call) => Eventually.GetAsync($"{kind} of call {call}",
        () => Task.FromResult(Directory.GetFiles(Path.Combine(_data, "facts"), "*.jsonl").SelectMany(File.ReadLines)
            .Any(line => line.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal) && line.Contains($"\"call\":\"{call}\"", StringComparison.Ordinal))),
        found => found, TimeSpan.FromSeconds(10));

    /// <summary>All facts of a kind so far, in order.</summary>
    public List<JsonElement> FactsOf(string kind) =>
    [
        .. Directory.GetFiles(Path.Combine(_data, "facts"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)
            .Where(line => line.Contains($"\"kind\":\"{kind}\"", StringComparison.Ordinal) && line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement.Clone()),
    ];

    /// <summary>Waits until the history has the end of this call, and makes sure that it ended once.</summary>
    public async Task<CallRecord> EndOfAsync(string call)
    {
        var records = await Eventually.GetAsync($"the history has the end of call {call}",
            async () => (await CallsAsync()).Where(record => record.Id == call).ToList(),
            found => found.Exists(record => !string.IsNullOrEmpty(record.Disposition)), TimeSpan.FromSeconds(10));
        return records.Single();
    }

    /// <summary>Names of states and dispositions are compared without regard to case and separators.</summary>
    public static bool Same(string? left, string right) => string.Equals(left?.Replace("_", "", StringComparison.Ordinal),
        right.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    /// <summary>What the live run told last (facts and inputs, one JSON a line), for messages of failed tests.</summary>
    public string LastFacts(int count) => string.Join('\n', Directory.GetFiles(_data, "*.jsonl", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).TakeLast(count).Prepend($"{file}:")));

    /// <summary>Replays the journal and compares every byte with the facts of the live run; only while the service is stopped.</summary>
    public async Task AssertReplayIsIdentical()
    {
        var replayed = Path.Combine(Repository.TemporaryFolder("replay"), "facts.jsonl");
        var (exitCode, lines) = await RunAsync("replay", "--data", _data, "--out", replayed);
        Assert.That(exitCode, Is.Zero, string.Join('\n', lines));

        var live = Directory.GetFiles(Path.Combine(_data, "facts"), "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes).ToArray();
        var again = await File.ReadAllBytesAsync(replayed);
        Assert.That(live, Is.Not.Empty, "the live run wrote facts");
        var difference = live.AsSpan().CommonPrefixLength(again);
        Assert.That(live.AsSpan().SequenceEqual(again), $"the replay differs from byte {difference} on: live\n{Line(live, difference)}\nreplayed\n{Line(again, difference)}");
        Directory.Delete(Path.GetDirectoryName(replayed)!, recursive: true);
    }

    /// <summary>Lives the day in the journal again, as it was and with the same rules as a change, and checks that the figures are there; only while the
    /// service is stopped. A journal without a call is said to be one.</summary>
    public async Task AssertCanBeLivedAgain(string site)
    {
        var (exitCode, lines) = await RunAsync("simulate", "--journal", _data, "--config", site, "--seed", "1", "--runs", "2", "--json");
        var text = string.Join('\n', lines);
        if (exitCode == 1 && text.Contains("no call in this journal", StringComparison.Ordinal))
            return;
        Assert.That(exitCode, Is.Zero, text);
        using var report = JsonDocument.Parse(text);
        var offered = report.RootElement.GetProperty("queues").EnumerateObject().Select(queue => queue.Value.GetProperty("offered")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(report.RootElement.GetProperty("calls").GetInt32(), Is.GreaterThan(0));
            Assert.That(offered.Sum(figure => figure.GetProperty("recorded").GetDouble()), Is.GreaterThan(0), "calls that were offered in some queue");
            Assert.That(offered.Sum(figure => figure.GetProperty("before").GetProperty("mean").GetDouble()), Is.GreaterThan(0), "and are again");
        });
    }

    /// <summary>Makes the queue_log of all facts and compares it with the one that was written, over every start and death; only while the service is stopped.</summary>
    public async Task AssertQueueLogIsWhole()
    {
        var made = Path.Combine(_data, "queue_log.made");
        var (exitCode, lines) = await RunAsync("queue-log", "--data", _data, "--out", made);
        Assert.That(exitCode, Is.Zero, string.Join('\n', lines));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_data, "queue_log", "queue_log")), Is.EqualTo(await File.ReadAllTextAsync(made)), "queue_log");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForgetAsync(ChildProcess process)
    {
        _logOfEarlierRuns.AddRange(process.Lines);
        _process = null;
        await process.DisposeAsync();
    }

    private async Task<T> GetAsync<T>(string path)
    {
        var text = await _http.GetStringAsync(path);
        return JsonSerializer.Deserialize<T>(text, Json) ?? throw new InvalidDataException($"{path} answered: {text}");
    }

    private static string Line(byte[] text, int at)
    {
        var from = at == 0 ? 0 : Array.LastIndexOf(text, (byte)'\n', Math.Min(at, text.Length) - 1) + 1;
        var to = Array.IndexOf(text, (byte)'\n', Math.Min(at, text.Length - 1));
        return System.Text.Encoding.UTF8.GetString(text, from, (to < from ? text.Length : to) - from);
    }

    private sealed record CallPage(IReadOnlyList<CallRecord> Calls);

    private sealed record RecordingPage(IReadOnlyList<RecordingRecord> Recordings);

    [GeneratedRegex(@"\b(ERR|ERROR|FTL|FATAL|Error|Fatal)\b")]
    private static partial Regex ErrorLevel();
}

/// <summary>GET /v1/snapshot.</summary>
public sealed record Snapshot(IReadOnlyList<QueueRow> Queues, IReadOnlyList<AgentRow> Agents, IReadOnlyList<CallRow> Calls)
{
    public AgentRow AgentOf(string id) => Agents.Single(agent => agent.Id == id);

    /// <summary>The call with this id, or null when the service does not know it (any more).</summary>
    public CallRow? CallOf(string id) => Calls.SingleOrDefault(call => call.Id == id);

    public override string ToString() =>
        $"queues {string.Join(' ', Queues.Where(queue => queue.Waiting > 0).Select(queue => $"{queue.Name}:{queue.Waiting}"))}, " +
        $"agents {string.Join(' ', Agents.Where(agent => !ServiceInstance.Same(agent.State, "LoggedOut")).Select(agent => $"{agent.Id}:{agent.State}"))}, " +
        $"calls {string.Join(' ', Calls.Select(call => $"{call.Id}:{call.State}"))}";
}

public sealed record QueueRow(string Name, int Waiting);

public sealed record AgentRow(string Id, string State);

public sealed record CallRow(string Id, string State, string? Queue, string? Agent);

/// <summary>One call in the history.</summary>
public sealed record CallRecord(string Id, string? Disposition, string? Queue, string? Agent, double? WaitSeconds, double? TalkSeconds);

/// <summary>One recording in the history.</summary>
public sealed record RecordingRecord(string Id, string Call, string Agent, string Queue, DateTimeOffset StartedAt, double? DurationSeconds, string? Path, bool Complete);
