using System.Diagnostics;
using System.Globalization;

namespace Telephony.Api.Benchmarks;

/// <summary>A process of this benchmark; ends with it.</summary>
internal sealed class Child : IDisposable
{
    private static readonly double TicksPerSecond = 100; // USER_HZ, proc(5)

    private readonly Process _process;

    private Child(Process process) => _process = process;

    /// <summary>What it writes, line by line.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>What it reads.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>This program again, in another role.</summary>
    public static Child Again(params string[] arguments) => Start(Environment.ProcessPath!, arguments);

    /// <summary>Another program.</summary>
    public static Child Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["NO_PROXY"] = "*";
        return new Child(Process.Start(start)!);
    }

    /// <summary>The next line.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public async Task<string> LineAsync(TimeSpan patience) =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(patience) ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended");

    /// <summary>Processor time it used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>Memory it has in use, in MiB.</summary>
    public double ResidentMegabytes() =>
        long.Parse(File.ReadAllText($"/proc/{_process.Id}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize / 1048576.0;

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit(5000);
        _process.Dispose();
    }
}
