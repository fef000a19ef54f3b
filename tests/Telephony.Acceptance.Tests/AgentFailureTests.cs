using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Agents who do not take the call: the caller loses neither place nor time, and goes to the next agent.</summary>
[TestFixture, Parallelizable]
public sealed class AgentFailureTests() : SiteFixture("127.0.1.13")
{
    [Test]
    public Task After_busy_the_caller_keeps_the_place_and_the_clock() =>
        CallerSurvivesAsync("8120", "1121", "1122", offer => offer.Refuse(Refusal.Busy));

    [Test]
    public Task After_declining_the_caller_keeps_the_place_and_the_clock() =>
        CallerSurvivesAsync("8130", "1131", "1132", offer => offer.Refuse(Refusal.Decline));

    [Test]
    public Task After_no_answer_the_caller_keeps_the_place_and_the_clock() =>
        CallerSurvivesAsync("8140", "1141", "1142", _ => { });

    [Test]
    public async Task A_phone_that_is_not_registered_costs_the_caller_nothing()
    {
        Means("'1151'"); // is not registered
        var failing = await AgentAtWorkAsync("1151");
        await failing.UnregisterAsync();
        var first = Caller("15553151");
        var joined = Stopwatch.GetTimestamp();
        var (call, id) = await JoinAsync(first, "8150");
        await Service.AgentIsAsync("1151", "NotResponding");
        await NextAgentTakesAsync("1152", first, id, joined);
        await call.EndedAsync();
        await Service.AgentIsAsync("1151", "NotResponding");
        Assert.That(failing.Calls.Where(offer => offer.IsIncoming), Is.Empty, "nothing was sent to a phone that is not there");
    }

    /// <summary>The first agent fails the first caller; a second caller comes; the second agent must get the first caller.</summary>
    private async Task CallerSurvivesAsync(string number, string failingAgent, string nextAgent, Action<PhoneCall> fail)
    {
        var failing = await AgentAtWorkAsync(failingAgent);
        var first = Caller($"1555{failingAgent}1");
        var joined = Stopwatch.GetTimestamp();
        var (call, id) = await JoinAsync(first, number);
        var offer = await failing.NextOfferAsync();
        fail(offer);
        await offer.EndedAsync();
        await Service.AgentIsAsync(failingAgent, "NotResponding");

        var second = Caller($"1555{failingAgent}2");
        var (behind, behindId) = await JoinAsync(second, number);
        await NextAgentTakesAsync(nextAgent, first, id, joined);
        await call.EndedAsync();
        behind.HangUp();
        await behind.EndedAsync();
        var ended = await Service.EndOfAsync(behindId);
        Assert.That(ended.Disposition, Does.StartWith("Abandoned").IgnoreCase);
        await Service.AgentIsAsync(failingAgent, "NotResponding");
        await Service.AgentIsAsync(nextAgent, "Ready");

        await DialCodeAsync(failing, "*14");
        await Service.AgentIsAsync(failingAgent, "Ready");
    }

    private async Task NextAgentTakesAsync(string nextAgent, SipPhone first, string id, long joined)
    {
        var next = await PhoneOfAsync(nextAgent);
        var login = await next.CallAsync("*11");
        var offer = await next.NextOfferAsync(TimeSpan.FromSeconds(8));
        Assert.That(offer.CallerNumber, Is.EqualTo(first.User), "the first caller is still the first");
        var waited = Stopwatch.GetElapsedTime(joined, offer.InvitedAt);
        offer.Answer();
        await offer.AnsweredAsync();
        await Service.AgentIsAsync(nextAgent, "Talking");
        offer.HangUp();
        await offer.EndedAsync();
        await login.EndedAsync();

        var record = await AssertEndedAsync(id, "Answered");
        Assert.Multiple(() =>
        {
            Assert.That(record.Agent, Is.EqualTo(nextAgent));
            Assert.That(record.WaitSeconds, Is.EqualTo(waited.TotalSeconds).Within(0.5), "the wait counts from the first moment");
        });
    }
}
