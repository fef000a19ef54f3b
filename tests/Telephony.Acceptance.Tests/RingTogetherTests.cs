using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Several phones ring for one caller: one gets the call, the others are told that somebody did.</summary>
[TestFixture, Parallelizable]
public sealed class RingTogetherTests() : SiteFixture("127.0.1.18")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;

    [Test]
    public async Task The_first_who_answers_talks_and_the_other_phones_show_that_it_was_answered_elsewhere()
    {
        var agents = await AtWorkAsync("1192", "1193", "1194");
        var caller = Caller("15555190");
        var (call, id) = await JoinAsync(caller, "8190");
        var offers = await Task.WhenAll(agents.Select(agent => agent.NextOfferAsync()));
        caller.Audio.ToneHz = CallerHz;
        agents[1].Audio.ToneHz = AgentHz;
        offers[1].Answer();
        await offers[1].AnsweredAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agents[1], AgentHz);
        foreach (var offer in new[] { offers[0], offers[2] })
        {
            var cancel = await offer.SeenAsync("our CANCEL", message => message is { FromPhone: false } && message.IsRequest("CANCEL"), TimeSpan.FromSeconds(5));
            Assert.That(cancel.Header("Reason"), Is.EqualTo("SIP;cause=200;text=\"Call completed elsewhere\""), "RFC 3326: so that the phone lists no missed call");
            await offer.EndedAsync();
        }

        await Service.AgentIsAsync("1192", "Ready");
        await Service.AgentIsAsync("1194", "Ready");
        offers[1].HangUp();
        await call.EndedAsync();
        var record = await AssertEndedAsync(id, "Answered");
        Assert.That(record.Agent, Is.EqualTo("1193"));
        await LeaveAsync(agents);
    }

    /// <summary>The second answer comes this long before (−) or after (+) the first: exactly one of the two talks.</summary>
    [Test]
    public async Task When_two_answer_in_the_same_instant_one_talks_and_the_other_is_free_again()
    {
        var agents = await AtWorkAsync("1192", "1193");
        foreach (var offset in new[] { -20, -8, -3, 0, 3, 8, 20 })
        {
            var caller = Caller($"1555519{offset + 20:00}");
            var (call, id) = await JoinAsync(caller, "8190");
            var offers = await Task.WhenAll(agents.Select(agent => agent.NextOfferAsync()));
            await Together.Async(TimeSpan.FromMilliseconds(offset), offers[0].Answer, offers[1].Answer);
            var snapshot = await Eventually.GetAsync("one talks, the other is ready", Service.SnapshotAsync,
                s => agents.Count(a => ServiceInstance.Same(s.AgentOf(a.User).State, "Talking")) == 1 && agents.Count(a => ServiceInstance.Same(s.AgentOf(a.User).State, "Ready")) == 1,
                TimeSpan.FromSeconds(5));
            var winner = ServiceInstance.Same(snapshot.AgentOf(agents[0].User).State, "Talking") ? 0 : 1;
            await offers[1 - winner].EndedAsync();
            Assert.That(offers[winner].HasEnded, Is.False, $"at {offset} ms the one who talks keeps the call");

            offers[winner].HangUp();
            await call.EndedAsync();
            await AssertEndedAsync(id, "Answered");
            foreach (var agent in agents) await Service.AgentIsAsync(agent.User, "Ready");
        }

        await LeaveAsync(agents);
    }

    [Test]
    public async Task A_second_phone_rings_when_the_first_has_rung_for_a_while()
    {
        var agents = await AtWorkAsync("1195", "1196");
        var caller = Caller("15555195");
        var (call, id) = await JoinAsync(caller, "8195");
        var offers = await Task.WhenAll(agents.Select(agent => agent.NextOfferAsync()));
        var apart = Stopwatch.GetElapsedTime(offers.Min(o => o.InvitedAt), offers.Max(o => o.InvitedAt));
        Assert.That(apart, Is.EqualTo(TimeSpan.FromSeconds(1)).Within(TimeSpan.FromMilliseconds(300)));

        call.HangUp();
        await Task.WhenAll(offers.Select(offer => offer.EndedAsync()));
        await AssertEndedAsync(id, "AbandonedWhileRinging");
        foreach (var agent in agents) await Service.AgentIsAsync(agent.User, "Ready");
        await LeaveAsync(agents);
    }

    private async Task<SipPhone[]> AtWorkAsync(params string[] agents)
    {
        var phones = new List<SipPhone>();
        foreach (var agent in agents) phones.Add(await AgentAtWorkAsync(agent));
        return [.. phones];
    }

    private async Task LeaveAsync(SipPhone[] agents)
    {
        foreach (var agent in agents)
        {
            await DialCodeAsync(agent, "*12");
            await Service.AgentIsAsync(agent.User, "LoggedOut");
        }
    }
}
