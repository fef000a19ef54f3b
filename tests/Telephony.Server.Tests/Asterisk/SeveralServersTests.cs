using Telephony.FakeAsterisk;
using Telephony.Server.Tests.Hosting;

namespace Telephony.Server.Tests.Asterisk;

/// <summary>One router with two Asterisk servers, each a scripted one on a socket of its own: callers of both share one queue, and each call is served where it lives.</summary>
public sealed class SeveralServersTests
{
    private FakeAsteriskServer _a = null!;
    private FakeAsteriskServer _b = null!;
    private RunningService _service = null!;
    private string _folder = "";

    [SetUp]
    public async Task StartAll()
    {
        _folder = Directory.CreateTempSubdirectory("tel-servers-").FullName;
        var (site, data) = (Path.Combine(_folder, "site"), Path.Combine(_folder, "data"));
        Directory.CreateDirectory(Path.Combine(site, "queues"));
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(site, "skills.yaml"), "skills:\n  english: {}\n");
        File.WriteAllText(Path.Combine(site, "site.yaml"), "numbers:\n  \"*\": {greeting: [], language: en, target: {queue: sales}}\n");
        File.WriteAllText(Path.Combine(site, "queues", "sales.yaml"), "ring_timeout: 60s\n");
        File.WriteAllText(Path.Combine(site, "agents.yaml"), "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n  \"1002\": {name: Bo, queues: [sales]}\n");
        (_a, _b) = (await StartServerAsync(), await StartServerAsync());
        _service = await RunningService.StartAsync(_a, data, site, $"a={_a.BaseUrl}", $"b={_b.BaseUrl}");
        await _service.UntilAsync("both are connected", async () => await _service.GetAsync("/healthz") == "ok\n");
    }

    [TearDown]
    public async Task StopAll()
    {
        await _service.DisposeAsync();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Callers_of_both_are_served_in_one_order_each_on_its_own_server()
    {
        var first = Call(_b, "b-1");
        await _service.CallersWaitAsync(1);
        Call(_a, "a-1");
        await _service.CallersWaitAsync(2);
        await LogInAsync(_a, "1001");
        var leg = await _b.ExpectLegAsync("PJSIP/1001");
        leg.Answer();
        await _service.AgentBecomesAsync("1001", "Talking");
        Assert.That(leg.BridgeId, Is.Not.Null.And.EqualTo(first.BridgeId));
        first.HangUp();
        Assert.That((await _a.ExpectLegAsync("PJSIP/1001")).Id, Does.StartWith("a-1-agent-"));
        Assert.That(_a.Requests.All.Select(r => $"{r}"), Has.None.Contains("b-1"), "nothing of b's was asked of a");
    }

    [Test]
    public async Task A_server_that_dies_takes_its_own_calls_with_it_and_disturbs_no_others()
    {
        Call(_a, "a-1");
        await _service.CallersWaitAsync(1);
        Call(_b, "b-1");
        await _service.CallersWaitAsync(2);
        await LogInAsync(_b, "1001");
        (await _a.ExpectLegAsync("PJSIP/1001")).Answer();
        await LogInAsync(_b, "1002");
        var talk = await _b.ExpectLegAsync("PJSIP/1002");
        talk.Answer();
        await _service.AgentBecomesAsync("1001", "Talking");
        await _service.AgentBecomesAsync("1002", "Talking");
        Call(_b, "b-2");
        await _service.CallersWaitAsync(1);

        await _a.DisposeAsync();
        await _service.UntilAsync("a is missed", async () => await _service.GetAsync("/healthz") == "ok\nnot connected: a\n");
        Assert.That(await _service.StateOfAgentAsync("1002"), Is.EqualTo("Talking"));
        Assert.That(talk.IsAlive, Is.True);
        talk.HangUp();
        Assert.That((await _b.ExpectLegAsync("PJSIP/1002")).Id, Does.StartWith("b-2-agent-"), "b is served on");
        Assert.That(await _service.StateOfAgentAsync("1001"), Is.EqualTo("Talking"), "whether a's talk goes on only a can say");
    }

    private static async Task<FakeAsteriskServer> StartServerAsync()
    {
        var server = await FakeAsteriskServer.StartAsync();
        server.PlaybacksEndAtOnce = true;
        foreach (var agent in new[] { "1001", "1002" }) server.AddEndpoint($"PJSIP/{agent}");
        return server;
    }

    private static FakeChannel Call(FakeAsteriskServer server, string id) => server.Call("acd-n1", "555", "call,8000", id: id);

    private async Task LogInAsync(FakeAsteriskServer server, string agent)
    {
        server.Call("acd-n1", agent, $"code,{agent},*11", id: $"{(server == _a ? "a" : "b")}-code-{agent}");
        await _service.UntilAsync($"{agent} is at work", async () => await _service.StateOfAgentAsync(agent) != "LoggedOut");
    }
}
