using System.Text.Json.Nodes;
using Telephony.Ari.Tests.Support;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests;

/// <summary>The one ordered stream: what is in it, and in which order.</summary>
public sealed class StreamTests
{
    [Test]
    public async Task Connects_with_the_ari_sub_protocol_and_the_authorization_header_and_no_api_key()
    {
        await using var rig = await Rig.ConnectedAsync();

        var (query, authorization, protocol) = rig.Asterisk.HandshakeDetails.Single();

        Assert.Multiple(() =>
        {
            Assert.That(query, Is.EqualTo($"?app={Rig.App}"));
            Assert.That(authorization, Does.StartWith("Basic "));
            Assert.That(protocol, Is.EqualTo("ari"));
            Assert.That(rig.Asterisk.Requests.All.Select(request => request.ToString()), Has.None.Contain("api_key"));
        });
    }

    [Test]
    public async Task Connected_tells_the_epoch_and_what_Asterisk_is()
    {
        await using var rig = await Rig.StartAsync();
        rig.Read();

        var connected = await rig.NextAsync<AriSignal.Connected>();

        Assert.Multiple(() =>
        {
            Assert.That(connected.Epoch, Is.EqualTo(1));
            Assert.That(connected.Info.Version, Is.EqualTo("22.10.1"));
            Assert.That(connected.Info.EntityId, Is.EqualTo("02:00:00:00:00:01"));
            Assert.That(connected.Info.StartupTime, Is.EqualTo(rig.Asterisk.StartupTime).Within(TimeSpan.FromMilliseconds(1)));
        });
    }

    [Test]
    public async Task Version_filter_and_registration_are_settled_in_this_order_before_Connected()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { DisallowedEvents = ["ChannelVarset", "ChannelDialplan"] });

        var requests = rig.Asterisk.Requests.All;

        Assert.That(
            requests.Select(request => $"{request.Wire} {request.Method} {request.Path}"),
            Is.EqualTo(new[]
            {
                "Http GET asterisk/info",
                $"Http PUT applications/{Rig.App}/eventFilter",
                $"Http GET applications/{Rig.App}",
            }));
        Assert.That(requests[1].Body!.ToJsonString(), Is.EqualTo("""{"disallowed":[{"type":"ChannelVarset"},{"type":"ChannelDialplan"}]}"""));
    }

    [Test]
    public async Task Filter_that_Asterisk_did_not_keep_is_not_accepted()
    {
        await using var rig = await Rig.StartAsync();
        rig.Asterisk.Faults.Reply("PUT", "applications/*/eventFilter", FakeReply.Ok(new JsonObject
        {
            ["name"] = Rig.App,
            ["channel_ids"] = new JsonArray(),
            ["bridge_ids"] = new JsonArray(),
            ["endpoint_ids"] = new JsonArray(),
            ["device_names"] = new JsonArray(),
            ["events_allowed"] = new JsonArray(),
            ["events_disallowed"] = new JsonArray(),
        }));
        rig.Read();

        await rig.NextAsync<AriSignal.Connected>();

        Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(2));
        Assert.That(rig.Log.Entries.Select(entry => entry.Text), Has.Some.Contain("did not keep the event filter"));
    }

    [Test]
    public async Task Events_come_in_the_order_in_which_Asterisk_sent_them()
    {
        await using var rig = await Rig.ConnectedAsync();
        for (var i = 0; i < 1_000; i++) rig.Asterisk.Call(Rig.App, $"{i}", id: $"c{i}").HangUp();

        for (var i = 0; i < 1_000; i++)
        {
            var start = await rig.NextEventAsync<StasisStart>();
            var request = await rig.NextEventAsync<ChannelHangupRequest>();
            var end = await rig.NextEventAsync<StasisEnd>();
            Assert.That(new[] { start.Channel.Id, request.Channel.Id, end.Channel.Id }, Is.All.EqualTo($"c{i}"));
        }
    }

    [Test]
    public async Task Events_that_arrive_while_connecting_come_after_Connected()
    {
        await using var rig = await Rig.StartAsync();
        var info = rig.Asterisk.Faults.Hold("GET", "asterisk/info");
        rig.Read();
        await rig.Asterisk.Requests.ExpectAsync("GET", "asterisk/info");
        rig.Asterisk.Call(Rig.App, "1001", id: "early");
        info.Release();

        await rig.NextAsync<AriSignal.Connected>();
        var start = await rig.NextEventAsync<StasisStart>();

        Assert.That(start.Channel.Id, Is.EqualTo("early"));
    }

    [Test]
    public async Task Doubled_lost_and_late_events_are_passed_on_as_they_come()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.Asterisk.Faults.DuplicateEvent("StasisStart");
        rig.Asterisk.Faults.DropEvent("ChannelHangupRequest");
        var late = rig.Asterisk.Faults.DelayEvent("ChannelHold");
        var caller = rig.Asterisk.Call(Rig.App, "1001");
        caller.Hold();
        caller.Unhold();
        caller.HangUp();
        late.Release();

        await rig.NextEventAsync<StasisStart>();
        await rig.NextEventAsync<StasisStart>();
        await rig.NextEventAsync<ChannelUnhold>();
        await rig.NextEventAsync<StasisEnd>();
        await rig.NextEventAsync<ChannelHold>();
    }

    [Test]
    public async Task Message_that_is_not_JSON_is_passed_on_raw_and_the_stream_goes_on()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.ExpectsErrors = true;

        rig.Asterisk.SendRaw(Rig.App, """{"type":"StasisStart","channel":""");
        rig.Asterisk.SendRaw(Rig.App, "[]");
        rig.Asterisk.SendRaw(Rig.App, "");
        rig.Asterisk.Call(Rig.App, "1001", id: "after");

        var torn = await rig.NextEventAsync<UnknownEvent>();
        var array = await rig.NextEventAsync<UnknownEvent>();
        var empty = await rig.NextEventAsync<UnknownEvent>();
        var start = await rig.NextEventAsync<StasisStart>();
        Assert.Multiple(() =>
        {
            Assert.That(torn.Type, Is.EqualTo("StasisStart"));
            Assert.That(torn.Json, Is.EqualTo("""{"type":"StasisStart","channel":"""));
            Assert.That(torn.Error, Is.Not.Empty);
            Assert.That(array.Error, Is.EqualTo("it has no type"));
            Assert.That(empty.Error, Is.Not.Empty);
            Assert.That(start.Channel.Id, Is.EqualTo("after"));
            Assert.That(rig.Log.Errors, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task Event_without_a_record_is_passed_on_raw_and_is_no_error()
    {
        await using var rig = await Rig.ConnectedAsync();

        rig.Asterisk.SendEvent(Rig.App, "SomethingOfAsterisk24", new JsonObject { ["answer"] = 42 });

        var unknown = await rig.NextEventAsync<UnknownEvent>();
        Assert.Multiple(() =>
        {
            Assert.That(unknown.Type, Is.EqualTo("SomethingOfAsterisk24"));
            Assert.That(unknown.Json, Does.Contain("\"answer\":42"));
            Assert.That(unknown.Application, Is.EqualTo(Rig.App));
            Assert.That(unknown.Error, Is.Null);
        });
    }

    [Test]
    public async Task Consumer_that_is_too_slow_gets_what_was_buffered_then_a_loss_then_a_new_connection()
    {
        await using var rig = await Rig.StartAsync(options => options with { EventBufferCapacity = 16 });
        rig.ExpectsErrors = true;
        await using var stream = rig.Ari.RunAsync().GetAsyncEnumerator();
        async Task<AriSignal> NextAsync()
        {
            Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(Rig.Patience));
            return stream.Current;
        }

        Assert.That(await NextAsync(), Is.InstanceOf<AriSignal.Connected>());
        for (var i = 0; i < 100; i++) rig.Asterisk.SendEvent(Rig.App, "Tick", new JsonObject { ["i"] = i });
        // The seventeenth closes the socket while nobody reads.
        await Eventually.IsTrueAsync(() => !rig.Asterisk.IsActive(Rig.App));

        for (var i = 0; i < 16; i++)
            Assert.That(((UnknownEvent)((AriSignal.Received)await NextAsync()).Event).Json, Does.Contain($"\"i\":{i},"));
        Assert.That(await NextAsync(), Is.EqualTo(new AriSignal.Lost("the event buffer is full (16 events): the consumer is too slow")));
        Assert.That(await NextAsync(), Is.InstanceOf<AriSignal.Connected>().With.Property("Epoch").EqualTo(2));
        Assert.That(rig.Log.Errors.Select(entry => entry.Id), Is.EqualTo(new[] { 2005 }));
    }

    [Test]
    public async Task Only_one_may_read_the_stream()
    {
        await using var rig = await Rig.ConnectedAsync();

        await using var second = rig.Ari.RunAsync().GetAsyncEnumerator();

        Assert.ThrowsAsync<InvalidOperationException>(async () => await second.MoveNextAsync());
    }

    [Test]
    public async Task Cancelling_closes_the_socket_and_a_later_reader_may_start_again()
    {
        await using var rig = await Rig.ConnectedAsync();

        await rig.StopAsync();

        await Eventually.IsTrueAsync(() => !rig.Asterisk.IsActive(Rig.App));
        await using var again = rig.Ari.RunAsync().GetAsyncEnumerator();
        Assert.That(await again.MoveNextAsync().AsTask().WaitAsync(Rig.Patience));
        Assert.That(again.Current, Is.InstanceOf<AriSignal.Connected>().With.Property("Epoch").EqualTo(2));
    }
}
