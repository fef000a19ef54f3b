using System.Collections.Concurrent;
using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>A process that the tests started: its output is kept, and it is ended by its id only, at the latest with this process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int MostLines = 50_000;
    private static readonly ConcurrentDictionary<ChildProcess, byte> Living = new();
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly string _name;

    private ChildProcess(string name, Process process)
    {
        _name = name;
        _process = process;
    }

    // Also when this process is asked to end by SIGINT or SIGTERM in the middle of a run.
    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var child in Living.Keys)
            child._process.Kill();
    };

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The exit code; only once <see cref="HasExited"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What the process wrote to standard output and standard error so far (at most 50,000 lines), in order of arrival.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Starts a program with these arguments; no shell is involved.</summary>
    /// <param name="environment">Variables that are set besides the inherited ones.</param>
    public static ChildProcess Start(
        string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;

        var process = new Process { StartInfo = start };
        var child = new ChildProcess(name, process);
        process.OutputDataReceived += (_, line) => child.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => child.Keep(line.Data);
        process.Start();
        Living.TryAdd(child, 0);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and everything it wrote.</returns>
    /// <exception cref="TimeoutException">It did not end within <paramref name="atMost"/>; it was killed.</exception>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        string name, string program, IEnumerable<string> arguments, TimeSpan atMost)
    {
        await using var child = Start(name, program, arguments);
        await child.WaitForExitAsync(atMost);
        return (child.ExitCode, child.Lines);
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <exception cref="TimeoutException">It still runs after <paramref name="atMost"/>.</exception>
    public async Task WaitForExitAsync(TimeSpan atMost)
    {
        using var timeout = new CancellationTokenSource(atMost);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} (process {Id}) did not end within {atMost.TotalSeconds:0.#} s. Its last lines:\n{LastLines(20)}");
        }
    }

    /// <summary>kill -9: the process gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await WaitForExitAsync(TimeSpan.FromSeconds(5));
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    public async Task TerminateAsync(TimeSpan atMost)
    {
        Signal("TERM");
        await WaitForExitAsync(atMost);
    }

    /// <summary>Sends a signal such as TERM, STOP or CONT.</summary>
    public void Signal(string signal)
    {
        if (_process.HasExited)
            return;
        using var kill = Process.Start("kill", ["-" + signal, Id.ToString()]);
        kill.WaitForExit();
    }

    /// <summary>The end of what the process wrote, for messages of failed tests.</summary>
    public string LastLines(int count) => string.Join('\n', Lines.TakeLast(count));

    public async ValueTask DisposeAsync()
    {
        if (!Living.ContainsKey(this)) return;
        try
        {
            await KillAsync();
        }
        finally
        {
            Living.TryRemove(this, out _);
            _process.Dispose();
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            if (_lines.Count < MostLines)
                _lines.Add(line);
        }
    }
}
