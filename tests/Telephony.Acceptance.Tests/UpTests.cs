using System.Net;
using System.Net.Sockets;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary><c>./telephony up --cluster</c>, as somebody who tries it sees it: two routers, a Redis and an Asterisk, until Ctrl+C.</summary>
[TestFixture, Parallelizable]
public sealed class UpTests
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private const string Agent = "1161";

    private static readonly IPAddress Address = IPAddress.Parse("127.0.1.64");

    /// <summary>Bounds against hanging: the machine may be busy, and prompts may have to be spoken first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(4);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private string _folder = "";

    private string Data => Path.Combine(_folder, "data");

    private string Site => Path.Combine(_folder, "site");

    [SetUp]
    public void CopySite()
    {
        _folder = Repository.TemporaryFolder("up");
        var source = Path.Combine(AppContext.BaseDirectory, "Site");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Site, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [OneTimeTearDown]
    public void CloseHttp() => _http.Dispose();

    [Test]
    public async Task Killed_leaders_are_replaced_and_started_again_under_a_talk_and_Ctrl_C_ends_everything()
    {
        await using var up = Up();
        await UntilSaidAsync(up, "ready:", PatienceAtStart);
        await UntilAsync("n2 stands by", 8180, text => text.Contains("in step\n", StringComparison.Ordinal));
        await using var agent = new SipPhone(Agent, PasswordOf(Agent), Ports.Agents, new IPEndPoint(Address, 5060));
        await using var caller = new SipPhone("15554700", null, Ports.Trunk, new IPEndPoint(Address, 5060));
        await agent.RegisterAsync();
        await (await agent.CallAsync("*11")).EndedAsync(Patience);
        agent.Audio.ToneHz = AgentHz;
        caller.Audio.ToneHz = CallerHz;
        var talk = await caller.CallAsync("8160");
        (await agent.NextOfferAsync(Patience)).Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        Kill("--node\0n1\0");
        await UntilAsync("n2 leads", 8180, text => text == "ready\n");
        await UntilSaidAsync(up, "router n1 has died and is started again", Patience);
        await UntilAsync("n1 stands by", 8080, text => text.Contains("in step\n", StringComparison.Ordinal));
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        // Taken out of work: the other leads before this is answered.
        await Eventually.GetAsync("n2 hands over to n1, which is ready", DrainAsync, answer => answer.Contains("routers/n1", StringComparison.Ordinal), Patience);
        await UntilAsync("n1 leads", 8080, text => text == "ready\n");
        await UntilAsync("n2 stands by", 8180, text => text.Contains("in step\n", StringComparison.Ordinal));
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        // Both routers read the changed folder, and write the agents' phones for the one Asterisk: with the same passwords.
        await File.AppendAllTextAsync(Path.Combine(Site, "agents.yaml"), "\n  \"1198\": {name: New, queues: [restart]}\n");
        await Eventually.TrueAsync("the new agent is known", () => Task.FromResult(PhonesHold("[1198](agent-auth)")), Patience);
        await Eventually.TrueAsync("n2's passwords are n1's", () => Task.FromResult(File.ReadAllText(SecretsOf("n2")) == File.ReadAllText(SecretsOf(""))), Patience);
        Assert.That(PhonesHold($"password={PasswordOf(Agent)}\n"), Is.True, "phones keep their passwords");

        talk.HangUp();
        await talk.EndedAsync(Patience);
        up.Signal("INT");
        await up.WaitForExitAsync(Patience);
        Assert.Multiple(() =>
        {
            Assert.That(up.ExitCode, Is.Zero, up.LastLines(20));
            Assert.That(up.Lines, Has.None.Contains("did not stop"), "nothing had to be killed");
            Assert.That(Processes(), Is.Empty, "nothing is left");
        });
    }

    [Test]
    public async Task A_port_that_is_taken_is_named_in_one_line_before_anything_is_started([Values(6479, 8180)] int port)
    {
        using var squatter = new TcpListener(Address, port);
        squatter.Start();
        await using var up = Up();
        await up.WaitForExitAsync(Patience);
        Assert.That((up.ExitCode, up.Lines.Count), Is.EqualTo((1, 1)), up.LastLines(20));
        Assert.That(up.Lines[0], Does.StartWith($"telephony: port {port}/tcp on {Address} is in use; stop what uses it or pass --"));
        Assert.That(Processes(), Is.Empty);
    }

    /// <summary>SIGINT is what Ctrl+C sends; whoever started the tests in the background may have had it ignored.</summary>
    private ChildProcess Up() => ChildProcess.Start("telephony up", "env",
        ["--default-signal=INT", Repository.File("telephony"), "up", "--cluster", "--config", Site, "--data", Data, "--bind", $"{Address}", "--trunk-match", $"{Ports.Trunk}"],
        new Dictionary<string, string> { ["TELEPHONY_PROGRAM"] = Repository.ServiceProgram });

    private static async Task UntilSaidAsync(ChildProcess up, string text, TimeSpan atMost) => await Eventually.TrueAsync($"it says '{text}'", () =>
    {
        if (up.HasExited) throw new InvalidOperationException($"It ended (exit code {up.ExitCode}):\n{up.LastLines(20)}");
        return Task.FromResult(up.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)));
    }, atMost);

    private Task UntilAsync(string what, int port, Func<string, bool> isThere) => Eventually.GetAsync(what, async () =>
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://{Address}:{port}/readyz"));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            return fault.Message;
        }
    }, isThere, Patience);

    private async Task<string> DrainAsync()
    {
        using var order = new StringContent("""{"by": "kim"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri($"http://{Address}:8180/telephony.v1.RouterService/Drain"), order);
        return await answer.Content.ReadAsStringAsync();
    }

    private string SecretsOf(string node) => Path.Combine(Data, node, "secrets", "agents.csv");

    private string PasswordOf(string agent) => File.ReadLines(SecretsOf("")).Single(line => line.StartsWith($"{agent};", StringComparison.Ordinal))[(agent.Length + 1)..];

    private bool PhonesHold(string text) => File.ReadAllText(Path.Combine(Data, "asterisk", "etc", "pjsip_agents.conf")).Contains(text, StringComparison.Ordinal);

    private void Kill(string argument)
    {
        var found = Processes().Where(process => process.Arguments.Contains(argument, StringComparison.Ordinal)).ToArray();
        Assert.That(found, Has.Length.EqualTo(1));
        using var process = System.Diagnostics.Process.GetProcessById(found[0].Id);
        process.Kill();
    }

    /// <summary>What runs in our folder or for our address; Redis shows only the latter.</summary>
    private IReadOnlyList<(int Id, string Arguments)> Processes()
    {
        List<(int, string)> found = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id) || ArgumentsOf(folder) is not { } arguments) continue;
            if (arguments.Contains(Data + "/", StringComparison.Ordinal) || arguments.Contains($"redis-server {Address}:", StringComparison.Ordinal)) found.Add((id, arguments));
        }

        return found;
    }

    private static string? ArgumentsOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // it has just ended
        }
    }
}
