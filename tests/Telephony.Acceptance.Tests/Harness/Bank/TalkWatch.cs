using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// Tells from the facts, as they are written, which callers talk. A phone alone does not know: its answer is confirmed before the service has even heard of
/// it, and whoever hangs up in between has not talked but declined, and the caller waits on.
/// </summary>
public sealed class TalkWatch : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly string _folder;
    private readonly Dictionary<string, long> _read = [];
    private readonly Dictionary<string, string> _numbers = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _talks = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _watching;

    /// <param name="folder">Where the service writes its facts.</param>
    public TalkWatch(string folder)
    {
        _folder = folder;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Done when the caller of this number has been joined with an agent.</summary>
    public Task WhenTalks(string number) => Of(number).Task;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _watching;
        _over.Dispose();
    }

    private TaskCompletionSource Of(string number) => _talks.GetOrAdd(number, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task WatchAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            if (Directory.Exists(_folder))
            {
                foreach (var file in Directory.GetFiles(_folder, "*.jsonl").Order(StringComparer.Ordinal)) Read(file);
            }

            await Task.Delay(BetweenLooks);
        }
    }

    private void Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var from = _read.GetValueOrDefault(file);
        var bytes = new byte[stream.Length - from];
        stream.Position = from;
        stream.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1; // the last line may be half written
        _read[file] = from + whole;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Hear(line);
    }

    private void Hear(string line)
    {
        if (!line.Contains("\"CallArrived\"", StringComparison.Ordinal) && !line.Contains("\"CallConnected\"", StringComparison.Ordinal)) return;
        using var fact = JsonDocument.Parse(line);
        var call = fact.RootElement.GetProperty("call").GetString()!;
        if (fact.RootElement.GetProperty("kind").GetString() == "CallArrived") _numbers[call] = fact.RootElement.GetProperty("caller").GetProperty("number").GetString()!;
        else if (_numbers.TryGetValue(call, out var number)) Of(number).TrySetResult();
    }
}
