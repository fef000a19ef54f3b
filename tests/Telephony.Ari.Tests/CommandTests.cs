using Telephony.Ari.Tests.Support;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests;

/// <summary>Commands over the event socket.</summary>
public sealed class CommandTests
{
    [Test]
    public async Task Commands_called_without_awaiting_reach_Asterisk_in_the_order_of_the_calls()
    {
        await using var rig = await Rig.ConnectedAsync();
        var caller = rig.Asterisk.Call(Rig.App, "1001", id: "c");
        var sent = new List<Task>();
        for (var i = 0; i < 200; i++)
        {
            sent.Add(rig.Ari.Bridges.CreateAsync($"b{i}"));
            sent.Add(rig.Ari.Bridges.AddChannelsAsync($"b{i}", ["c"]));
            sent.Add(rig.Ari.Bridges.RemoveChannelsAsync($"b{i}", ["c"]));
            sent.Add(rig.Ari.Bridges.DestroyAsync($"b{i}"));
        }

        await Task.WhenAll(sent).WaitAsync(Rig.Patience);

        var commands = rig.Asterisk.Requests.All.Where(request => request.Wire == Wire.WebSocket).ToList();
        Assert.That(
            commands.Select(command => $"{command.Method} {command.Segments[1]} {command.Segments.ElementAtOrDefault(2)}"),
            Is.EqualTo(Enumerable.Range(0, 200).SelectMany(i => new[] { $"POST b{i} ", $"POST b{i} addChannel", $"POST b{i} removeChannel", $"DELETE b{i} " })));
        Assert.That(caller.BridgeId, Is.Null);
    }

    [Test]
    public async Task Leg_is_originated_as_asked_and_its_events_carry_our_id()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.AddEndpoint("PJSIP/ann");

        await rig.Ari.Channels.OriginateAsync(new OriginateRequest("PJSIP/ann", Rig.App)
        {
            ChannelId = "call-1-agent-1",
            AppArgs = "agent,call-1",
            CallerId = "Émile \"the\" <1001>",
            Timeout = TimeSpan.FromSeconds(14.2),
            Variables = new Dictionary<string, AriVariable>
            {
                ["NOTE"] = "a \"quoted\"\nline + 100 %, 中文",
                ["CALL_ID"] = new("call-1", ReportEvents: true),
            },
        });
        var channel = await rig.Ari.Channels.GetAsync("call-1-agent-1");
        var leg = await rig.Asterisk.ExpectLegAsync("PJSIP/ann");
        leg.Ring();
        leg.Answer();

        var request = await rig.Asterisk.Requests.ExpectAsync("POST", "channels");
        Assert.Multiple(() =>
        {
            Assert.That(channel.Id, Is.EqualTo("call-1-agent-1"));
            Assert.That(channel.State, Is.EqualTo(ChannelState.Down));
            Assert.That(request.Wire, Is.EqualTo(Wire.WebSocket));
            Assert.That(request["timeout"], Is.EqualTo("15"), "a limit is rounded up");
            Assert.That(request["callerId"], Is.EqualTo("Émile \"the\" <1001>"));
            Assert.That(leg.Variables["NOTE"], Is.EqualTo("a \"quoted\"\nline + 100 %, 中文"));
        });
        Assert.That((await rig.NextEventAsync<Dial>()).DialStatus, Is.Empty);
        Assert.That((await rig.NextEventAsync<ChannelStateChange>()).Channel.State, Is.EqualTo(ChannelState.Ringing));
        Assert.That((await rig.NextEventAsync<Dial>()).DialStatus, Is.EqualTo("RINGING"));
        Assert.That((await rig.NextEventAsync<ChannelStateChange>()).Channel.State, Is.EqualTo(ChannelState.Up));
        Assert.That((await rig.NextEventAsync<Dial>()).DialStatus, Is.EqualTo("ANSWER"));
        var start = await rig.NextEventAsync<StasisStart>();
        Assert.That(start.Args, Is.EqualTo(new[] { "agent", "call-1" }));
        Assert.That(start.Channel.ChannelVars, Is.EqualTo(new Dictionary<string, string> { ["CALL_ID"] = "call-1" }));
    }

    [Test]
    public async Task Ids_with_characters_that_mean_something_in_a_path_arrive_whole()
    {
        await using var rig = await Rig.ConnectedAsync();
        var id = "rec/2026 + 50%?a=b&c;Ω";
        rig.Asterisk.Call(Rig.App, "1001", id: id);

        await rig.Ari.Channels.AnswerAsync(id);
        var seen = await rig.Ari.Channels.GetAsync(id);

        Assert.That(seen.Id, Is.EqualTo(id));
        Assert.That(seen.State, Is.EqualTo(ChannelState.Up));
    }

    [TestCase(400, typeof(AriInvalidException))]
    [TestCase(401, typeof(AriAuthenticationException))]
    [TestCase(403, typeof(AriInvalidException))]
    [TestCase(404, typeof(AriNotFoundException))]
    [TestCase(406, typeof(AriInvalidException))]
    [TestCase(409, typeof(AriConflictException))]
    [TestCase(412, typeof(AriConflictException))]
    [TestCase(422, typeof(AriInvalidException))]
    [TestCase(500, typeof(AriServerException))]
    [TestCase(503, typeof(AriServerException))]
    public async Task Refusal_is_the_exception_of_its_status_with_Asterisks_words_on_both_transports(int status, Type type)
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.Reply("POST", "channels/c1/answer", FakeReply.Error(status, "because of the test"));
        rig.Asterisk.Faults.Reply("GET", "channels/c1", FakeReply.Error(status, "because of the test"));

        var overSocket = (AriException)Assert.ThrowsAsync(type, () => rig.Ari.Channels.AnswerAsync("c1"))!;
        var overHttp = (AriException)Assert.ThrowsAsync(type, () => rig.Ari.Channels.GetAsync("c1"))!;

        Assert.Multiple(() =>
        {
            Assert.That(overSocket.Message, Is.EqualTo($"POST channels/c1/answer: {status} because of the test"));
            Assert.That(overSocket.Status, Is.EqualTo(status));
            Assert.That(overSocket.Method, Is.EqualTo("POST"));
            Assert.That(overSocket.Path, Is.EqualTo("channels/c1/answer"));
            Assert.That(overSocket.AsteriskMessage, Is.EqualTo("because of the test"));
            Assert.That(overHttp.Message, Is.EqualTo($"GET channels/c1: {status} because of the test"));
        });
    }

    [Test]
    public async Task Endpoint_without_a_phone_can_be_told_from_other_failures()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.Reply("POST", "channels", FakeReply.Error(500, "Server error"));

        var other = Assert.ThrowsAsync<AriServerException>(() => rig.Ari.Channels.OriginateAsync(new("PJSIP/nobody", Rig.App)));
        var unreachable = Assert.ThrowsAsync<AriServerException>(() => rig.Ari.Channels.OriginateAsync(new("PJSIP/nobody", Rig.App)));

        Assert.That(other!.IsUnreachableEndpoint, Is.False);
        Assert.That(unreachable!.IsUnreachableEndpoint, Is.True);
    }

    [Test]
    public async Task Bridge_is_created_with_its_variables()
    {
        await using var rig = await Rig.ConnectedAsync();

        await rig.Ari.Bridges.CreateAsync(
            "call-1", BridgeType.Holding, "Sales", dtmfEvents: true, new Dictionary<string, AriVariable> { ["QUEUE"] = new("sales", ReportEvents: true) });

        var request = await rig.Asterisk.Requests.ExpectAsync("POST", "bridges/call-1");
        Assert.That(request["type"], Is.EqualTo("holding,dtmf_events"));
        Assert.That(await rig.Ari.Bridges.GetVariableAsync("call-1", "QUEUE"), Is.EqualTo("sales"));
    }

    [Test]
    public async Task Creation_repeated_with_the_same_id_is_a_conflict()
    {
        await using var rig = await Rig.ConnectedAsync();
        await rig.Ari.Bridges.CreateAsync("call-1");

        Assert.ThrowsAsync<AriConflictException>(() => rig.Ari.Bridges.CreateAsync("call-1"));
    }

    [Test]
    public async Task Reply_that_does_not_come_is_a_timeout_and_a_late_one_harms_nothing()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        rig.Asterisk.Call(Rig.App, "1001", id: "c1");
        var held = rig.Asterisk.Faults.Hold("POST", "channels/c1/answer");

        var unknown = Assert.ThrowsAsync<AriTimeoutException>(() => rig.Ari.Channels.AnswerAsync("c1").WaitAsync(Rig.Patience));
        held.Release();
        await rig.Ari.Channels.StartMusicAsync("c1", "sales");

        Assert.That(unknown!.Message, Is.EqualTo("POST channels/c1/answer: no reply within 0.5 s, outcome unknown"));
        Assert.That(rig.Log.Entries.Select(entry => entry.Id), Has.Member(2007));
        Assert.That(rig.Asterisk.Channels.Single().Music, Is.EqualTo("sales"));
    }

    [Test]
    public async Task Commands_in_flight_fail_before_the_loss_is_told()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.Hold("POST", "channels/*/answer");
        var inFlight = Enumerable.Range(0, 50).Select(i => rig.Ari.Channels.AnswerAsync($"c{i}")).ToList();
        await rig.Asterisk.Requests.ExpectAsync("POST", "channels/c0/answer");

        rig.Asterisk.CutSockets();
        await rig.NextAsync<AriSignal.Lost>();

        foreach (var command in inFlight)
            Assert.ThrowsAsync<AriDisconnectedException>(() => command.WaitAsync(Rig.Patience));
    }

    [Test]
    public async Task Command_without_a_connection_fails_at_once_and_is_not_sent_later()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.RefuseSockets = true;
        rig.Asterisk.CutSockets();
        await rig.NextAsync<AriSignal.Lost>();

        var unsent = Assert.ThrowsAsync<AriDisconnectedException>(() => rig.Ari.Channels.AnswerAsync("c1"));
        rig.Asterisk.RefuseSockets = false;
        await rig.NextAsync<AriSignal.Connected>();
        await rig.Ari.Bridges.CreateAsync("b");

        Assert.That(unsent!.Message, Does.Contain("not sent"));
        Assert.That(rig.Asterisk.Requests.Matching("POST", "channels/c1/answer"), Is.Empty);
    }

    [Test]
    public async Task Command_may_be_awaited_by_whoever_reads_the_stream()
    {
        await using var rig = await Rig.StartAsync();
        using var patience = new CancellationTokenSource(Rig.Patience);
        var answered = 0;

        await foreach (var signal in rig.Ari.RunAsync(patience.Token))
        {
            if (signal is AriSignal.Connected)
                for (var i = 0; i < 20; i++) rig.Asterisk.Call(Rig.App, "1001");
            if (signal is AriSignal.Received { Event: StasisStart start })
            {
                await rig.Ari.Channels.AnswerAsync(start.Channel.Id, patience.Token);
                if (++answered == 20) break;
            }
        }

        Assert.That(rig.Asterisk.Channels.Select(channel => channel.State), Is.All.EqualTo("Up").And.Exactly(20).Items);
    }

    [Test]
    public async Task Cancelled_command_stops_waiting_and_one_cancelled_before_is_not_sent()
    {
        await using var rig = await Rig.ConnectedAsync();
        var held = rig.Asterisk.Faults.Hold("POST", "channels/c1/answer");
        using var cancel = new CancellationTokenSource();
        var waiting = rig.Ari.Channels.AnswerAsync("c1", cancel.Token);
        await rig.Asterisk.Requests.ExpectAsync("POST", "channels/c1/answer");

        await cancel.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => waiting.WaitAsync(Rig.Patience));
        Assert.CatchAsync<OperationCanceledException>(() => rig.Ari.Channels.RingAsync("c1", cancel.Token));
        held.Release();
        await rig.Ari.Bridges.CreateAsync("after");
        Assert.That(rig.Asterisk.Requests.Matching("POST", "channels/c1/ring"), Is.Empty);
    }

    [Test]
    public async Task Command_longer_than_Asterisk_reads_is_refused_and_the_connection_lives()
    {
        await using var rig = await Rig.ConnectedAsync();
        var variables = new Dictionary<string, AriVariable> { ["BIG"] = new string('x', 70_000) };

        var refused = Assert.ThrowsAsync<AriInvalidException>(() => rig.Ari.Bridges.CreateAsync("b", variables: variables));
        await rig.Ari.Bridges.CreateAsync("c", variables: new Dictionary<string, AriVariable> { ["BIG"] = new string('x', 65_000) });

        Assert.That(refused!.Message, Does.Contain("65535"));
        Assert.That(rig.Asterisk.Bridges.Keys, Is.EqualTo(new[] { "c" }));
        Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(1));
    }

    [Test]
    public async Task More_commands_than_permitted_in_flight_are_refused_without_being_sent()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { MaxCommandsInFlight = 3 });
        var held = rig.Asterisk.Faults.Hold("POST", "bridges/*");
        var three = Enumerable.Range(0, 3).Select(i => rig.Ari.Bridges.CreateAsync($"b{i}")).ToList();

        Assert.ThrowsAsync<AriOverloadedException>(() => rig.Ari.Bridges.CreateAsync("b3"));
        held.Release();
        await Task.WhenAll(three).WaitAsync(Rig.Patience);
        await rig.Ari.Bridges.CreateAsync("b4");

        Assert.That(rig.Asterisk.Bridges.Keys, Is.EqualTo(new[] { "b0", "b1", "b2", "b4" }));
    }

    [Test]
    public async Task Reply_that_cannot_be_read_is_reported_and_its_command_times_out()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        rig.Asterisk.Faults.NeverReply("POST", "bridges/*");
        var command = rig.Ari.Bridges.CreateAsync("b");

        rig.Asterisk.SendRaw(Rig.App, """{"type":"RESTResponse","request_id":"not ours","status_code":200}""");
        rig.Asterisk.SendRaw(Rig.App, """{"type":"RESTResponse","request_id":"99999999","status_code":200}""");

        Assert.ThrowsAsync<AriTimeoutException>(() => command.WaitAsync(Rig.Patience));
        Assert.That(rig.Log.Entries.Select(entry => entry.Id), Is.SupersetOf(new[] { 2007, 2008 }));
    }

    [Test]
    public async Task List_parameters_are_one_parameter_with_commas()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Call(Rig.App, "1001", id: "a");
        rig.Asterisk.Call(Rig.App, "1002", id: "b");
        await rig.Ari.Bridges.CreateAsync("x");

        await rig.Ari.Bridges.AddChannelsAsync("x", ["a", "b"]);
        var playback = await rig.Ari.Channels.PlayAsync("a", "p1", ["sound:queue-youarenext", "sound:digits/3"], "en");

        Assert.That(rig.Asterisk.Bridges["x"], Is.EqualTo(new[] { "a", "b" }));
        Assert.That(playback.TargetUri, Is.EqualTo("channel:a"));
        Assert.That((await rig.Asterisk.Requests.ExpectAsync("POST", "channels/a/play"))["media"], Is.EqualTo("sound:queue-youarenext,sound:digits/3"));
        Assert.ThrowsAsync<ArgumentException>(async () => await rig.Ari.Bridges.AddChannelsAsync("x", ["a,b"]));
        Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await rig.Ari.Bridges.AddChannelsAsync("x", []));
    }
}
