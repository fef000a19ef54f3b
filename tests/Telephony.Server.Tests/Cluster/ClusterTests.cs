using Telephony.Core;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Cluster;

/// <summary>Two routers, a real Redis, and a scripted Asterisk: who leads, what the other knows, and what happens when Redis fails.</summary>
public sealed class ClusterTests
{
    private const string Application = "acd-site";

    private FakeAsteriskServer _asterisk = null!;
    private RedisServer _redis = null!;
    private string _folder = "";
    private ClusterRouter _first = null!;
    private ClusterRouter _second = null!;

    [SetUp]
    public async Task StartBoth()
    {
        _asterisk = await FakeAsteriskServer.StartAsync();
        _asterisk.PlaybacksEndAtOnce = true;
        _redis = await RedisServer.StartAsync();
        _folder = Directory.CreateTempSubdirectory("tel-cluster-").FullName;
        Directory.CreateDirectory(Path.Combine(Site, "queues"));
        Write("skills.yaml", "skills:\n  english: {}\n");
        Write("site.yaml", "numbers:\n  \"*\": {greeting: [], language: en, target: {queue: sales}}\n");
        Write("queues/sales.yaml", "ring_timeout: 30s\nrecovery: {unreachable: 1h, declined: 1h}\n");
        Write("agents.yaml", "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n  \"1002\": {name: Bo, queues: [sales]}\n");
        foreach (var agent in new[] { "1001", "1002" }) _asterisk.AddEndpoint($"PJSIP/{agent}");
        _first = await StartAsync("n1");
        await _first.LeadsAsync();
        _second = await StartAsync("n2");
        await _second.StandsByAsync();
    }

    [TearDown]
    public async Task StopBoth()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _redis.DisposeAsync();
        await _asterisk.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_standby_knows_what_the_leader_knows_shows_it_and_does_nothing()
    {
        await LogInAsync(_first, "1001");
        var caller = _asterisk.Call(Application, "555", "call,8000");
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        _asterisk.Call(Application, "556", "call,8000");
        await _second.AgentBecomesAsync("1001", "Talking");
        await _second.CallersWaitAsync(1);
        await SameCoreAsync();
        var refusal = await _second.OrderAsync(r => new AcdInput.AgentCommanded(r, new AgentId("1002"), AgentCommand.LogIn, null));
        Assert.Multiple(() =>
        {
            Assert.That(refusal, Does.Contain("standby"));
            Assert.That(_asterisk.Channels.Count(c => c.Id.StartsWith(caller.Id, StringComparison.Ordinal)), Is.EqualTo(2), "the caller and one leg");
        });
    }

    [Test]
    public async Task A_leader_that_is_told_to_stop_hands_over_in_order_and_comes_back_as_the_standby()
    {
        var callers = new[] { "555", "556", "557" }.Select(number => _asterisk.Call(Application, number, "call,8000")).ToList();
        await _first.CallersWaitAsync(3);
        await _first.StopAsync();
        await _second.LeadsAsync();
        await _second.CallersWaitAsync(3);
        await LogInAsync(_second, "1001");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        Assert.That(leg.Id, Does.StartWith(callers[0].Id), "the order is kept");
        leg.Ring();
        _first = await StartAsync("n1");
        await _first.StandsByAsync();
        await _first.AgentBecomesAsync("1001", "Ringing");
        await SameCoreAsync();
        Assert.That(Directory.GetDirectories(Path.Combine(_folder, "n1", "journal"), "before-*"), Is.Empty, "it went on where its own journal ended");
    }

    [Test]
    public async Task Without_Redis_calls_go_on_and_when_it_is_back_the_standby_is_in_step_again()
    {
        _asterisk.Call(Application, "555", "call,8000");
        await _second.CallersWaitAsync(1);
        await _redis.KillAsync();
        await LogInAsync(_first, "1001");
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await _first.AgentBecomesAsync("1001", "Talking");
        await Task.Delay(TimeSpan.FromSeconds(4)); // longer than the lease
        _asterisk.Call(Application, "556", "call,8000");
        await _first.CallersWaitAsync(1);
        await _redis.RunAsync(); // and knows nothing any more
        await _second.AgentBecomesAsync("1001", "Talking");
        await _second.CallersWaitAsync(1);
        await SameCoreAsync();
        Assert.That((await _first.StatusAsync("/readyz")).Ok && _first.StepDowns == 0, Is.True, "the same one leads all the time");
    }

    [Test]
    public async Task A_Redis_that_hangs_or_cannot_be_written_keeps_no_caller_waiting()
    {
        await LogInAsync(_first, "1001");
        _redis.Stop();
        var caller = _asterisk.Call(Application, "555", "call,8000");
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await _first.AgentBecomesAsync("1001", "Talking");
        await Task.Delay(TimeSpan.FromSeconds(4));
        caller.HangUp();
        await _first.AgentBecomesAsync("1001", "Ready");
        _redis.Continue();
        await _second.AgentBecomesAsync("1001", "Ready");

        await _redis.SaysAsync("REPLICAOF", "127.0.0.1", "1");
        _asterisk.Call(Application, "556", "call,8000");
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await _first.AgentBecomesAsync("1001", "Talking");
        await _redis.SaysAsync("REPLICAOF", "NO", "ONE");
        await _second.AgentBecomesAsync("1001", "Talking");
        await SameCoreAsync();
        Assert.That(_first.StepDowns, Is.Zero);
    }

    [Test]
    public async Task A_Redis_that_went_back_to_an_old_copy_brings_nothing_old_back()
    {
        _asterisk.Call(Application, "555", "call,8000");
        await _second.CallersWaitAsync(1);
        Assert.That(await _redis.SaysAsync("SAVE"), Is.EqualTo("+OK"));
        await LogInAsync(_first, "1001");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        leg.Answer();
        await _second.AgentBecomesAsync("1001", "Talking");
        await _redis.KillAsync();
        await _redis.RunAsync();
        await _second.UntilAsync("both know the same", async () => await _first.CoreAsync() == await _second.CoreAsync());
        _asterisk.Call(Application, "556", "call,8000");
        await _second.CallersWaitAsync(1);
        await _second.AgentBecomesAsync("1001", "Talking");
        await SameCoreAsync();
        Assert.That(leg.IsAlive, Is.True, "the talk goes on");
    }

    [Test]
    public async Task Who_is_replaced_in_Asterisk_steps_down_at_once_and_the_other_leads()
    {
        _asterisk.Call(Application, "555", "call,8000");
        await _second.CallersWaitAsync(1);
        await _second.UntilAsync("n2 leads", async () =>
        {
            if (_second.Seat.IsFollowing) await _redis.SaysAsync("DEL", "telephony:{site}:lease"); // as if it had run out, while the leader believes in it
            return (await _second.StatusAsync("/readyz")).Ok;
        });
        await _first.StandsByAsync();
        await SameCoreAsync();
        Assert.That(_first.StepDowns, Is.EqualTo(1));
    }

    [Test]
    public async Task A_leader_that_is_drained_answers_when_the_standby_leads_and_goes_on_as_its_standby()
    {
        var callers = new[] { "555", "556" }.Select(number => _asterisk.Call(Application, number, "call,8000")).ToList();
        await _second.CallersWaitAsync(2);
        await _first.UntilAsync("n2 says it could lead", async () =>
            (await _first.AskAsync("RouterService/GetRouter", "{}")).Answer.GetProperty("router").TryGetProperty("readyStandby", out var ready) && ready.GetString() == "routers/n2");
        Assert.That((await _first.AskAsync("RouterService/Drain", """{"by": "kim", "validateOnly": true}""")).Ok, Is.True);
        Assert.That(_second.Seat.IsFollowing, Is.True, "only asked");

        var (isOk, answer) = await _first.AskAsync("RouterService/Drain", """{"by": "kim"}""");
        Assert.That(isOk, Is.True, $"{answer}");
        var router = answer.GetProperty("router");
        Assert.That((router.GetProperty("role").GetString(), router.GetProperty("leader").GetString()), Is.EqualTo(("ROUTER_ROLE_STANDBY", "routers/n2")), "the lease was the other's before this was answered");
        await _second.LeadsAsync();
        await _first.StandsByAsync();
        await LogInAsync(_second, "1001");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        Assert.That(leg.Id, Does.StartWith(callers[0].Id), "the order is kept");
        leg.Answer();
        await _second.AgentBecomesAsync("1001", "Talking");
        await SameCoreAsync();
        Assert.That((await _first.AskAsync("RouterService/Drain", """{"by": "kim"}""")).Ok, Is.True, "a standby has nothing to hand over");

        await _second.StopAsync();
        await _first.LeadsAsync();
        await _first.CallersWaitAsync(1);
    }

    [Test]
    public async Task Without_a_standby_a_router_refuses_to_be_drained_or_alone_takes_no_new_calls_until_one_stands_by()
    {
        _asterisk.Call(Application, "555", "call,8000");
        await _first.CallersWaitAsync(1);
        await _second.StopAsync();
        await _redis.SaysAsync("DEL", "telephony:{site}:able"); // it says so for some seconds after its end
        var (isOk, refusal) = await _first.AskAsync("RouterService/Drain", """{"by": "kim"}""");
        Assert.That((isOk, $"{refusal}".Contains("no standby", StringComparison.Ordinal)), Is.EqualTo((false, true)), $"{refusal}");
        Assert.That((await _first.StatusAsync("/readyz")).Ok, Is.True, "and nothing has changed");

        Assert.That((await _first.AskAsync("RouterService/Drain", """{"by": "kim", "alone": true}""")).Ok, Is.True);
        Assert.That((await _first.StatusAsync("/readyz")).Text, Is.EqualTo("draining, live calls: 1\n"));
        var late = _asterisk.Broadcast("557", "8000", "call,8000");
        await LogInAsync(_first, "1001");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        leg.Answer();
        await _first.AgentBecomesAsync("1001", "Talking");
        Assert.That(_asterisk.Requests.All.Any(r => r.ToString().Contains(late.Id, StringComparison.Ordinal)), Is.False, "nobody has asked for the new caller");

        Assert.That((await _first.AskAsync("RouterService/Resume", """{"by": "kim"}""")).Ok, Is.True);
        await _first.LeadsAsync();
        _asterisk.Broadcast("558", "8000", "call,8000");
        await _first.CallersWaitAsync(1);
        Assert.That((await _first.AskAsync("RouterService/Drain", """{"by": "kim", "alone": true}""")).Ok, Is.True);
        _second = await StartAsync("n2");
        await _second.LeadsAsync();
        await _first.StandsByAsync();
        await _second.AgentBecomesAsync("1001", "Talking");
        await _second.CallersWaitAsync(1);
    }

    private string Site => Path.Combine(_folder, "site");

    private Task<ClusterRouter> StartAsync(string node) => ClusterRouter.StartAsync(node, _asterisk, _redis, Path.Combine(_folder, node), Site);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(Site, file), text);

    private static async Task LogInAsync(ClusterRouter router, string agent) =>
        Assert.That(await router.OrderAsync(r => new AcdInput.AgentCommanded(r, new AgentId(agent), AgentCommand.LogIn, null)), Is.Null);

    private Task SameCoreAsync() => _second.UntilAsync("both cores are the same, byte for byte", async () => await _first.CoreAsync() == await _second.CoreAsync());
}
