using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A headless Chromium, steered through src/Telephony.Web/browser/driver.mjs: one JSON line for each request and answer.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _asked = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _writing = new(1);
    private int _last;

    private Browser(Process process) => _process = process;

    /// <summary>Starts the browser.</summary>
    public static async Task<Browser> StartAsync()
    {
        var start = new ProcessStartInfo("node", Repository.File("src", "Telephony.Web", "browser", "driver.mjs"))
        {
            WorkingDirectory = Repository.File("src", "Telephony.Web"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var browser = new Browser(Process.Start(start)!);
        browser._process.OutputDataReceived += (_, line) => browser.Take(line.Data);
        browser._process.ErrorDataReceived += (_, line) => TestContext.Progress.WriteLine(line.Data);
        browser._process.BeginOutputReadLine();
        browser._process.BeginErrorReadLine();
        await browser._ready.Task.WaitAsync(Patience);
        return browser;
    }

    /// <summary>Opens a page in a profile of its own.</summary>
    public async Task<BrowserPage> OpenAsync(string url, int width = 1600, int height = 1000, string theme = "dark")
    {
        var tab = await AskAsync(new JsonObject { ["op"] = "open", ["url"] = url, ["width"] = width, ["height"] = height, ["theme"] = theme });
        return new BrowserPage(this, tab!.GetValue<int>());
    }

    internal async Task<JsonNode?> AskAsync(JsonObject request)
    {
        var id = Interlocked.Increment(ref _last);
        request["id"] = id;
        var answer = _asked[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(request.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close(); // the driver closes the browser at the end of its input
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _writing.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            foreach (var waiting in _asked.Values) waiting.TrySetException(new InvalidOperationException("The browser's driver ended."));
            _ready.TrySetException(new InvalidOperationException("The browser's driver did not start."));
            return;
        }

        var answer = JsonNode.Parse(line)!.AsObject();
        if (answer.ContainsKey("ready"))
        {
            _ready.TrySetResult();
            return;
        }

        if (!_asked.TryRemove(answer["id"]!.GetValue<int>(), out var asked)) return;
        if (answer["fault"] is { } fault) asked.TrySetException(new InvalidOperationException(fault.GetValue<string>()));
        else asked.TrySetResult(answer["value"]);
    }
}
