using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <content>The phone's own attended transfer: the caller on hold, a second call on another line of the same phone, and REFER with Replaces.</content>
public sealed partial class CallOrdersTests
{
    private const double LineHz = 1500;

    [Test]
    public async Task An_agents_phone_joins_the_caller_with_whom_it_called_on_another_line()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554020", "1601");
        var (line, aside, ring) = await HoldAndCallAsync(offer, id, "1601", "1602", target);
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(line, LineHz, target, OtherHz);
        await CallIsAsync(id, "Consulting");
        await Talk.HearAsync(caller, present: [], absent: [AgentHz, OtherHz, LineHz]);
        await Talk.HearsSomethingAsync(caller); // music

        offer.Refer(aside);
        Assert.That(await offer.TransferredAsync(), Is.EqualTo(200));
        await Task.WhenAll(offer.EndedAsync(), aside.EndedAsync());
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);
        await Service.AgentIsAsync("1601", "Ready");
        await Service.AgentIsAsync("1602", "Talking");
        call.HangUp();
        await ring.EndedAsync();
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(record.Agent, Is.EqualTo("1602"));
        Assert.That(Service.FactsOf("TalkHandedOver").Single(f => f.GetProperty("call").GetString() == id).GetProperty("how").GetString(), Is.EqualTo("Transferred"));
        await LoggedAsync(id, "ATTENDEDTRANSFER", "1602");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(target, "*12");
    }

    [Test]
    public async Task An_agents_phone_joins_while_the_targets_phone_still_rings_and_it_rings_on_for_the_caller()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554023", "1601");
        var (_, aside, ring) = await HoldAndCallAsync(offer, id, "1601", "1602", target);

        offer.Refer(aside);
        Assert.That(await offer.TransferredAsync(), Is.EqualTo(200));
        await Task.WhenAll(offer.EndedAsync(), aside.EndedAsync());
        await Service.AgentIsAsync("1601", "Ready");
        Assert.That(ring.HasEnded, Is.False);
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);
        call.HangUp();
        await ring.EndedAsync();
        Assert.That((await AssertEndedAsync(id, "Answered")).Agent, Is.EqualTo("1602"));
        await LoggedAsync(id, "BLINDTRANSFER", "1602"); // no word was had
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(target, "*12");
    }

    [Test]
    public async Task What_a_phone_may_not_join_is_refused_and_the_talk_goes_on()
    {
        var (caller, call, id, agent, offer) = await TalkAsync("15554021", "1601");
        offer.Refer("no-such-call@127.0.0.1", "1", "2");
        Assert.That(await offer.TransferredAsync(), Is.GreaterThanOrEqualTo(400));
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        call.HangUp();
        await offer.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>From the other line, naming the one with the caller; by a router that has just been killed and started again.</summary>
    [Test]
    public async Task An_agents_phone_joins_the_caller_with_a_destination_outside()
    {
        var (caller, call, id, agent, offer) = await TalkAsync("15554022", "1601");
        var outside = await PhoneOfAsync("1604"); // dialled as the destination 7001
        outside.Audio.ToneHz = OtherHz;
        var (line, aside, ring) = await HoldAndCallAsync(offer, id, "1601", "7001", outside);
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(line, LineHz, outside, OtherHz);
        await Service.KillAsync();
        await Service.StartAsync();
        await CallIsAsync(id, "Consulting");
        await Talk.AssertBothDirectionsAsync(line, LineHz, outside, OtherHz);

        aside.Refer(offer);
        Assert.That(await aside.TransferredAsync(), Is.EqualTo(200));
        await Task.WhenAll(offer.EndedAsync(), aside.EndedAsync());
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, outside, OtherHz);
        await CallIsAsync(id, "Outside");
        ring.HangUp();
        await Task.WhenAll(call.EndedAsync(), ring.EndedAsync());
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>The caller is put on hold by the phone, and somebody rings for another line of it.</summary>
    private async Task<(SipPhone Line, PhoneCall Aside, PhoneCall Ring)> HoldAndCallAsync(PhoneCall offer, string id, string agent, string number, SipPhone target)
    {
        offer.Hold();
        await CallIsAsync(id, "OnHold");
        var line = OtherLineOf(agent);
        line.Audio.ToneHz = LineHz;
        var aside = await line.CallAsync(number);
        var ring = await target.NextOfferAsync();
        await CallIsAsync(id, "Consulting");
        return (line, aside, ring);
    }

    /// <summary>As tools that read queue_logs know it: the id of the caller's channel, which CDRs have too, the agent who transferred, and to whom.</summary>
    private Task LoggedAsync(string id, string verb, string to) => Eventually.TrueAsync($"the queue_log has the transfer to {to}", () => Task.FromResult(
        File.ReadLines(Path.Combine(Asterisk.Data, "queue_log", "queue_log")).Select(line => line.Split('|'))
            .Any(f => f[1] == id && f[3] == "Agent/1601" && f[4] == verb && f.Skip(5).Contains(to))), TimeSpan.FromSeconds(10));
}
