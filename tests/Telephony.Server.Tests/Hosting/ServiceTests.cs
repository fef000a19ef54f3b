using Telephony.Server.Hosting;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Hosting;

/// <summary>What only faults of Asterisk can show; the good paths are tested with a real one.</summary>
public sealed class ServiceTests
{
    private FakeAsteriskServer _asterisk = null!;
    private string _data = "";
    private string _site = "";

    [SetUp]
    public async Task StartAsterisk()
    {
        _asterisk = await FakeAsteriskServer.StartAsync();
        _asterisk.PlaybacksEndAtOnce = true;
        _data = Directory.CreateTempSubdirectory("tel-data-").FullName;
        _site = Directory.CreateTempSubdirectory("tel-site-").FullName;
        Directory.CreateDirectory(Path.Combine(_site, "queues"));
        Write("skills.yaml", "skills:\n  english: {}\n");
        Write("site.yaml", "numbers:\n  \"*\": {greeting: [], language: en, target: {queue: sales}}\n");
        Write("queues/sales.yaml", "ring_timeout: 5s\nrecovery: {unreachable: 1h, declined: 1h}\n");
        Write("agents.yaml", "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n  \"1002\": {name: Bo, queues: [sales]}\n");
        foreach (var agent in new[] { "1001", "1002" }) _asterisk.AddEndpoint($"PJSIP/{agent}");
    }

    [TearDown]
    public async Task StopAsterisk()
    {
        await _asterisk.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_site, recursive: true);
    }

    [Test]
    public async Task A_caller_talks_with_the_agent_who_logged_in()
    {
        await using var service = await StartAsync();
        await LogInAsync(service, "1001");
        var caller = _asterisk.Call("acd-n1", "555", "call,8000");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        leg.Ring();
        await service.AgentBecomesAsync("1001", "Ringing");
        leg.Answer();
        await service.AgentBecomesAsync("1001", "Talking");
        Assert.That(caller.BridgeId, Is.Not.Null.And.EqualTo(leg.BridgeId));
        caller.HangUp();
        await service.AgentBecomesAsync("1001", "Ready");
        await service.UntilAsync("the agent's leg is hung up", () => Task.FromResult(!leg.IsAlive));
    }

    [Test]
    public async Task A_page_that_points_its_own_name_at_this_machine_is_not_served()
    {
        await using var service = await StartAsync();
        Assert.That(await service.StatusForHostAsync("evil.example", "/v1/snapshot"), Is.EqualTo(System.Net.HttpStatusCode.BadRequest));
        Assert.That(await service.StatusForHostAsync("localhost:8080", "/v1/snapshot"), Is.EqualTo(System.Net.HttpStatusCode.OK));
    }

    [TestCase("127.0.0.1:8080", "", ExpectedResult = "localhost 127.0.0.1 [::1]")]
    [TestCase("127.0.0.1:8080", "board.example", ExpectedResult = "board.example localhost 127.0.0.1 [::1]")]
    [TestCase("10.1.2.3:8080", "", ExpectedResult = "*")]
    [TestCase("10.1.2.3:8080", "board.example", ExpectedResult = "board.example localhost 127.0.0.1 [::1] 10.1.2.3")]
    public string Names_that_are_served(string http, string allowed) => string.Join(' ', new ServeOptions
    {
        Config = "", Data = "", AriUrl = new Uri("http://127.0.0.1"), AriUser = "", AriPasswordFile = "", Node = "n1",
        Http = http, Grpc = "127.0.0.1:8081", AllowedHosts = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    }.HostsServed());

    [Test]
    public async Task An_unreachable_phone_costs_the_caller_nothing()
    {
        await using var service = await StartAsync();
        await LogInAsync(service, "1001");
        await LogInAsync(service, "1002");
        _asterisk.Faults.Reply("POST", "channels", FakeReply.AllocationFailed);
        _asterisk.Call("acd-n1", "555", "call,8000");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1002");
        Assert.That(leg.IsAlive, Is.True);
        await service.AgentBecomesAsync("1001", "NotResponding");
    }

    [Test]
    public async Task A_join_that_silently_fails_is_undone_and_the_caller_offered_again()
    {
        await using var service = await StartAsync();
        await LogInAsync(service, "1001");
        _asterisk.BridgeAddsThatSilentlyFail = 1;
        _asterisk.Call("acd-n1", "555", "call,8000");
        var first = await _asterisk.ExpectLegAsync("PJSIP/1001");
        first.Answer();
        var second = await _asterisk.ExpectLegAsync("PJSIP/1001");
        Assert.That(first.IsAlive, Is.False, "the first leg was dropped");
        second.Answer();
        await service.AgentBecomesAsync("1001", "Talking");
    }

    [Test]
    public async Task A_cut_connection_loses_no_caller_and_no_place()
    {
        await using var service = await StartAsync();
        var first = _asterisk.Call("acd-n1", "555", "call,8000");
        var second = _asterisk.Call("acd-n1", "556", "call,8000");
        await service.CallersWaitAsync(2);
        _asterisk.CutSockets();
        await _asterisk.WaitForAppAsync("acd-n1");
        await LogInAsync(service, "1001");
        var leg = await _asterisk.ExpectLegAsync("PJSIP/1001");
        Assert.That(leg.Id, Does.StartWith(first.Id), $"not {second.Id}");
    }

    [Test]
    public async Task Lists_that_no_Asterisk_should_send_cost_a_connection_and_not_the_service()
    {
        await using var service = await StartAsync();
        var caller = _asterisk.Call("acd-n1", "555", "call,8000");
        await service.CallersWaitAsync(1);
        var twice = new System.Text.Json.Nodes.JsonArray(caller.ToJson(), caller.ToJson());
        _asterisk.Faults.Reply("GET", "channels", FakeReply.Ok(twice));
        _asterisk.CutSockets();
        await service.UntilAsync("it has connected twice more", () => Task.FromResult(_asterisk.Handshakes >= 3));
        await _asterisk.WaitForAppAsync("acd-n1");
        await LogInAsync(service, "1001");
        Assert.That((await _asterisk.ExpectLegAsync("PJSIP/1001")).Id, Does.StartWith(caller.Id));
    }

    [Test]
    public async Task A_caller_who_leaves_while_the_connection_is_cut_is_not_offered()
    {
        await using var service = await StartAsync();
        var first = _asterisk.Call("acd-n1", "555", "call,8000");
        var second = _asterisk.Call("acd-n1", "556", "call,8000");
        await service.CallersWaitAsync(2);
        _asterisk.CutSockets();
        first.HangUp();
        await _asterisk.WaitForAppAsync("acd-n1");
        await service.CallersWaitAsync(1);
        await LogInAsync(service, "1001");
        Assert.That((await _asterisk.ExpectLegAsync("PJSIP/1001")).Id, Does.StartWith(second.Id));
    }

    [Test]
    public async Task What_the_router_was_never_told_is_found_within_seconds_and_put_right_and_told_of()
    {
        await using var service = await StartAsync();
        var (gone, elsewhere) = (_asterisk.Call("acd-n1", "555", "call,8000"), _asterisk.Call("acd-n1", "557", "call,8000"));
        await service.CallersWaitAsync(2);
        foreach (var type in new[] { "ChannelHangupRequest", "StasisEnd", "StasisEnd", "ChannelDestroyed", "StasisStart" }) _asterisk.Faults.DropEvent(type);
        gone.HangUp();
        _asterisk.LeaveApplication(elsewhere);
        var unseen = _asterisk.Call("acd-n1", "556", "call,8000");
        for (var waited = 0; waited < 600 && (await service.CallAsync(unseen.Id)).ValueKind == System.Text.Json.JsonValueKind.Undefined; waited++) await Task.Delay(100);
        await service.UntilAsync("only the caller who is there waits", async () =>
            (await service.CallAsync(gone.Id)).ValueKind == System.Text.Json.JsonValueKind.Undefined &&
            (await service.CallAsync(elsewhere.Id)).ValueKind == System.Text.Json.JsonValueKind.Undefined && (await service.CallAsync(unseen.Id)).ValueKind != System.Text.Json.JsonValueKind.Undefined);
        await service.UntilAsync("all three are told of", () => Task.FromResult(
            Directory.GetFiles(Path.Combine(_data, "facts"), "*.jsonl").SelectMany(File.ReadLines).Count(line => line.Contains("InvariantBroken", StringComparison.Ordinal)) == 3));
    }

    [Test]
    public async Task A_restarted_router_keeps_order_and_agents()
    {
        FakeChannel first;
        await using (var service = await StartAsync())
        {
            await LogInAsync(service, "1001");
            await LogInAsync(service, "1002");
            await service.UntilAsync("1002 is ready", async () => await service.StateOfAgentAsync("1002") == "Ready");
            first = _asterisk.Call("acd-n1", "555", "call,8000");
            (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
            await service.AgentBecomesAsync("1001", "Talking");
        }

        await using var again = await StartAsync();
        await again.AgentBecomesAsync("1001", "Talking");
        await again.AgentBecomesAsync("1002", "Ready");
        Assert.That(first.IsAlive && first.BridgeId is not null, "the talk went on");
        first.HangUp();
        await again.AgentBecomesAsync("1001", "Ready");
    }

    [Test]
    public async Task Who_has_just_left_for_the_fallback_is_offered_to_nobody_although_the_lists_still_show_them_with_us()
    {
        FakeChannel left;
        await using (var service = await StartAsync())
        {
            left = _asterisk.Call("acd-n1", "555", "call,8000");
            await service.CallersWaitAsync(1);
        }

        _asterisk.LeaveApplication(left, isListedStill: true);
        await using var again = await StartAsync();
        await again.UntilAsync("taken over", async () => (await again.CallAsync(left.Id)).ValueKind == System.Text.Json.JsonValueKind.Undefined);
        await LogInAsync(again, "1001");
        var next = _asterisk.Call("acd-n1", "556", "call,8000");
        Assert.That((await _asterisk.ExpectLegAsync("PJSIP/1001")).Id, Does.StartWith(next.Id));
    }

    [Test]
    public async Task A_restarted_asterisk_frees_every_agent()
    {
        await using var service = await StartAsync();
        await LogInAsync(service, "1001");
        var caller = _asterisk.Call("acd-n1", "555", "call,8000");
        (await _asterisk.ExpectLegAsync("PJSIP/1001")).Answer();
        await service.AgentBecomesAsync("1001", "Talking");
        _asterisk.Restart();
        await service.AgentBecomesAsync("1001", "Ready");
        Assert.That((await service.CallAsync(caller.Id)).ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Undefined), "the call is gone");
    }

    [Test]
    public async Task A_changed_configuration_is_taken_over_and_a_bad_one_is_not()
    {
        await using var service = await StartAsync();
        Write("agents.yaml", "agents:\n  \"1001\": {name: Ann, queues: [nowhere]}\n");
        await Task.Delay(500); // nothing may happen: there is no event to wait for
        Assert.That(await service.StateOfAgentAsync("1002"), Is.EqualTo("LoggedOut"), "1002 is still there");
        Write("agents.yaml", "agents:\n  \"1001\": {name: Ann, queues: [sales]}\n  \"1003\": {name: Cy, queues: [sales]}\n");
        await service.AgentBecomesAsync("1003", "LoggedOut");
    }

    [Test]
    public async Task A_broadcast_call_is_claimed()
    {
        await using var service = await StartAsync();
        var caller = _asterisk.Broadcast("555", "8000", "call,8000");
        await _asterisk.Requests.ExpectAsync("POST", "events/claim");
        await service.UntilAsync("the call is ours", async () => (await service.CallAsync(caller.Id)).ValueKind == System.Text.Json.JsonValueKind.Object);
    }

    [Test]
    public async Task An_Asterisk_that_is_too_old_is_refused_with_the_version_wanted()
    {
        _asterisk.Version = "20.9.3";
        var (exitCode, reason) = await RunningService.RunToTheEndAsync(_asterisk, _data, _site);
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(reason, Does.Contain("20.9.3").And.Contain("22.10.1").And.Not.Contain("\n"));
        });
    }

    private Task<RunningService> StartAsync() => RunningService.StartAsync(_asterisk, _data, _site);

    private async Task LogInAsync(RunningService service, string agent)
    {
        _asterisk.Call("acd-n1", agent, $"code,{agent},*11");
        await service.UntilAsync($"{agent} is at work", async () => await service.StateOfAgentAsync(agent) != "LoggedOut");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_site, name), text);
}
