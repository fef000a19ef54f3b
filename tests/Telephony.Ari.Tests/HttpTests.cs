using Telephony.Ari.Tests.Support;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests;

/// <summary>Requests over HTTP: lists, whatever may block, and files.</summary>
public sealed class HttpTests
{
    [Test]
    public async Task Lists_and_variables_go_over_HTTP()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Call(Rig.App, "1001", id: "c1");
        var before = rig.Asterisk.Requests.All.Count;

        await rig.Ari.Channels.ListAsync();
        await rig.Ari.Bridges.ListAsync();
        await rig.Ari.Endpoints.ListAsync();
        await rig.Ari.Applications.ListAsync();
        await rig.Ari.Channels.SetVariableAsync("c1", "TIMEOUT(absolute)", "45");
        await rig.Ari.Channels.GetVariableAsync("c1", "TIMEOUT(absolute)");

        Assert.That(rig.Asterisk.Requests.All.Skip(before).Select(request => request.Wire), Is.All.EqualTo(Wire.Http).And.Exactly(6).Items);
    }

    [Test]
    public async Task Claim_goes_over_the_socket_unless_a_command_there_is_blocked()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Call(Rig.App, "1001", id: "c1");
        await rig.Ari.Events.ClaimAsync(rig.Asterisk.Broadcast("1002").Id, Rig.App).WaitAsync(Rig.Patience);
        var blocked = rig.Asterisk.Faults.Hold("POST", "channels/c1/answer");
        var answer = rig.Ari.Channels.AnswerAsync("c1");
        var caller = rig.Asterisk.Broadcast("1003");
        await Eventually.IsTrueAsync(() => rig.Ari.SocketIsStuck);

        await rig.Ari.Events.ClaimAsync(caller.Id, Rig.App).WaitAsync(Rig.Patience);
        blocked.Release();
        await answer.WaitAsync(Rig.Patience);

        Assert.That(rig.Asterisk.Requests.Matching("POST", "events/claim").Select(claim => claim.Wire), Is.EqualTo(new[] { Wire.WebSocket, Wire.Http }));
    }

    [Test]
    public async Task List_of_fifteen_hundred_channels_is_read()
    {
        await using var rig = await Rig.ConnectedAsync();
        for (var i = 0; i < 1_500; i++) rig.Asterisk.AddCaller($"{i}", id: $"c{i}");

        var channels = await rig.Ari.Channels.ListAsync();

        Assert.That(channels.Select(channel => channel.Id), Is.EquivalentTo(Enumerable.Range(0, 1_500).Select(i => $"c{i}")));
    }

    [Test]
    public async Task Call_on_offer_goes_to_the_first_who_claims_it()
    {
        await using var rig = await Rig.ConnectedAsync();
        var caller = rig.Asterisk.Broadcast("1001", exten: "800", args: "sales");
        var offer = await rig.NextEventAsync<CallBroadcast>();

        await rig.Ari.Events.ClaimAsync(offer.Channel.Id, Rig.App);

        Assert.That(offer, Has.Property("Caller").EqualTo("1001").And.Property("Called").EqualTo("800"));
        Assert.ThrowsAsync<AriConflictException>(() => rig.Ari.Events.ClaimAsync(offer.Channel.Id, Rig.App));
        Assert.That((await rig.NextEventAsync<StasisStart>()).Channel.Id, Is.EqualTo(caller.Id));
        Assert.ThrowsAsync<AriNotFoundException>(() => rig.Ari.Events.ClaimAsync("nobody", Rig.App));
    }

    [Test]
    public async Task Variable_that_is_not_set_is_null_and_a_channel_that_is_gone_is_not()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Call(Rig.App, "1001", id: "c1");

        Assert.That(await rig.Ari.Channels.GetVariableAsync("c1", "NOTHING"), Is.Null);
        Assert.ThrowsAsync<AriNotFoundException>(() => rig.Ari.Channels.GetVariableAsync("gone", "NOTHING"));
    }

    [Test]
    public async Task Several_variables_are_set_and_read_at_once_and_reported_ones_ride_on_events()
    {
        await using var rig = await Rig.ConnectedAsync();
        var caller = rig.Asterisk.Call(Rig.App, "1001", id: "c1");
        await rig.NextEventAsync<StasisStart>();

        await rig.Ari.Channels.SetVariablesAsync("c1", new Dictionary<string, AriVariable> { ["A"] = "1", ["B"] = new("2", ReportEvents: true) });
        var read = await rig.Ari.Channels.GetVariablesAsync("c1", ["A", "B"]);
        caller.Hold();

        Assert.That(read, Is.EqualTo(new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }));
        Assert.That((await rig.NextEventAsync<ChannelHold>()).Channel.ChannelVars, Is.EqualTo(new Dictionary<string, string> { ["B"] = "2" }));
    }

    [Test]
    public async Task File_of_a_recording_is_copied_whole()
    {
        await using var rig = await Rig.ConnectedAsync();
        var file = new byte[1_000_000];
        new Random(1).NextBytes(file);
        rig.Asterisk.StoreRecording("2026/call-1", "wav", file);
        using var copy = new MemoryStream();

        await rig.Ari.Recordings.DownloadStoredAsync("2026/call-1", copy);

        Assert.That(copy.ToArray().AsSpan().SequenceEqual(file), "the copy differs");
        Assert.ThrowsAsync<AriNotFoundException>(() => rig.Ari.Recordings.DownloadStoredAsync("none", copy));
    }

    [Test]
    public async Task Reply_that_does_not_come_is_a_timeout()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        rig.Asterisk.Faults.NeverReply("GET", "asterisk/ping");

        var unknown = Assert.ThrowsAsync<AriTimeoutException>(() => rig.Ari.Asterisk.PingAsync().WaitAsync(Rig.Patience));

        Assert.That(unknown!.Message, Is.EqualTo("GET asterisk/ping: no reply within 0.5 s, outcome unknown"));
        Assert.That((await rig.Ari.Asterisk.PingAsync()).Ping, Is.EqualTo("pong"));
    }

    [Test]
    public async Task Claim_does_not_wait_behind_variables_that_wait_for_prompts()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Call(Rig.App, "1001", id: "c1");
        var caller = rig.Asterisk.Broadcast("1002");
        var prompts = rig.Asterisk.Faults.Hold("POST", "channels/*/variable", times: 100);
        var leases = Enumerable.Range(0, 30).Select(_ => rig.Ari.Channels.SetVariableAsync("c1", "TIMEOUT(absolute)", "45")).ToList();
        await rig.Asterisk.Requests.ExpectAsync("POST", "channels/c1/variable");

        await rig.Ari.Events.ClaimAsync(caller.Id, Rig.App).WaitAsync(Rig.Patience);
        prompts.Release();
        await Task.WhenAll(leases).WaitAsync(Rig.Patience);

        Assert.That(rig.Asterisk.Requests.Matching("POST", "channels/c1/variable"), Has.Count.EqualTo(30));
    }

    [Test]
    public async Task Request_in_flight_fails_when_the_event_socket_is_lost()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.NeverReply("GET", "channels");
        var list = rig.Ari.Channels.ListAsync();
        await rig.Asterisk.Requests.ExpectAsync("GET", "channels");

        rig.Asterisk.CutSockets();
        await rig.NextAsync<AriSignal.Lost>();

        Assert.ThrowsAsync<AriDisconnectedException>(() => list.WaitAsync(Rig.Patience));
    }

    [Test]
    public async Task Server_that_is_gone_is_a_disconnection()
    {
        await using var rig = await Rig.ConnectedAsync();
        await rig.Asterisk.DisposeAsync();
        await rig.NextAsync<AriSignal.Lost>();

        Assert.ThrowsAsync<AriDisconnectedException>(() => rig.Ari.Asterisk.PingAsync().WaitAsync(Rig.Patience));
    }

    [Test]
    public async Task Cancelled_request_is_cancelled_and_nothing_else()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.NeverReply("GET", "asterisk/ping");
        using var cancel = new CancellationTokenSource();
        var ping = rig.Ari.Asterisk.PingAsync(cancel.Token);
        await rig.Asterisk.Requests.ExpectAsync("GET", "asterisk/ping");

        await cancel.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => ping.WaitAsync(Rig.Patience));
    }

    [Test]
    public async Task Reply_that_is_not_what_was_asked_for_is_a_server_error()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.Reply("GET", "channels/c1", new FakeReply(200) { Raw = "<html>busy</html>" });
        rig.Asterisk.Faults.Reply("GET", "channels/c2", new FakeReply(503) { Raw = "<html>busy\nnow</html>" });

        Assert.ThrowsAsync<AriServerException>(() => rig.Ari.Channels.GetAsync("c1"));
        Assert.That(
            Assert.ThrowsAsync<AriServerException>(() => rig.Ari.Channels.GetAsync("c2"))!.AsteriskMessage, Is.EqualTo("<html>busy now</html>"));
    }

    [Test]
    public async Task Subscription_is_repeated_without_harm_and_shows_in_the_application()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.AddEndpoint("PJSIP/ann");

        await rig.Ari.Applications.SubscribeAsync(Rig.App, ["endpoint:PJSIP/ann"]);
        var application = await rig.Ari.Applications.SubscribeAsync(Rig.App, ["endpoint:PJSIP/ann"]);
        rig.Asterisk.SetEndpointState("PJSIP/ann", online: false);

        Assert.That(application.EndpointIds, Is.EqualTo(new[] { "PJSIP/ann" }));
        Assert.That((await rig.NextEventAsync<ContactStatusChange>()).ContactInfo.ContactStatus, Is.EqualTo("Removed"));
        Assert.That((await rig.NextEventAsync<PeerStatusChange>()).Peer.PeerStatus, Is.EqualTo("Unreachable"));
        Assert.That((await rig.NextEventAsync<EndpointStateChange>()).Endpoint.State, Is.EqualTo("offline"));
        Assert.ThrowsAsync<ArgumentException>(async () => await rig.Ari.Applications.SubscribeAsync(Rig.App, ["deviceState:"]));
    }
}
