using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What happens to callers while they wait, and to those whom a queue does not take.</summary>
[TestFixture, Parallelizable]
public sealed class QueueLifeTests() : SiteFixture("127.0.1.17")
{
    private const double AgentHz = 700;

    [Test]
    public async Task An_announcement_keeps_the_place_and_ends_when_an_agent_answers()
    {
        var (first, second) = (Caller("15554201"), Caller("15554202"));
        var (call, id) = await JoinAsync(first, "8200");
        var (behind, behindId) = await JoinAsync(second, "8200");
        await Service.FactAsync("WaitAnnounced", id);
        await Service.FactAsync("WaitAnnounced", behindId);
        await Talk.HearsSomethingAsync(second);

        var agent = await PhoneOfAsync("1201");
        agent.Audio.ToneHz = AgentHz;
        var login = await agent.CallAsync("*11");
        var offer = await agent.NextOfferAsync();
        Assert.That(offer.CallerNumber, Is.EqualTo(first.User), "the one who came first");
        offer.Answer();
        var answered = await offer.AnsweredAsync();
        await Talk.HearsAsync(first, AgentHz);
        // What is said takes half a minute; who is talked to meanwhile must not hear it to its end.
        Assert.That(Stopwatch.GetElapsedTime(answered.At), Is.LessThan(TimeSpan.FromSeconds(3)));
        await Talk.HearsSomethingAsync(second);

        offer.HangUp();
        await call.EndedAsync();
        var next = await agent.NextOfferAsync();
        Assert.That(next.CallerNumber, Is.EqualTo(second.User), "the second kept the place too");
        behind.HangUp();
        await behind.EndedAsync();
        await next.EndedAsync();
        await login.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await AssertEndedAsync(behindId, "AbandonedWhileRinging");
    }

    [Test]
    public async Task A_key_leads_to_another_queue_and_its_agent()
    {
        var agent = await AgentAtWorkAsync("1211");
        var caller = Caller("15554211");
        var (call, id) = await JoinAsync(caller, "8210");
        await Talk.HearsSomethingAsync(caller);

        caller.Audio.Press("0");
        var offer = await agent.NextOfferAsync();
        offer.Answer();
        await offer.AnsweredAsync();
        await Service.AgentIsAsync("1211", "Talking");
        offer.HangUp();
        await call.EndedAsync();
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(record.Queue, Is.EqualTo("elsewhere"));
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_full_queue_says_so_and_sends_the_next_caller_elsewhere()
    {
        var (inside, outside) = (Caller("15554221"), Caller("15554222"));
        var (call, _) = await JoinAsync(inside, "8220");
        var refused = await outside.CallAsync("8220");
        var id = await IdOfAsync(outside);
        await Service.FactAsync("CallRefused", id);
        await Talk.HearsSomethingAsync(outside);
        await Service.QueueHasAsync("elsewhere", 1);
        await Service.QueueHasAsync("small", 1);

        call.HangUp();
        refused.HangUp();
        await Task.WhenAll(call.EndedAsync(), refused.EndedAsync());
        await AssertEndedAsync(id, "AbandonedInQueue");
    }

    [Test]
    public async Task A_closed_queue_says_so_and_hangs_up()
    {
        var caller = Caller("15554231");
        var call = await caller.CallAsync("8230");
        var id = await IdOfAsync(caller);
        await Talk.HearsSomethingAsync(caller);
        var bye = await call.SeenAsync("our BYE", message => message is { FromPhone: false } && message.IsRequest("BYE"), TimeSpan.FromSeconds(15));

        Assert.That(bye, Is.Not.Null);
        await call.EndedAsync();
        await AssertEndedAsync(id, "Dismissed");
    }
}
