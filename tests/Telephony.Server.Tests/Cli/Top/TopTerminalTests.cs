using System.Diagnostics;
using System.Text;

namespace Telephony.Server.Tests.Cli.Top;

/// <summary><c>telephony top</c> in a real (pseudo) terminal.</summary>
public sealed class TopTerminalTests : CliFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task The_board_is_drawn_follows_keys_and_leaves_the_terminal_as_it_was()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Telephony.Server.dll");
        var start = new ProcessStartInfo("script", ["-qec", $"stty rows 24 cols 80; dotnet {program} top --server http://{Api.GrpcAddress}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8,
        };
        (start.Environment["TERM"], start.Environment["NO_COLOR"]) = ("xterm", "");
        using var process = Process.Start(start)!;
        try
        {
            var (screen, reading) = (new StringBuilder(), new char[4096]);
            await SeesAsync("support");
            await DoneAsync("agent", "login", "1001");
            await SeesAsync("1 ready");
            await process.StandardInput.WriteAsync("j");
            await process.StandardInput.FlushAsync();
            await SeesAsync("> Sales");
            await process.StandardInput.WriteAsync("q");
            await process.StandardInput.FlushAsync();
            await SeesAsync("\e[?25h\e[?1049l");
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.That(process.ExitCode, Is.Zero);

            async Task SeesAsync(string text)
            {
                using var bound = new CancellationTokenSource(Patience);
                while (!screen.ToString().Contains(text, StringComparison.Ordinal))
                {
                    var count = await process.StandardOutput.ReadAsync(reading, bound.Token);
                    Assert.That(count, Is.GreaterThan(0), $"the terminal ended before '{text}': {screen}");
                    screen.Append(reading, 0, count);
                }
            }
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
