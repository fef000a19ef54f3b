using System.CommandLine;
using System.Text.Json;
using Telephony.Server.Cli;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Cli;

/// <summary>The command line against a running service.</summary>
public abstract class CliFixture : ApiFixture
{
    /// <summary>Runs one command line to its end.</summary>
    private protected async Task<CliResult> RunAsync(params string[] args)
    {
        using var running = Start(args);
        return await running.EndAsync();
    }

    /// <summary>Runs a command that must succeed; what it printed.</summary>
    private protected async Task<string> DoneAsync(params string[] args)
    {
        var result = await RunAsync(args);
        Assert.That((result.ExitCode, result.Errors), Is.EqualTo((0, "")), string.Join(' ', args));
        return result.Output;
    }

    /// <summary>The same as JSON.</summary>
    private protected async Task<JsonElement> JsonAsync(params string[] args) => JsonDocument.Parse(await DoneAsync([.. args, "-o", "json"])).RootElement;

    /// <summary>Runs a command that must fail with one line on standard error.</summary>
    private protected async Task<string> FailsAsync(int exitCode, params string[] args)
    {
        using var running = Start(args);
        return await running.FailsAsync(exitCode);
    }

    private protected RunningCommand Start(params string[] args) =>
        new(args.Contains("--server") ? args : [.. args, "--server", $"http://{Api.GrpcAddress}"]);
}

/// <summary>What came of a command line.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Errors);

/// <summary>A command line under way.</summary>
internal sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _running;

    public RunningCommand(params string[] args)
    {
        var root = new RootCommand();
        root.AddClient(new Command("check"));
        var configuration = new InvocationConfiguration
        {
            Output = TextWriter.Synchronized(_output), Error = TextWriter.Synchronized(_errors), EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        };
        _running = CommandLine.RunAsync(root, args, configuration, _stop.Token);
    }

    /// <summary>Waits for a text in what was printed.</summary>
    public async Task SeesAsync(string text)
    {
        for (var i = 0; i < 200; i++)
        {
            if (Text(_output).Contains(text, StringComparison.Ordinal)) return;
            if (_running.IsCompleted) break;
            await Task.Delay(25);
        }

        Assert.Fail($"'{text}' was not printed: {Text(_output)}{Text(_errors)}");
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public async Task<CliResult> StopAsync()
    {
        await _stop.CancelAsync();
        return await EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<CliResult> EndAsync() => new(await _running.WaitAsync(Patience), Text(_output), Text(_errors));

    /// <summary>Waits for its end, which must be a failure told in one line; that line.</summary>
    public async Task<string> FailsAsync(int exitCode)
    {
        var result = await EndAsync();
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((exitCode, "")), result.Errors);
        Assert.That(result.Errors.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), result.Errors);
        Assert.That(result.Errors, Does.StartWith("telephony: "));
        return result.Errors;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string Text(StringWriter writer)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return writer.ToString();
            }
            catch (ArgumentOutOfRangeException) when (i < 10)
            {
                // Written to in this moment.
            }
        }
    }
}
