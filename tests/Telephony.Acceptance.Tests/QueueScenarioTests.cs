using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The queue scenarios of Asterisk's own test suite, told to us: docs/acceptance-scenarios.md says which is which.</summary>
[TestFixture, Parallelizable]
public sealed partial class QueueScenarioTests() : SiteFixture("127.0.1.131", "--trunk-contact", $"{Ports.Trunk}:{Ports.CustomersOfScenarios}")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override string SiteName => "QueueSite";

    protected override int CustomersPort => Ports.CustomersOfScenarios;

    [Test]
    public async Task A_call_joins_is_offered_connects_completes_and_leaves_and_each_is_told_once()
    {
        var agent = await AgentAtWorkAsync("2001");
        var (caller, call, id) = await CallAsync("15558001", "8000");
        await AnswerAndHangUpAsync(agent, caller, id);
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Answered");
        Assert.That(KindsOf(id), Is.EqualTo(new[] { "CallArrived", "CallQueued", "OfferMade", "CallConnected", "TalkEnded", "CallEnded" }));
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>Priority comes before the order of coming, and the sixth finds the queue full.</summary>
    [Test]
    public async Task Callers_stand_by_priority_then_by_coming_and_a_full_queue_takes_nobody()
    {
        List<(PhoneCall Call, string Id)> waiting = [];
        foreach (var number in new[] { "8010", "8010", "8011", "8011", "8012" })
        {
            var (_, call, id) = await CallAsync($"1555801{waiting.Count}", number);
            waiting.Add((call, id));
        }

        Assert.That(waiting.Select(w => FactOf("CallQueued", w.Id).GetProperty("position").GetInt32()), Is.EqualTo(new[] { 1, 2, 1, 2, 1 }));
        var refused = Caller("15558019");
        var sixth = await refused.DialAsync("8012");
        await sixth.EndedAsync(Patience);
        await RefusedAsync("order", "Full");

        var agent = await PhoneOfAsync("2011");
        var login = await agent.CallAsync("*11");
        foreach (var next in new[] { 4, 2, 3, 0, 1 })
        {
            var offer = await agent.NextOfferAsync(Patience);
            Assert.That(offer.CallerNumber, Is.EqualTo($"1555801{next}"));
            await TakeAsync(offer, waiting[next].Id);
            offer.HangUp();
            await waiting[next].Call.EndedAsync(Patience);
        }

        await login.EndedAsync(Patience);
        await Service.AgentIsAsync("2011", "Ready");
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task When_all_ignore_the_call_each_is_rung_and_the_caller_leaves_in_time()
    {
        var (first, second) = (await AgentAtWorkAsync("2031"), await AgentAtWorkAsync("2032"));
        var (_, call, id) = await CallAsync("15558030", "8030");
        foreach (var phone in new[] { first, second }) await (await phone.NextOfferAsync(Patience)).EndedAsync(Patience);
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Dismissed");
        Assert.That(FactOf("CallOverflowed", id).GetProperty("why").GetString(), Is.EqualTo("Wait"));
        await AssertLoggedAsync(id, "ENTERQUEUE", "RINGNOANSWER", "RINGNOANSWER", "EXITWITHTIMEOUT");
        foreach (var phone in new[] { first, second })
        {
            await Service.AgentIsAsync(phone.User, "NotResponding");
            await DialCodeAsync(phone, "*12");
        }
    }

    [Test]
    public async Task Nobody_who_is_paused_is_rung_and_the_caller_leaves_in_time()
    {
        var (first, second) = (await AgentAtWorkAsync("2041"), await AgentAtWorkAsync("2042"));
        foreach (var phone in new[] { first, second }) await PauseAsync(phone.User, "break");
        var (_, call, id) = await CallAsync("15558040", "8040");
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Dismissed");
        Assert.That(first.Calls.Concat(second.Calls).Where(c => c.IsIncoming), Is.Empty);

        await DialCodeAsync(second, "*14");
        var (_, again, againId) = await CallAsync("15558050", "8040");
        var offer = await second.NextOfferAsync(Patience); // the one who is not paused, and nobody else
        await again.EndedAsync(Patience);
        await offer.EndedAsync(Patience);
        await AssertEndedAsync(againId, "Dismissed");
        Assert.That(first.Calls.Where(c => c.IsIncoming), Is.Empty);
        foreach (var phone in new[] { first, second }) await DialCodeAsync(phone, "*12");
    }

    /// <summary>In the place of penalties there are levels of skills: who is below what is asked is never rung, and levels set by order count at once.</summary>
    [Test]
    public async Task Who_is_below_the_level_asked_for_is_never_rung_until_a_supervisor_sets_it()
    {
        var agent = await AgentAtWorkAsync("2061");
        var (_, call, id) = await CallAsync("15558060", "8060");
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Dismissed");
        Assert.That(agent.Calls.Where(c => c.IsIncoming), Is.Empty);

        foreach (var nonsense in new[] { """{"english":11}""", """{"english":0}""" })
            Assert.That((await SetSkillsAsync("2061", nonsense)).IsOk, Is.False, nonsense);
        Assert.That((await Service.AskAsync("AgentService/SetSkills", """{"name":"agents/9999","skills":{"english":9},"by":"kim"}""")).IsOk, Is.False);

        Assert.That((await SetSkillsAsync("2061", """{"english":9}""")).IsOk, Is.True);
        var (caller, served, servedId) = await CallAsync("15558061", "8060");
        await AnswerAndHangUpAsync(agent, caller, servedId);
        await served.EndedAsync(Patience);
        await AssertEndedAsync(servedId, "Answered");
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_pause_tells_its_reason_and_an_unknown_reason_changes_nothing()
    {
        var agent = await AgentAtWorkAsync("2081");
        Assert.That((await Service.AskAsync("AgentService/Pause", """{"name":"agents/2081","reason":"fishing"}""")).IsOk, Is.False);
        await Service.AgentIsAsync("2081", "Ready");
        await PauseAsync("2081", "lunch");
        var (_, shown) = await Service.AskAsync("AgentService/GetAgent", """{"name":"agents/2081"}""");
        Assert.That(shown, Does.Contain("\"lunch\""));
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>Who talks is neither rung nor blamed; a phone that is engaged with something we know nothing of counts as busy.</summary>
    [Test]
    public async Task A_busy_agent_is_not_rung_for_a_second_call_and_rung_when_the_first_is_over()
    {
        var agent = await AgentAtWorkAsync("2081");
        var (_, first, firstId) = await CallAsync("15558090", "8080");
        var offer = await agent.NextOfferAsync(Patience);
        await TakeAsync(offer, firstId);
        await Service.AgentIsAsync("2081", "Talking");
        var (_, second, secondId) = await CallAsync("15558091", "8080");
        await Service.QueueHasAsync("reasons", 1);
        Assert.That(agent.Calls.Count(c => c.IsIncoming), Is.EqualTo(1));
        await Service.AgentIsAsync("2081", "Talking");

        offer.HangUp();
        await first.EndedAsync(Patience);
        var next = await agent.NextOfferAsync(Patience);
        Assert.That(next.CallerNumber, Is.EqualTo("15558091"));
        next.Refuse(Refusal.Busy);
        await Service.AgentIsAsync("2081", "NotResponding"); // engaged with something else
        second.HangUp();
        await second.EndedAsync(Patience);
        await AssertEndedAsync(secondId, "AbandonedInQueue");
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task Wrap_up_after_a_call_of_one_queue_holds_for_the_other_too()
    {
        var (first, second) = (await AgentAtWorkAsync("2101"), await AgentAtWorkAsync("2102"));
        var (oneCaller, one, oneId) = await CallAsync("15558100", "8100");
        await AnswerAndHangUpAsync(first, oneCaller, oneId);
        await one.EndedAsync(Patience);
        await Service.AgentIsAsync("2101", "WrapUp");

        var (twoCaller, two, twoId) = await CallAsync("15558101", "8101");
        await AnswerAndHangUpAsync(second, twoCaller, twoId); // not the first, who would be of both queues
        await two.EndedAsync(Patience);
        await Service.AgentIsAsync("2102", "WrapUp");

        var (threeCaller, three, threeId) = await CallAsync("15558102", "8101");
        await Service.QueueHasAsync("shared_b", 1);
        await Service.OrderAsync("AgentService/FinishWrapUp", """{"name":"agents/2101"}""");
        await AnswerAndHangUpAsync(first, threeCaller, threeId);
        await three.EndedAsync(Patience);
        Assert.That(second.Calls.Count(c => c.IsIncoming), Is.EqualTo(1));
        foreach (var phone in new[] { first, second }) await DialCodeAsync(phone, "*12");
    }

    [Test]
    public async Task An_agents_own_wrap_up_takes_the_place_of_the_queues()
    {
        var (own, queues) = (await AgentAtWorkAsync("2111"), await AgentAtWorkAsync("2112"));
        foreach (var phone in new[] { own, queues })
        {
            var (caller, call, id) = await CallAsync($"155581{phone.User}", "8110");
            await AnswerAndHangUpAsync(phone, caller, id);
            await call.EndedAsync(Patience);
            await Service.AgentIsAsync(phone.User, "WrapUp");
        }

        await Service.AgentIsAsync("2112", "Ready", Patience); // the queue's second is over
        await Service.AgentIsAsync("2111", "WrapUp"); // an hour of their own is not
        foreach (var phone in new[] { own, queues }) await DialCodeAsync(phone, "*12");
    }
}
