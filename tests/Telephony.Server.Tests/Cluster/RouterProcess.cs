using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Cluster;

/// <summary>One router of a cluster as a process of its own, which can be stopped, set going and killed.</summary>
internal sealed class RouterProcess : IAsyncDisposable
{
    private static int _ports = 24_000;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly HttpClient _http;
    private readonly string[] _arguments;
    private Process _process = null!;

    public RouterProcess(string node, FakeAsteriskServer asterisk, RedisServer redis, string data, string site)
    {
        Directory.CreateDirectory(data);
        var password = Path.Combine(data, "password");
        File.WriteAllText(password, asterisk.Password);
        var port = Interlocked.Add(ref _ports, 2);
        var program = Path.Combine(TestPaths.Root, "src", "Telephony.Server", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Telephony.Server.dll");
        _arguments =
        [
            program, "serve", "--config", site, "--data", data, "--ari-url", $"{asterisk.BaseUrl}".TrimEnd('/'), "--ari-user", asterisk.Username,
            "--ari-password-file", password, "--http", $"127.0.0.63:{port}", "--grpc", $"127.0.0.63:{port + 1}", "--node", node, "--redis", redis.Address,
        ];
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.63:{port}"), Timeout = TimeSpan.FromSeconds(2) };
        Node = node;
        Start();
    }

    public string Node { get; }

    /// <summary>What it said last, for messages of failed tests.</summary>
    public string LastLines => string.Join('\n', _lines.TakeLast(30));

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in _arguments) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public Task<bool> LeadsAsync() => SaysAsync("/readyz", "ready\n");

    public Task<bool> StandsByAsync() => SaysAsync("/readyz", "in step\n");

    public Task<bool> AgentIsAsync(string agent, string state) => SaysAsync("/v1/snapshot", $"\"id\":\"{agent}\"", $"\"state\":\"{state}\"");

    /// <summary>Whether an address answers with a text; with two, whether the second comes next to the first.</summary>
    public async Task<bool> SaysAsync(string path, string wanted, string? then = null)
    {
        try
        {
            var text = await (await _http.GetAsync(path)).Content.ReadAsStringAsync();
            var at = text.IndexOf(wanted, StringComparison.Ordinal);
            return at >= 0 && (then is null || text.AsSpan(at, Math.Min(200, text.Length - at)).Contains(then, StringComparison.Ordinal));
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task OrderAsync(string method, string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var answer = await _http.PostAsync($"/telephony.v1.{method}", content);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        _http.Dispose();
    }
}
