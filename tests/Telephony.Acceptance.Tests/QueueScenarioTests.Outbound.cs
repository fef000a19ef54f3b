using System.Text.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <content>Calls that are made for agents.</content>
public sealed partial class QueueScenarioTests
{
    [Test]
    public async Task A_number_is_called_for_an_agent_and_nobody_on_the_do_not_call_list_is()
    {
        var (agent, customer) = (await AgentAtWorkAsync("2401"), Customer("15558401"));
        (agent.Audio.ToneHz, customer.Audio.ToneHz) = (700, 440);
        Assert.That((await OriginateAsync(customer.User)).IsOk, Is.True);
        var called = await customer.NextOfferAsync(Patience);
        Assert.That(called.CallerNumber, Is.EqualTo("8400"), "the number that is to be shown");
        called.Answer();
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User));
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(customer, 440, agent, 700);
        offer.HangUp();
        await called.EndedAsync(Patience);
        await Service.AgentIsAsync("2401", "Ready", Patience);

        var loaded = Service.FactsOf("ConfigurationInForce").Count;
        await File.WriteAllTextAsync(Path.Combine(SiteFolder, "do_not_call.yaml"), "numbers: [\"1 555-8401\"]\n");
        await Eventually.TrueAsync("the list is in force", () => Task.FromResult(Service.FactsOf("ConfigurationInForce").Count > loaded), Patience);
        var (isOk, answer) = await OriginateAsync(customer.User);
        Assert.That(isOk, Is.False);
        Assert.That(answer, Does.Contain("15558401 is on the do-not-call list"));
        Assert.That(customer.Calls.Count(c => c.IsIncoming), Is.EqualTo(1));
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task An_agents_phone_rings_first_and_the_number_is_called_when_it_is_answered()
    {
        var (agent, customer) = (await AgentAtWorkAsync("2401"), Customer("15558411"));
        (agent.Audio.ToneHz, customer.Audio.ToneHz) = (700, 440);
        var (isOk, answer) = await OriginateAsync(customer.User, agentFirst: true);
        Assert.That(isOk, Is.True, answer);
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User), "whom the agent is about to call");
        Assert.That(customer.Calls, Is.Empty);
        offer.Answer();
        var called = await customer.NextOfferAsync(Patience);
        called.Answer();
        await Talk.AssertBothDirectionsAsync(customer, 440, agent, 700);
        called.HangUp();
        await offer.EndedAsync(Patience);
        await Service.AgentIsAsync("2401", "Ready", Patience);

        // Who does not answer is not reached, and the agent is free again.
        Assert.That((await OriginateAsync(customer.User, agentFirst: true)).IsOk, Is.True);
        var second = await agent.NextOfferAsync(Patience);
        second.Answer();
        (await customer.NextOfferAsync(Patience)).Refuse(Refusal.Busy);
        await second.EndedAsync(Patience);
        await Service.AgentIsAsync("2401", "Ready", Patience);
        await DialCodeAsync(agent, "*12");
    }

    private Task<(bool IsOk, string Answer)> OriginateAsync(string number, bool agentFirst = false) =>
        Service.AskAsync("CallService/Originate", JsonSerializer.Serialize(new { agent = "agents/2401", number, by = "kim", agent_first = agentFirst }));
}
