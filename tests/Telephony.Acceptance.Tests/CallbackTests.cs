using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Callers leave the phone, keep the place, and are called when an agent is there for them.</summary>
[TestFixture, Parallelizable]
public sealed class CallbackTests() : SiteFixture("127.0.1.19", "--trunk-contact", $"{Ports.Trunk}:{Ports.Customers}")
{
    private const double CustomerHz = 440;
    private const double AgentHz = 700;

    private int _done;

    [Test, Order(1)]
    public async Task Who_leaves_the_phone_keeps_the_place_and_is_called_before_the_agents_phone_rings()
    {
        var (customer, later) = (Customer("15556001"), Caller("15556002"));
        await LeavePhoneAsync(customer, "8240");
        var (behind, behindId) = await JoinAsync(later, "8240");

        var agent = await AgentLogsInAsync("1241");
        var called = await customer.NextOfferAsync();
        Assert.That(called.CallerNumber, Is.EqualTo("8240"), "the number that is to be shown");
        Assert.That(agent.Calls.Any(call => call.IsIncoming), Is.False, "the agent is held, and rung only when the customer is there");
        called.Answer();
        await called.AnsweredAsync();
        var offer = await agent.NextOfferAsync();
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User), "not the one who came later");
        await TalkAsync(customer, agent, offer);

        offer.HangUp();
        await called.EndedAsync();
        var next = await agent.NextOfferAsync();
        Assert.That(next.CallerNumber, Is.EqualTo(later.User));
        behind.HangUp();
        await Task.WhenAll(behind.EndedAsync(), next.EndedAsync());
        await AssertEndedAsync(behindId, "AbandonedWhileRinging");
        Assert.That(await OutcomeAsync(), Is.EqualTo("Talked"));
        await DialCodeAsync(agent, "*12");
    }

    [Test, Order(2)]
    public async Task Who_calls_again_stands_where_they_stood_and_is_not_called_any_more()
    {
        var (customer, later) = (Customer("15556011"), Caller("15556012"));
        await LeavePhoneAsync(customer, "8240");
        var (behind, _) = await JoinAsync(later, "8240");
        var (call, id) = await JoinAsync(customer, "8240");
        Assert.That(await OutcomeAsync(), Is.EqualTo("Rejoined"));

        var agent = await AgentLogsInAsync("1241");
        var offer = await agent.NextOfferAsync();
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User));
        await TalkAsync(customer, agent, offer);
        Assert.That(customer.Calls.Any(c => c.IsIncoming), Is.False);
        call.HangUp();
        await offer.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        var next = await agent.NextOfferAsync();
        behind.HangUp();
        await Task.WhenAll(behind.EndedAsync(), next.EndedAsync());
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>Busy, then silent: two attempts 10 s apart, and no third. Before the second the agent is free for others.</summary>
    [Test, Order(3)]
    public async Task Who_is_not_reached_is_tried_again_and_given_up_at_last()
    {
        var customer = Customer("15556021");
        await LeavePhoneAsync(customer, "8250");
        var agent = await PhoneOfAsync("1251");
        var login = await agent.CallAsync("*11");
        var first = await customer.NextOfferAsync();
        first.Refuse(Refusal.Busy);
        await first.EndedAsync();
        await login.EndedAsync(TimeSpan.FromSeconds(10));
        Assert.That(await FieldAsync("CallbackNotReached", "reason"), Is.EqualTo("Busy"));
        await Service.AgentIsAsync("1251", "Ready");

        var second = await customer.NextOfferAsync(TimeSpan.FromSeconds(12));
        await Service.AgentIsAsync("1251", "Reserved");
        await second.SeenAsync("our CANCEL", message => message is { FromPhone: false } && message.IsRequest("CANCEL"), TimeSpan.FromSeconds(8));
        await second.EndedAsync();
        Assert.That(await OutcomeAsync(), Is.EqualTo("NotReached"));
        Assert.That(await FieldAsync("CallbackNotReached", "reason"), Is.EqualTo("NoAnswer"));
        await Service.AgentIsAsync("1251", "Ready");
        Assert.That(agent.Calls.Any(call => call.IsIncoming), Is.False);
        await DialCodeAsync(agent, "*12");
    }

    [Test, Order(4)]
    public async Task A_phone_that_is_engaged_and_does_not_even_ring_is_told_as_busy()
    {
        var customer = Customer("15556025");
        await LeavePhoneAsync(customer, "8250");
        customer.IsEngaged = true;
        var agent = await PhoneOfAsync("1251");
        var (dialled, told) = (Service.FactsOf("CallbackDialled").Count, Service.FactsOf("CallbackNotReached").Count);
        await DialCodeAsync(agent, "*11");
        Assert.That(await OutcomeAsync(TimeSpan.FromSeconds(30)), Is.EqualTo("NotReached"));
        Assert.That(Service.FactsOf("CallbackDialled").Count - dialled, Is.EqualTo(2), "it is tried twice");
        Assert.That(Service.FactsOf("CallbackNotReached").Skip(told).Select(fact => fact.GetProperty("reason").GetString()), Is.EqualTo(new[] { "Busy", "Busy" }));
        await DialCodeAsync(agent, "*12");
    }

    [Test, Order(5)]
    public async Task A_place_that_nobody_serves_in_time_expires()
    {
        var customer = Customer("15556031");
        await LeavePhoneAsync(customer, "8260");
        Assert.That(await OutcomeAsync(TimeSpan.FromSeconds(14)), Is.EqualTo("Expired"));
        var agent = await AgentLogsInAsync("1261");
        Assert.That(customer.Calls.Any(call => call.IsIncoming), Is.False);
        await DialCodeAsync(agent, "*12");
    }

    [Test, Order(6)]
    public async Task A_customer_whose_phone_rings_while_the_router_is_killed_and_started_talks_all_the_same()
    {
        var customer = Customer("15556041");
        await LeavePhoneAsync(customer, "8240");
        var agent = await AgentLogsInAsync("1241");
        var called = await customer.NextOfferAsync();

        await Service.KillAsync();
        await Service.StartAsync();
        await Service.AgentIsAsync("1241", "Reserved");
        called.Answer();
        await called.AnsweredAsync();
        var offer = await agent.NextOfferAsync();
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User));
        await TalkAsync(customer, agent, offer);
        offer.HangUp();
        await called.EndedAsync();
        Assert.That(await OutcomeAsync(), Is.EqualTo("Talked"));
        Assert.That(customer.Calls.Count(call => call.IsIncoming), Is.EqualTo(1), "called once");
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>Longer than a new caller is offered to routers for: a customer we called is ours, and the agent is held for nobody else.</summary>
    [Test, Order(7)]
    public async Task A_customer_who_answers_while_the_router_is_busy_for_a_second_talks_all_the_same()
    {
        var customer = Customer("15556061");
        await LeavePhoneAsync(customer, "8240");
        var agent = await AgentLogsInAsync("1241");
        var called = await customer.NextOfferAsync();

        Service.Signal("STOP");
        called.Answer();
        await called.AnsweredAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Service.Signal("CONT");
        var offer = await agent.NextOfferAsync(TimeSpan.FromSeconds(12));
        Assert.That(offer.CallerNumber, Is.EqualTo(customer.User));
        await TalkAsync(customer, agent, offer);
        await Service.AgentIsAsync("1241", "Talking");
        offer.HangUp();
        await called.EndedAsync();
        Assert.That(await OutcomeAsync(), Is.EqualTo("Talked"));
        await DialCodeAsync(agent, "*12");
    }

    [Test, Order(8)]
    public async Task A_customer_who_answers_when_no_router_lives_reaches_the_fallback()
    {
        Means("Stasis app 'acd-n1' not active");
        var customer = Customer("15556051");
        await LeavePhoneAsync(customer, "8240");
        var agent = await AgentLogsInAsync("1241");
        var called = await customer.NextOfferAsync();

        await Service.KillAsync();
        called.Answer();
        await called.AnsweredAsync();
        var offer = await agent.NextOfferAsync(TimeSpan.FromSeconds(12));
        await TalkAsync(customer, agent, offer);
        await Service.StartAsync();
        Assert.That(await OutcomeAsync(), Is.EqualTo("Failed"), "somebody else has the customer: not called again");
        await Talk.AssertBothDirectionsAsync(customer, CustomerHz, agent, AgentHz);
        offer.HangUp();
        await called.EndedAsync();
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>Calls, waits, presses 1, and is hung up with the promise.</summary>
    private async Task LeavePhoneAsync(SipPhone customer, string number)
    {
        _done = Service.FactsOf("CallbackDone").Count;
        var (call, id) = await JoinAsync(customer, number);
        await Talk.HearsSomethingAsync(customer);
        customer.Audio.Press("1");
        await call.EndedAsync();
        await AssertEndedAsync(id, "CalledBack");
    }

    /// <summary>As <see cref="SiteFixture.AgentAtWorkAsync"/>, where somebody waits already: the agent may be reserved at once.</summary>
    private async Task<SipPhone> AgentLogsInAsync(string agent)
    {
        var phone = await PhoneOfAsync(agent);
        await DialCodeAsync(phone, "*11");
        return phone;
    }

    private static async Task TalkAsync(SipPhone customer, SipPhone agent, PhoneCall offer)
    {
        customer.Audio.ToneHz = CustomerHz;
        agent.Audio.ToneHz = AgentHz;
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(customer, CustomerHz, agent, AgentHz);
    }

    /// <summary>How the callback of this test ended.</summary>
    private async Task<string?> OutcomeAsync(TimeSpan? atMost = null)
    {
        var done = await Eventually.GetAsync("the callback has ended", () => Task.FromResult(Service.FactsOf("CallbackDone")), found => found.Count > _done, atMost ?? TimeSpan.FromSeconds(5));
        return done[^1].GetProperty("outcome").GetString();
    }

    private async Task<string?> FieldAsync(string kind, string field)
    {
        var found = await Eventually.GetAsync(kind, () => Task.FromResult(Service.FactsOf(kind)), facts => facts.Count > 0, TimeSpan.FromSeconds(5));
        return found[^1].GetProperty(field).GetString();
    }
}
