using System.Text.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What is ordered over the API for calls under way, told by what each phone hears.</summary>
[TestFixture, Parallelizable]
public sealed partial class CallOrdersTests() : SiteFixture("127.0.1.22")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private const double OtherHz = 1100;

    [Test]
    public async Task A_caller_is_put_on_hold_taken_back_and_hung_up_by_order()
    {
        var (caller, call, id, agent, offer) = await TalkAsync("15554001", "1601");

        await OrderAsync("Hold", id, ("on", true));
        await CallIsAsync(id, "OnHold");
        await Talk.HearsNoMoreAsync(agent, CallerHz);
        await Talk.HearAsync(caller, present: [], absent: [AgentHz]);
        await Talk.HearsSomethingAsync(caller); // music
        await Service.AgentIsAsync("1601", "Talking");

        await OrderAsync("Hold", id, ("on", false));
        await CallIsAsync(id, "Connected");
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        await OrderAsync("SendDigits", id, ("digits", "159#"));
        await Eventually.TrueAsync("the caller's phone is sent the keys", () => Task.FromResult(caller.Audio.Pressed == "159#"), TimeSpan.FromSeconds(10));
        await Service.FactAsync("DigitsSent", id);
        Assert.That(Service.LastFacts(int.MaxValue), Does.Not.Contain("159#"), "nothing that lasts has the keys: they may be a card number");

        await OrderAsync("Hangup", id);
        await Task.WhenAll(call.EndedAsync(), offer.EndedAsync());
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(Service.FactsOf("CallHungUp").Single(f => f.GetProperty("call").GetString() == id).GetProperty("by").GetString(), Is.EqualTo("kim"));
        Assert.That(record.Agent, Is.EqualTo("1601"));
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_waiting_caller_is_hung_up_by_order()
    {
        var caller = Caller("15554002");
        var (call, id) = await JoinAsync(caller, "8610");
        await OrderAsync("Hangup", id);
        await call.EndedAsync();
        await AssertEndedAsync(id, "Dismissed");
    }

    [Test]
    public async Task A_supervisor_listens_whispers_barges_in_and_takes_over_and_each_hears_what_they_should()
    {
        var supervisor = await AgentAtWorkAsync("1609");
        await DialCodeAsync(supervisor, "*131");
        await Service.AgentIsAsync("1609", "Paused");
        supervisor.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554003", "1601");

        await SuperviseAsync(id, "LISTEN");
        var ring = await supervisor.NextOfferAsync();
        ring.Answer();
        await Talk.HearAsync(supervisor, present: [CallerHz, AgentHz], absent: [OtherHz]);
        await Talk.HearAsync(caller, present: [AgentHz], absent: [OtherHz, CallerHz]);
        await Talk.HearAsync(agent, present: [CallerHz], absent: [OtherHz, AgentHz]);

        await SuperviseAsync(id, "WHISPER");
        await Talk.HearAsync(agent, present: [CallerHz, OtherHz], absent: [AgentHz]);
        await Talk.HearAsync(caller, present: [AgentHz], absent: [OtherHz, CallerHz]);
        await Talk.HearAsync(supervisor, present: [CallerHz, AgentHz], absent: [OtherHz]);

        await SuperviseAsync(id, "BARGE");
        await Talk.HearAsync(caller, present: [AgentHz, OtherHz], absent: [CallerHz]);
        await Talk.HearAsync(agent, present: [CallerHz, OtherHz], absent: [AgentHz]);
        await Talk.HearAsync(supervisor, present: [CallerHz, AgentHz], absent: [OtherHz]);

        await SuperviseAsync(id, "LISTEN");
        await Talk.HearAsync(caller, present: [AgentHz], absent: [OtherHz, CallerHz]);
        await Talk.HearAsync(supervisor, present: [CallerHz, AgentHz], absent: [OtherHz]);

        await SuperviseAsync(id, "STOP");
        await ring.EndedAsync();
        await Service.AgentIsAsync("1609", "Paused");
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        await SuperviseAsync(id, "TAKE_OVER");
        (await supervisor.NextOfferAsync()).Answer();
        await offer.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, supervisor, OtherHz);
        await Service.AgentIsAsync("1601", "Ready");
        call.HangUp();
        await call.EndedAsync();
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(record.Agent, Is.EqualTo("1609"), "who talked last");
        await Service.AgentIsAsync("1609", "Paused");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(supervisor, "*12");
    }

    [Test]
    public async Task A_call_is_transferred_after_a_word_cancelled_once_and_completed_then()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554004", "1601");

        var first = await ConsultAsync(id, agent, "agents/1602", target);
        await Talk.HearAsync(caller, present: [], absent: [AgentHz, OtherHz]);
        await OrderAsync("Transfer", id, ("kind", "TRANSFER_KIND_CANCEL"));
        await first.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        await Service.AgentIsAsync("1602", "Ready");

        var second = await ConsultAsync(id, agent, "agents/1602", target);
        await OrderAsync("Transfer", id, ("kind", "TRANSFER_KIND_COMPLETE"));
        await offer.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);
        await Service.AgentIsAsync("1601", "Ready");

        second.HangUp();
        await Task.WhenAll(call.EndedAsync(), second.EndedAsync());
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(target, "*12");
    }

    [Test]
    public async Task An_agent_who_hangs_up_after_a_word_has_transferred_the_call()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554005", "1601");

        var ring = await ConsultAsync(id, agent, "agents/1602", target);
        offer.HangUp();
        await offer.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);

        // And on, at once, into a queue where the first agent serves too.
        await OrderAsync("Transfer", id, ("target", "queues/second"), ("kind", "TRANSFER_KIND_QUEUE"));
        await ring.EndedAsync();
        var third = await PhoneOfAsync("1603");
        third.Audio.ToneHz = AgentHz;
        await DialCodeAsync(third, "*11"); // and is rung at once
        var last = await third.NextOfferAsync();
        last.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, third, AgentHz);
        call.HangUp();
        await last.EndedAsync();
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That((record.Queue, record.Agent), Is.EqualTo(("second", "1603")));
        foreach (var phone in new[] { agent, target, third }) await DialCodeAsync(phone, "*12");
    }

    [Test]
    public async Task A_call_is_transferred_to_an_agent_at_once()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554006", "1601");

        await OrderAsync("Transfer", id, ("target", "agents/1602"), ("kind", "TRANSFER_KIND_BLIND"));
        await offer.EndedAsync();
        var ring = await target.NextOfferAsync();
        Assert.That(ring.CallerNumber, Is.EqualTo(caller.User));
        await Talk.HearsSomethingAsync(caller);
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);
        call.HangUp();
        await ring.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(target, "*12");
    }

    [Test]
    public async Task An_agents_phone_refers_the_caller_to_another_agent()
    {
        var target = await AgentAtWorkAsync("1602");
        target.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554008", "1601");

        offer.Refer("1602");
        await offer.EndedAsync();
        var ring = await target.NextOfferAsync();
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, target, OtherHz);
        call.HangUp();
        await ring.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(target, "*12");
    }

    [Test]
    public async Task Agents_park_and_pick_up_by_codes_on_another_line()
    {
        var other = await AgentAtWorkAsync("1602");
        other.Audio.ToneHz = OtherHz;
        var (caller, call, id, agent, offer) = await TalkAsync("15554009", "1601");

        await DialCodeAsync(OtherLineOf("1601"), "*25"); // the place is said
        await offer.EndedAsync();
        await CallIsAsync(id, "Parked");
        await Talk.HearAsync(caller, present: [], absent: [AgentHz]);
        await Talk.HearsSomethingAsync(caller); // music
        await Service.AgentIsAsync("1601", "Ready");

        var code = await OtherLineOf("1602").CallAsync("*261");
        var ring = await other.NextOfferAsync();
        await code.EndedAsync();
        ring.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, other, OtherHz);
        call.HangUp();
        await ring.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
        await DialCodeAsync(other, "*12");
    }

    [Test]
    public async Task Three_talk_in_a_conference_and_the_caller_goes_on_with_somebody_outside()
    {
        var (caller, call, id, agent, offer) = await TalkAsync("15554007", "1601");
        var outside = await PhoneOfAsync("1604"); // dialled as the destination branch
        outside.Audio.ToneHz = OtherHz;

        var first = await ConsultAsync(id, agent, "destinations/branch", outside);
        await OrderAsync("Conference", id, ("participant", "destinations/branch"));
        await Talk.HearAsync(caller, present: [AgentHz, OtherHz], absent: [CallerHz]);
        await Talk.HearAsync(agent, present: [CallerHz, OtherHz], absent: [AgentHz]);
        await Talk.HearAsync(outside, present: [CallerHz, AgentHz], absent: [OtherHz]);
        await OrderAsync("Conference", id, ("participant", "destinations/branch"), ("leave", true));
        await first.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        var second = await ConsultAsync(id, agent, "destinations/branch", outside);
        await OrderAsync("Transfer", id, ("kind", "TRANSFER_KIND_COMPLETE"));
        await offer.EndedAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, outside, OtherHz);
        await CallIsAsync(id, "Outside");
        second.HangUp();
        await Task.WhenAll(call.EndedAsync(), second.EndedAsync());
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
    }

    private async Task<(SipPhone Caller, PhoneCall Call, string Id, SipPhone Agent, PhoneCall Offer)> TalkAsync(string number, string agentId)
    {
        var agent = await AgentAtWorkAsync(agentId);
        var caller = Caller(number);
        (caller.Audio.ToneHz, agent.Audio.ToneHz) = (CallerHz, AgentHz);
        // Whoever else is at work may not be the one who is rung.
        var (call, id) = await JoinAsync(caller, agentId == "1601" ? "8600" : "8610");
        var offer = await agent.NextOfferAsync();
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        return (caller, call, id, agent, offer);
    }

    /// <summary>Agent and target have a word.</summary>
    private async Task<PhoneCall> ConsultAsync(string call, SipPhone agent, string target, SipPhone phone)
    {
        await OrderAsync("Transfer", call, ("target", target), ("kind", "TRANSFER_KIND_ATTENDED"));
        var offer = await phone.NextOfferAsync();
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(agent, AgentHz, phone, OtherHz);
        return offer;
    }

    private Task SuperviseAsync(string call, string mode) => OrderAsync("Supervise", call, ("supervisor", "agents/1609"), ("mode", $"SUPERVISION_MODE_{mode}"));

    private async Task OrderAsync(string method, string call, params (string Name, object Value)[] more)
    {
        var order = more.ToDictionary(m => m.Name, m => m.Value);
        (order["call"], order["by"]) = ($"calls/{call}", "kim");
        await Service.OrderAsync($"CallService/{method}", JsonSerializer.Serialize(order));
    }

    private Task<Snapshot> CallIsAsync(string call, string state) => Eventually.GetAsync(
        $"call {call} is {state}", Service.SnapshotAsync, snapshot => ServiceInstance.Same(snapshot.CallOf(call)?.State, state), TimeSpan.FromSeconds(10));
}
