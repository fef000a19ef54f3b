using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Callers who hang up, at every step.</summary>
[TestFixture, Parallelizable]
public sealed class AbandonTests() : SiteFixture("127.0.1.12")
{
    [Test]
    public async Task A_caller_may_hang_up_in_the_greeting()
    {
        var caller = Caller("15552001");
        var call = await caller.CallAsync("8001");
        var id = await IdOfAsync(caller);
        await Talk.HearsSomethingAsync(caller); // the greeting

        call.HangUp();
        await call.EndedAsync();
        await AssertEndedAsync(id, "AbandonedInGreeting");
    }

    [Test]
    public async Task A_caller_may_hang_up_in_the_menu()
    {
        var caller = Caller("15552002");
        var call = await caller.CallAsync("8000");
        var id = await IdOfAsync(caller);
        await Eventually.GetAsync("the caller is in the menu", Service.SnapshotAsync,
            snapshot => ServiceInstance.Same(snapshot.CallOf(id)?.State, "InMenu"), TimeSpan.FromSeconds(5));

        call.HangUp();
        await call.EndedAsync();
        await AssertEndedAsync(id, "AbandonedInMenu");
    }

    [Test]
    public async Task A_caller_may_hang_up_in_the_queue()
    {
        var caller = Caller("15552003");
        var (call, id) = await JoinAsync(caller, "8170");

        call.HangUp();
        await call.EndedAsync();
        await AssertEndedAsync(id, "AbandonedInQueue");
        await Service.QueueHasAsync("order", 0);
    }

    [Test]
    public async Task A_caller_who_hangs_up_while_it_rings_frees_the_agent()
    {
        var agent = await AgentAtWorkAsync("1101");
        var caller = Caller("15552004");
        var (call, id) = await JoinAsync(caller, "8100");
        var offer = await agent.NextOfferAsync();
        await Service.AgentIsAsync("1101", "Ringing");

        call.HangUp();
        await offer.EndedAsync();
        Assert.That(offer.FinalStatus, Is.EqualTo(487), "the phone stops ringing");
        await AssertEndedAsync(id, "AbandonedWhileRinging");
        await Service.AgentIsAsync("1101", "Ready");
    }

    /// <summary>The answer comes this long before (−) or after (+) the caller hangs up; either outcome is right, two are not.</summary>
    [Test]
    public async Task Hanging_up_in_the_instant_of_the_answer_ends_the_call_once_and_frees_the_agent()
    {
        Means("Session already DISCONNECTED"); // Asterisk's word for a BYE that crosses its own
        var agent = await AgentAtWorkAsync("1111");
        foreach (var offset in new[] { -50, -30, -15, -8, -4, -2, 0, 2, 4, 8, 15, 30, 50 })
        {
            var caller = Caller($"155521{offset + 50:000}");
            var (call, id) = await JoinAsync(caller, "8110");
            var offer = await agent.NextOfferAsync();
            await Together.Async(TimeSpan.FromMilliseconds(offset), offer.Answer, call.HangUp);

            await call.EndedAsync();
            await offer.EndedAsync();
            var record = await Service.EndOfAsync(id);
            Assert.That(record.Disposition is { } how && (ServiceInstance.Same(how, "Answered") || ServiceInstance.Same(how, "AbandonedWhileRinging")),
                $"at {offset} ms the call ended as {record.Disposition}");
            await Service.AgentIsAsync("1111", "Ready");
        }
    }
}
