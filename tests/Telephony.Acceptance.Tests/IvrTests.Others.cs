using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <content>What flows ask of others: agents who call back, other flows, the dialplan.</content>
public sealed partial class IvrTests
{
    private const double CustomerHz = 440;
    private const double AgentHz = 700;

    [TestCase("1", "15553020")]
    [TestCase("2", "15553021")]
    public async Task A_callback_that_a_flow_promises_is_carried_out(string key, string number)
    {
        var agent = await AgentAtWorkAsync("1381");
        var done = Service.FactsOf("CallbackDone").Count;
        var customer = Customer(number);
        var call = await customer.CallAsync("8380");
        var id = await IdOfAsync(customer);
        customer.Audio.Press(key == "1" ? key : key + number);
        await call.EndedAsync(Patience);
        Assert.That(Nodes(id), Is.EqualTo(key == "1" ? ["offer", "promise", "promised"] : new[] { "offer", "other-number", "promise-there", "promised" }));
        await AssertEndedAsync(id, "Dismissed");

        var called = await customer.NextOfferAsync(Patience);
        Assert.That(called.CallerNumber, Is.EqualTo("8380"), "the number that is to be shown");
        called.Answer();
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(number));
        (customer.Audio.ToneHz, agent.Audio.ToneHz) = (CustomerHz, AgentHz);
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(customer, CustomerHz, agent, AgentHz);
        offer.HangUp();
        await called.EndedAsync(Patience);
        var ends = await Eventually.GetAsync("the callback is done", () => Task.FromResult(Service.FactsOf("CallbackDone")), facts => facts.Count > done, Patience);
        Assert.That(ends[^1].GetProperty("outcome").GetString(), Is.EqualTo("Talked"));
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_flow_calls_another_which_returns_with_what_it_has_asked()
    {
        var caller = Caller("15553022");
        var call = await caller.CallAsync("8390");
        var id = await IdOfAsync(caller);
        await AtAsync(id, "greet");
        caller.Audio.Press("1"); // ends the greeting, and answers the question behind it
        await Service.FactAsync("CallQueued", id);
        Assert.That(Facts("NodeEntered", id).Select(f => $"{f.GetProperty("flow").GetString()}/{f.GetProperty("node").GetString()}"),
            Is.EqualTo(new[] { "outer/before", "outer/inner", "asked/greet", "asked/question", "asked/answer", "outer/after" }));
        Assert.That(Facts("CallAttached", id).Single().GetProperty("variables").GetProperty("word").GetString(), Is.EqualTo("outer and inner"));
        call.HangUp();
        await AssertEndedAsync(id, "AbandonedInQueue");
    }

    [TestCase("1", "zh_CN", "15553024")]
    [TestCase("2", "en", "15553025")]
    public async Task The_menus_we_ship_are_heard_word_for_word_in_the_language_that_was_chosen(string key, string language, string number)
    {
        var since = System.Diagnostics.Stopwatch.GetTimestamp();
        var caller = Caller(number);
        var call = await caller.CallAsync("8400");
        var id = await IdOfAsync(caller);
        await Earpiece.HearsAsync(caller, since, Asterisk.Sounds, "en", "welcome", "recording-notice");
        await Earpiece.HearsAsync(caller, since, Asterisk.Sounds, "zh_CN", "language-menu");
        await AtAsync(id, "language");
        since = System.Diagnostics.Stopwatch.GetTimestamp();
        caller.Audio.Press(key);
        await Earpiece.HearsAsync(caller, since, Asterisk.Sounds, language, "menu-main");
        caller.Audio.Press("7");
        await Earpiece.HearsAsync(caller, since, Asterisk.Sounds, language, "menu-invalid");
        call.HangUp();
        await AssertEndedAsync(id, "AbandonedInMenu");
    }

    [Test]
    public async Task Who_chose_a_language_hears_it_also_when_every_router_is_dead()
    {
        var caller = Caller("15553023");
        var call = await caller.CallAsync("8300");
        var id = await IdOfAsync(caller);
        caller.Audio.Press("11234");
        await Service.FactAsync("CallQueued", id); // the flow has set the language
        await Service.KillAsync();
        try
        {
            var since = System.Diagnostics.Stopwatch.GetTimestamp();
            await Earpiece.HearsAsync(caller, since, Asterisk.Sounds, "zh_CN", TimeSpan.FromSeconds(25), "fallback");
            await call.EndedAsync(Patience);
            Assert.That(Earpiece.Likeness(caller.Audio.Heard(since, long.MaxValue), Asterisk.Sounds, "en", "fallback"), Is.LessThan(0.5), "the other language");
        }
        finally
        {
            await Service.StartAsync();
        }

        await Service.EndOfAsync(id);
    }

    /// <summary>Asks every question of the contract that has one answer, about everything and about this call, and the streams of events and of the board.</summary>
    private async Task AssertNoAnswerHoldsAsync(string secret, string call)
    {
        var asked = 0;
        foreach (var method in Contract.Questions())
        {
            foreach (var request in new[] { "{}", $$"""{"name": "calls/{{call}}"}""", $$"""{"call": "calls/{{call}}"}""", """{"name": "queues/desk"}""", """{"queue": "queues/desk"}""" })
            {
                var (isOk, answer) = await Service.AskAsync(method, request);
                if (isOk) asked++;
                Assert.That(answer, Does.Not.Contain(secret), $"{method} {request}");
            }
        }

        Assert.That(asked, Is.GreaterThan(15), "questions that were answered");
        foreach (var path in new[] { "v1/snapshot", "v1/history/calls?limit=1000", "v1/history/recordings?limit=1000" })
            Assert.That(await Service.GetTextAsync(path), Does.Not.Contain(secret), path);
        Assert.That(await Service.EventsUntilAsync($"\"calls/{call}\""), Does.Not.Contain(secret), "the stream of events");
    }
}
