using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Phones and networks that do the unexpected: whatever it is, the call goes on or ends once, and nobody is left held.</summary>
[TestFixture, Parallelizable]
public sealed class PhoneFaultTests() : SiteFixture("127.0.1.132", "--rtp-timeout", "6", "--rtp-timeout-hold", "6")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override string SiteName => "QueueSite";

    /// <summary>302: a phone does not choose who is called, neither another agent nor somebody outside.</summary>
    [TestCase("2303", TestName = "A_phone_that_sends_its_call_elsewhere_is_passed_over_and_nobody_is_called_there(agent)")]
    [TestCase("15550000", TestName = "A_phone_that_sends_its_call_elsewhere_is_passed_over_and_nobody_is_called_there(outside)")]
    public async Task A_phone_that_sends_its_call_elsewhere_is_passed_over_and_nobody_is_called_there(string elsewhere)
    {
        var (forwarding, third) = (await AgentAtWorkAsync("2301"), await AgentAtWorkAsync("2303"));
        var caller = Caller("15558300");
        var (call, id) = await JoinAsync(caller, "8300");
        var arrived = Service.FactsOf("CallArrived").Count;
        var offer = await forwarding.NextOfferAsync(Patience);
        offer.Redirect(elsewhere);
        await offer.EndedAsync(Patience);
        await Service.AgentIsAsync("2301", "NotResponding", Patience);

        var next = await PhoneOfAsync("2302");
        await DialCodeAsync(next, "*11");
        var taken = await next.NextOfferAsync(Patience);
        await TakeAsync(taken, id);
        taken.HangUp();
        await call.EndedAsync(Patience);
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(record.Agent, Is.EqualTo("2302"));
        Assert.That(third.Calls.Where(c => c.IsIncoming), Is.Empty, "nobody else's phone rang");
        Assert.That(Service.FactsOf("CallArrived"), Has.Count.EqualTo(arrived), "and no new call came of it");
        await LeaveAsync(forwarding, next, third);
    }

    [Test]
    public async Task Audio_before_the_answer_is_no_answer_and_does_not_reach_the_caller()
    {
        var (caller, call, id, agent, offer) = await RingAsync("15558310", "8300", "2301");
        offer.SendEarlyMedia();
        await offer.SeenAsync("the 183", message => message.IsResponse("INVITE", 183), Patience);
        await Talk.HearAsync(caller, present: [], absent: [AgentHz]);
        await Talk.HearsSomethingAsync(caller); // music still
        await Service.AgentIsAsync("2301", "Ringing");

        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        offer.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        await LeaveAsync(agent);
    }

    [Test]
    public async Task A_CANCEL_that_comes_after_the_answer_ends_nothing()
    {
        var caller = Caller("15558320");
        var (call, id) = await JoinAsync(caller, "8300");
        call.CancelTooLate();
        await call.SeenAsync("an answer to the CANCEL", message => message.Status > 0 && message.Method == "CANCEL", Patience);
        await Talk.HearsSomethingAsync(caller);
        Assert.That(call.HasEnded, Is.False);

        call.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "AbandonedInQueue");
    }

    /// <summary>The agent's phone asks for a transfer this long before (−) or after (+) one of the two hangs up.</summary>
    [Test, Explicit("Asterisk 22.10.1 itself ends (SIGSEGV) in one of some twenty such instants when the caller is the one who hangs up; see docs/operating.md")]
    public async Task A_transfer_asked_for_in_the_instant_of_a_BYE_ends_the_call_once_and_frees_both_agents([Values] bool byCaller)
    {
        var target = await AgentAtWorkAsync("2303");
        var agent = await AgentAtWorkAsync("2301");
        foreach (var offset in new[] { -20, -5, 0, 5, 20 })
        {
            var caller = Caller($"1555833{offset + 20:00}");
            var (call, id) = await JoinAsync(caller, "8300");
            var offer = await agent.NextOfferAsync(Patience);
            await TakeAsync(offer, id);
            await Together.Async(TimeSpan.FromMilliseconds(offset), () => offer.Refer("2303"), byCaller ? call.HangUp : offer.HangUp);
            await offer.EndedAsync(Patience);
            if (!byCaller && !call.HasEnded) await HangUpAsync(call, id);
            await call.EndedAsync(Patience);
            Assert.That((await Service.EndOfAsync(id)).Disposition, Is.EqualTo("Answered").IgnoreCase.Or.StartsWith("Abandoned").IgnoreCase, $"at {offset} ms");
            foreach (var id2 in new[] { "2301", "2303" }) await Service.AgentIsAsync(id2, "Ready", Patience);
        }

        await LeaveAsync(agent, target);
    }

    [Test]
    public async Task A_phone_that_dies_while_it_rings_costs_the_caller_neither_place_nor_call()
    {
        var (caller, call, id, dying, offer) = await RingAsync("15558340", "8310", "2311");
        dying.IsCut = true;
        await Service.AgentIsAsync("2311", "NotResponding", Patience);

        var next = await PhoneOfAsync("2312");
        await DialCodeAsync(next, "*11");
        var taken = await next.NextOfferAsync(Patience);
        Assert.That(taken.CallerNumber, Is.EqualTo(caller.User));
        await TakeAsync(taken, id);
        taken.HangUp();
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        dying.IsCut = false;
        Assert.That(offer.IsAnswered, Is.False);
        await LeaveAsync(next, dying);
    }

    /// <summary>No BYE comes, only no audio any more.</summary>
    [Test]
    public async Task A_caller_who_vanishes_in_a_talk_is_missed_and_the_agent_is_free_again()
    {
        var (caller, call, id, agent, offer) = await RingAsync("15558350", "8300", "2301");
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        caller.IsCut = true;
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        await Service.AgentIsAsync("2301", "Ready", Patience);
        await LeaveAsync(agent);
    }

    [Test]
    public async Task A_caller_whose_agents_phone_dies_in_the_talk_waits_again_in_front_and_talks_with_another()
    {
        var (caller, call, id, dying, offer) = await RingAsync("15558351", "8300", "2301");
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, dying, AgentHz);
        var later = Caller("15558352");
        var (behind, behindId) = await JoinAsync(later, "8300");
        dying.IsCut = true;
        await Service.AgentIsAsync("2301", "NotResponding", Patience);
        await Talk.HearsSomethingAsync(caller); // music

        var next = await PhoneOfAsync("2302");
        next.Audio.ToneHz = AgentHz;
        await DialCodeAsync(next, "*11");
        var taken = await next.NextOfferAsync(Patience);
        Assert.That(taken.CallerNumber, Is.EqualTo(caller.User), "before who came later");
        taken.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, next, AgentHz);
        behind.HangUp();
        await behind.EndedAsync(Patience);
        await AssertEndedAsync(behindId, "AbandonedInQueue");
        call.HangUp();
        await taken.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        dying.IsCut = false;
        await LeaveAsync(next, dying);
    }

    [Test]
    public async Task A_caller_who_vanishes_while_waiting_leaves_the_queue()
    {
        var caller = Caller("15558360");
        var (_, id) = await JoinAsync(caller, "8300");
        caller.IsCut = true;
        await Eventually.GetAsync("the caller is gone", Service.SnapshotAsync, snapshot => snapshot.CallOf(id) is null, Patience);
        await AssertEndedAsync(id, "AbandonedInQueue");
    }

    /// <summary>Callers transfer nobody (upstream's caller_blind and caller_attended): the talk goes on, and the agent is released once.</summary>
    [Test]
    public async Task A_callers_phone_may_not_transfer_and_the_talk_goes_on()
    {
        var (caller, call, id, agent, offer) = await RingAsync("15558370", "8300", "2301");
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        call.Refer("2303");
        var refused = await call.SeenAsync("an answer to the REFER", message => message is { Status: >= 200, Method: "REFER" }, Patience);
        Assert.That(refused.Status, Is.GreaterThanOrEqualTo(400));
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        call.HangUp();
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(Service.FactsOf("TalkEnded").Count(f => f.GetProperty("call").GetString() == id), Is.EqualTo(1));
        await LeaveAsync(agent);
    }

    [Test]
    public async Task A_phone_is_asked_to_answer_by_itself_where_its_agent_wants_that()
    {
        var (_, call, id, agent, offer) = await RingAsync("15558390", "8310", "2312");
        var invite = offer.Messages[0];
        Assert.That(invite.Header("Call-Info"), Does.Contain("answer-after=0"));
        Assert.That(invite.Header("Alert-Info"), Does.Contain("alert-autoanswer"));
        await TakeAsync(offer, id);
        offer.HangUp();
        await call.EndedAsync(Patience);

        var (_, other, otherId, plain, ring) = await RingAsync("15558391", "8300", "2301");
        Assert.That(ring.Messages[0].Text, Does.Not.Contain("alert-autoanswer"));
        await TakeAsync(ring, otherId);
        ring.HangUp();
        await other.EndedAsync(Patience);
        await LeaveAsync(agent, plain);
    }

    /// <summary>In the place of account codes: every channel of a call is linked to the caller's, so that what is written of them can be joined.</summary>
    [Test]
    public async Task The_agents_channel_is_linked_to_the_callers()
    {
        var (_, call, id, agent, offer) = await RingAsync("15558380", "8300", "2301");
        await TakeAsync(offer, id);
        Assert.That(await Asterisk.VariableAsync($"{id}-agent-1", "CHANNEL(linkedid)"), Is.EqualTo(id));
        offer.HangUp();
        await call.EndedAsync(Patience);
        await LeaveAsync(agent);
    }

    private async Task<(SipPhone Caller, PhoneCall Call, string Id, SipPhone Agent, PhoneCall Offer)> RingAsync(string from, string number, string agentId)
    {
        var agent = await AgentAtWorkAsync(agentId);
        var caller = Caller(from);
        (caller.Audio.ToneHz, agent.Audio.ToneHz) = (CallerHz, AgentHz);
        var (call, id) = await JoinAsync(caller, number);
        var offer = await agent.NextOfferAsync(Patience);
        await Service.AgentIsAsync(agentId, "Ringing", Patience);
        return (caller, call, id, agent, offer);
    }

    /// <summary>The transfer came first: the caller waits for the other agent, and leaves.</summary>
    private async Task HangUpAsync(PhoneCall call, string id)
    {
        var state = await Eventually.GetAsync($"call {id} has ended, or waits for the other agent", Service.SnapshotAsync,
            snapshot => snapshot.CallOf(id) is not { } row || !ServiceInstance.Same(row.State, "Connected"), Patience);
        if (state.CallOf(id) is not null) call.HangUp();
    }

    private async Task LeaveAsync(params SipPhone[] phones)
    {
        foreach (var phone in phones)
        {
            await DialCodeAsync(phone, "*12");
            await Service.AgentIsAsync(phone.User, "LoggedOut");
        }
    }
}
