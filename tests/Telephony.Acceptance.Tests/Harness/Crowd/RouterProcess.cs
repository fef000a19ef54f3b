using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>The service as a process that is killed, stopped, continued and started again.</summary>
/// <param name="program">Telephony.Server.dll.</param>
/// <param name="data">Its data folder.</param>
/// <param name="ari">Where it finds Asterisk, or what stands between.</param>
public sealed class RouterProcess(string program, AsteriskInstance asterisk, string site, string data, Uri ari, params string[] more) : IAsyncDisposable
{
    private static readonly TimeSpan StartMost = TimeSpan.FromSeconds(40);
    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://{asterisk.Address}:8080/"), Timeout = TimeSpan.FromSeconds(10) };
    private readonly List<string> _earlier = [];
    private ChildProcess? _process;

    /// <summary>What it said, over all its lives.</summary>
    public IReadOnlyList<string> Log => [.. _earlier, .. _process?.Lines ?? []];

    /// <summary>Operating system id of the process that lives.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Starts it; it is not ready yet.</summary>
    /// <returns>When, in ticks of Stopwatch.</returns>
    public long Launch()
    {
        var at = Stopwatch.GetTimestamp();
        _process = ChildProcess.Start("the service", "dotnet",
        [
            program, "serve", "--config", site, "--data", data, "--ari-url", $"{ari}".TrimEnd('/'), "--ari-user", "telephony",
            "--ari-password-file", asterisk.PasswordFile, "--sounds", asterisk.Sounds,
            "--http", $"{asterisk.Address}:8080", "--grpc", $"{asterisk.Address}:8081", "--node", "n1", .. more,
        ]);
        return at;
    }

    /// <summary>Waits until it takes calls.</summary>
    public Task ReadyAsync() => Eventually.TrueAsync("the service is ready", async () =>
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"The service ended (exit code {_process.ExitCode}):\n{_process.LastLines(30)}");
        return await IsReadyAsync();
    }, StartMost);

    /// <summary>Whether it says that it takes calls.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        await process.KillAsync();
        _earlier.AddRange(process.Lines);
        await process.DisposeAsync();
    }

    /// <summary>SIGTERM, as an upgrade does it.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        await process.TerminateAsync(StartMost);
        _earlier.AddRange(process.Lines);
        await process.DisposeAsync();
    }

    /// <summary>It stands still, as in an endless pause of its runtime or machine: nothing is closed.</summary>
    public void Freeze() => _process!.Signal("STOP");

    /// <summary>It goes on where it stood.</summary>
    public void Thaw() => _process!.Signal("CONT");

    /// <summary>Asks one method of the public API, as JSON.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message says why.</exception>
    public async Task<JsonElement> AskAsync(string method, string request)
    {
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri($"telephony.v1.{method}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{method}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>What the boards see now.</summary>
    public async Task<JsonElement> SnapshotAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(new Uri("v1/snapshot", UriKind.Relative)));
        return json.RootElement.Clone();
    }

    /// <summary>Agents begin work.</summary>
    public async Task LogInAsync(IEnumerable<string> agents)
    {
        foreach (var agent in agents) await AskAsync("AgentService/LogIn", $$"""{"name": "agents/{{agent}}"}""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _http.Dispose();
    }
}
