namespace Telephony.Server.Tests.Cli;

/// <summary>Each verb of the command line does what it says.</summary>
public sealed class VerbTests : CliFixture
{
    [Test]
    public async Task Queues_are_listed_opened_closed_and_put_into_emergency()
    {
        var list = await DoneAsync("queue", "list");
        Assert.That(list.Split('\n')[0], Does.Match("^QUEUE +NAME +NOW +WAITING +LONGEST"));
        Assert.That(list, Does.Match("(?m)^sales +Sales +open +0 "));
        Assert.That((await JsonAsync("queues", "list")).GetProperty("queues").EnumerateArray().Select(q => q.GetProperty("name").GetString()),
            Is.SupersetOf(new[] { "queues/sales", "queues/support", "queues/tech" }));
        Assert.That(await DoneAsync("queue", "close", "sales", "--by", "kim"), Does.Match("(?m)^sales +Sales +closed"));
        Assert.That(await DoneAsync("queue", "open", "queues/sales"), Does.Match("(?m)^sales +Sales +open"));
        Assert.That((await JsonAsync("queue", "calendar", "sales")).GetProperty("queue").GetProperty("switch").GetString(), Is.EqualTo("QUEUE_SWITCH_CALENDAR"));
        Assert.That(await DoneAsync("queue", "emergency", "-", "on"), Does.Match("(?m)^support +support +emergency"));
        Assert.That(await DoneAsync("queue", "emergency", "-", "off", "--validate-only"), Does.Match("(?m)^support +support +emergency"), "only checked");
        Assert.That((await EventsAsync("QueueSwitched"))[0].Details.Fields.Values.Select(v => v.StringValue), Does.Contain("kim"), "who asked is kept");
    }

    [Test]
    public async Task Flows_are_listed_with_their_nodes_and_callers()
    {
        Asterisk.Call("acd-n1", "555", "call,8300");
        await Api.UntilAsync("the caller is counted", async () => System.Text.RegularExpressions.Regex.IsMatch(await DoneAsync("flow", "list"), "(?m)^help +4 +1 +1 +0 +5:00"));
        Assert.That(await DoneAsync("flow", "get", "flows/help"), Does.Match("(?m)^ask +menu +1 +1 +0 +0 +0 +1:who 2:bye no match:bye no input:bye").And.Match("(?m)^known +queue .* queues/sales"));
        using var watch = Start("flow", "watch");
        await watch.SeesAsync("help");
        Assert.That((await watch.StopAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Agents_work_pause_and_get_skills()
    {
        Assert.That(await DoneAsync("agent", "login", "1001"), Does.Match("(?m)^1001 +Ann +ready"));
        Assert.That(await DoneAsync("agent", "list", "--state", "ready", "--queue", "sales"), Does.Contain("Ann").And.Not.Contain("Bo"));
        Assert.That(await DoneAsync("agent", "pause", "1001", "break"), Does.Contain(@"paused (break)"));
        Assert.That(await DoneAsync("agent", "ready", "1001"), Does.Contain("ready"));
        Assert.That((await JsonAsync("agent", "pause", "1001", "training")).GetProperty("agent").GetProperty("pendingPause").GetString(), Is.EqualTo("training"));
        Assert.That(await DoneAsync("agent", "approve", "1001"), Does.Contain("paused (training)"));
        Assert.That(await FailsAsync(1, "agent", "refuse", "1001"), Is.EqualTo("telephony: No pause of agents/1001 waits for approval.\n"));
        Assert.That(await DoneAsync("agent", "force", "1001", "ready", "--why", "forgotten"), Does.Contain("ready"));
        Assert.That(await DoneAsync("agent", "skills", "1001", "english=7"), Does.Contain("english=7 (shift)"));
        Assert.That(await DoneAsync("agent", "skills", "1001", "--as-configured"), Does.Not.Contain("english"));
        Assert.That(await DoneAsync("agent", "get", "agents/1001"), Does.Contain("Ann"));
        Assert.That(await FailsAsync(1, "agent", "finish", "1001", "--disposition", "solved"), Does.Contain("not in wrap-up"));
        Assert.That(await FailsAsync(1, "agent", "extend", "1001", "1m"), Does.Contain("not in wrap-up"));
        Assert.That(await DoneAsync("agent", "logout", "1001"), Does.Contain("logged-out"));
        Assert.That(await DoneAsync("why-idle", "agent", "1001"), Does.StartWith("1001: "));
        Assert.That(await DoneAsync("explain", "agent", "1001"), Does.StartWith("1001: "));
    }

    [Test]
    public async Task Waiting_calls_are_explained_moved_and_withdrawn()
    {
        var call = (await Api.CallAsync("9999"))["calls/".Length..];
        Assert.That(await DoneAsync("call", "list", "--queue", "sales", "--state", "queued"), Does.Match($"(?m)^{call} +queued +0:0[0-9] +sales"));
        Assert.That(await DoneAsync("call", "get", call), Does.Contain("555"));
        Assert.That(await DoneAsync("call", "priority", call, "9"), Does.Match("sales +0:0[0-9] +9"));
        Assert.That(await DoneAsync("call", "priority", call, "--position", "1"), Does.Match("sales +0:0[0-9] +9"), "the priority stays");
        var why = await DoneAsync("explain", "call", call);
        Assert.That(why, Does.StartWith($"{call}: ").And.Match("(?m)^1001 +no|^1001 +yes").And.Contain("WHY NOT NOW"));
        Assert.That(await DoneAsync("why-not", call, "1001"), Is.Not.Empty);
        Assert.That(await DoneAsync("estimate", "sales"), Does.StartWith("sales: "));
        Assert.That(await DoneAsync("dry-run", "sales", "--priority", "10"), Does.StartWith("nobody now: ").And.Contain("1001"));
        Assert.That(await FailsAsync(1, "call", "assign", call, "1001"), Does.Contain("1001"), "who is logged out cannot be rung");
        Assert.That(await DoneAsync("call", "move", call, "support"), Does.Contain("support"));
        Assert.That(await DoneAsync("call", "withdraw", call, "--validate-only"), Does.Contain("support"));
        await DoneAsync("call", "withdraw", call);
        await Api.UntilAsync("the call is over", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Count == 0);
        Assert.That(await FailsAsync(1, "call", "get", call), Is.EqualTo($"telephony: There is no live calls/{call}.\n"));
    }

    [Test]
    public async Task Callbacks_are_promised_and_given_up()
    {
        Assert.That(await DoneAsync("callback", "submit", "support", "05551234", "--at", "2099-01-01T09:00Z", "--validate-only").ContinueWith(_ => "", TaskScheduler.Default), Is.Empty);
        Assert.That(await DoneAsync("callback", "submit", "support", "05551234"), Does.Contain("05551234"));
        var promised = (await JsonAsync("callback", "list", "--queue", "support")).GetProperty("callbacks")[0].GetProperty("name").GetString()!;
        Assert.That(await DoneAsync("callback", "cancel", promised), Is.EqualTo("given up\n"));
        Assert.That(await FailsAsync(1, "callback", "cancel", promised), Does.Contain(promised));
    }

    [Test]
    public async Task Events_are_listed_from_anywhere_and_followed()
    {
        await DoneAsync("agent", "login", "1001");
        var all = await DoneAsync("events", "--from", "1");
        Assert.That(all, Does.Match("(?m)^ *1  20"));
        var last = await DoneAsync("events", "--agent", "1001", "--limit", "1");
        Assert.That(last.Trim().Split('\n'), Has.Length.EqualTo(2).And.One.Contains("AgentStateChanged"));
        using (var some = Start("events", "--from", "1", "--follow", "--limit", "3", "-o", "json"))
        {
            var lines = (await some.EndAsync()).Output.Trim().Split('\n');
            Assert.That(lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("sequence").GetString()), Is.EqualTo(new[] { "1", "2", "3" }));
        }

        using var follow = Start("events", "--follow", "--kind", "AgentStateChanged");
        for (var i = 0; i < 3 && !(await PausedAndReadyAsync(follow)); i++) { }
        Assert.That((await follow.StopAsync()).ExitCode, Is.Zero, "Ctrl+C is how it ends");

        // Those that come from now on: the stream may begin a little after the first order.
        async Task<bool> PausedAndReadyAsync(RunningCommand running)
        {
            await Task.Delay(100);
            await DoneAsync("agent", "pause", "1001", "break");
            await DoneAsync("agent", "ready", "1001");
            await running.SeesAsync("agents/1001");
            return true;
        }
    }

    [Test]
    public async Task A_watch_shows_changes_line_by_line_and_follows_a_restart()
    {
        using var watch = Start("agent", "list", "--watch");
        await watch.SeesAsync("1002");
        await DoneAsync("agent", "login", "1002");
        await watch.SeesAsync("ready");
        await Api.RestartAsync();
        await DoneAsync("agent", "pause", "1002", "break");
        await watch.SeesAsync("paused (break)");
        var result = await watch.StopAsync();
        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Errors, Does.Match("^telephony: .*; trying again\n"));
    }

    [Test]
    public async Task Recordings_are_listed()
    {
        Assert.That(await DoneAsync("recordings", "list"), Does.StartWith("RECORDING"));
        Assert.That(await FailsAsync(1, "recording", "get", "none"), Is.EqualTo("telephony: There is no recordings/none.\n"));
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "none.wav");
        Assert.That(await FailsAsync(1, "recording", "download", "none", "--to", file), Is.EqualTo("telephony: There is no recordings/none.\n"));
        Assert.That(File.Exists(file) || File.Exists($"{file}.part"), Is.False, "nothing is left behind");
    }

    [Test]
    public async Task Figures_of_the_past_are_shown_and_exported()
    {
        await Api.CallAsync("9999");
        Assert.That(await DoneAsync("report", "intervals", "--interval", "15m"), Does.StartWith("QUEUE"));
        Assert.That(await DoneAsync("report", "agents"), Does.StartWith("AGENT"));
        Assert.That(await DoneAsync("report", "calls", "--queue", "sales"), Does.StartWith("CALL"));
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, "export.csv");
        await DoneAsync("report", "export", "calls", "--to", file);
        Assert.That(await File.ReadAllTextAsync(file), Does.Contain(","));
        Assert.That(await DoneAsync("report", "export", "calls"), Is.EqualTo(await File.ReadAllTextAsync(file)), "the same on standard output");
        File.Delete(file);
        Assert.That(await FailsAsync(1, "report", "export", "weather"), Does.Contain("intervals, waits, agents, attendance or calls"));
    }

    [Test]
    public async Task The_configuration_is_read_planned_applied_and_taken_back()
    {
        var folder = Directory.CreateTempSubdirectory("tel-cli-").FullName;
        var before = (await JsonAsync("config", "get", "--to", folder)).GetProperty("version").GetProperty("version").GetString()!;
        Assert.That(File.Exists(Path.Combine(folder, "queues", "sales.yaml")));
        await File.AppendAllTextAsync(Path.Combine(folder, "queues", "support.yaml"), "priority: 3\n");
        Assert.That(await DoneAsync("config", "plan", folder), Is.Not.Empty.And.Not.EqualTo("nothing would change\n"));
        Assert.That(await DoneAsync("config", "apply", folder, "--validate-only"), Does.StartWith("could be applied"));
        Assert.That(await DoneAsync("config", "apply", folder, "--by", "kim"), Does.StartWith("in force: version "));
        Assert.That(await DoneAsync("config", "versions"), Does.Contain(before).And.Contain("kim"));
        Assert.That(await DoneAsync("config", "rollback", before), Is.EqualTo($"in force: version {before}\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, "queues", "support.yaml"), "nonsense: 1\n");
        Assert.That(await FailsAsync(1, "config", "apply", folder), Does.Contain("nonsense"));
        Directory.Delete(folder, recursive: true);
    }
}
