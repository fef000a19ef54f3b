using System.Diagnostics;
using System.Text;

namespace Telephony.Server.Tests.Rpc;

/// <summary>A program that others wrote, or an example, as a process of its own. Ends with the test.</summary>
internal sealed class ForeignProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ForeignProgram(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Starts node with a script.</summary>
    /// <param name="environment">Further variables.</param>
    /// <param name="arguments">The script and its arguments.</param>
    public static ForeignProgram Node(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = TestPaths.Root };
        start.Environment["NO_PROXY"] = "*";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ForeignProgram(Process.Start(start)!);
    }

    /// <summary>The next line it prints.</summary>
    public async Task<string> LineAsync()
    {
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            Assert.That(line, Is.Not.Null, $"the program ended: {Errors}");
            return line!;
        }
        catch (TimeoutException)
        {
            throw new AssertionException($"the program printed nothing within {Patience.TotalSeconds} s: {Errors}");
        }
    }

    /// <summary>Writes a line for it to read.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>What it printed on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
