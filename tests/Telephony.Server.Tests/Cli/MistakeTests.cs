using System.Diagnostics;
using Telephony.Server.Cli;

namespace Telephony.Server.Tests.Cli;

/// <summary>Whatever goes wrong is said in one line, and the exit code tells whose mistake it is.</summary>
public sealed class MistakeTests : CliFixture
{
    [Test]
    public async Task What_the_service_refuses_is_told_in_its_own_words()
    {
        Assert.That(await FailsAsync(1, "queue", "get", "nix"), Is.EqualTo("telephony: There is no queues/nix.\n"));
        Assert.That(await FailsAsync(1, "agent", "ready", "1001"), Is.EqualTo("telephony: agents/1001 is logged out; log in first.\n"));
        Assert.That(await FailsAsync(1, "call", "move", "1.0", "sales", "--by", ""), Does.Contain("by: "));
    }

    /// <summary>The program as it is started by people, in an environment of its own.</summary>
    [Test]
    public async Task Readers_of_chinese_read_chinese()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Telephony.Server.dll"), "queue", "get", "nix"]) { RedirectStandardError = true };
        (start.Environment["LC_ALL"], start.Environment["TELEPHONY_SERVER"]) = ("zh_CN.UTF-8", $"http://{Api.GrpcAddress}");
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(15));
        await process.WaitForExitAsync();
        Assert.That((process.ExitCode, errors), Is.EqualTo((1, "telephony: 不存在 queues/nix。\n")));
    }
}

/// <summary>Mistakes that are found without a service.</summary>
public sealed class UsageTests
{
    [Test]
    public async Task A_service_that_is_not_there_is_named_with_what_to_do()
    {
        Assert.That(await FailsAsync(1, "queue", "list", "--server", "http://127.0.0.71:9"), Does.Contain("http://127.0.0.71:9").And.Contain("is it running?"));
        Assert.That(await FailsAsync(1, "queue", "list", "--watch", "--server", "http://127.0.0.71:9"), Does.Contain("is it running?"));
    }

    [TestCase("queue")]
    [TestCase("queue", "lst")]
    [TestCase("queue", "get")]
    [TestCase("queue", "emergency", "-", "maybe")]
    [TestCase("queue", "list", "--timeout", "soon")]
    [TestCase("queue", "list", "-o", "xml")]
    [TestCase("queue", "list", "--server", "127.0.0.1:8081")]
    [TestCase("queue", "list", "--token-file", "/nowhere")]
    [TestCase("agent", "list", "--state", "asleep")]
    [TestCase("agent", "skills", "1001")]
    [TestCase("agent", "skills", "1001", "english")]
    [TestCase("agent", "extend", "1001", "long")]
    [TestCase("agent", "force", "1001", "ready")]
    [TestCase("call", "priority", "1.0")]
    [TestCase("callback", "submit", "support", "0555", "--at", "soon")]
    [TestCase("events", "--from", "0")]
    [TestCase("config", "plan", "/nowhere")]
    [TestCase("top")]
    public async Task A_wrong_command_line_is_exit_code_2(params string[] args) => await FailsAsync(ClientCommand.WrongUsage, args);

    [Test]
    public async Task A_service_that_does_not_answer_is_given_up_after_the_timeout()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse("127.0.0.71"), 0);
        listener.Start();
        Assert.That(await FailsAsync(1, "queue", "list", "--timeout", "200ms", "--server", $"http://{listener.LocalEndpoint}"), Does.Contain("--timeout"));
    }

    private static async Task<string> FailsAsync(int exitCode, params string[] args)
    {
        using var running = new RunningCommand(args);
        return await running.FailsAsync(exitCode);
    }
}
