using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What callers and agents hear is what should be said to them, in their language: each earpiece compared with the prompts' own files.</summary>
[TestFixture, Parallelizable]
public sealed class PromptTests() : SiteFixture("127.0.1.27")
{
    private const double CallerHz = 500;
    private const double AgentHz = 700;

    [Test]
    public async Task Callers_hear_greeting_place_and_agent_number_in_their_language()
    {
        var began = Stopwatch.GetTimestamp();
        var (english, mandarin) = (Caller("15554241"), Caller("15554242"));
        var call = await english.CallAsync("8310");
        await HearsAsync(english, began, "en", "welcome", "recording-notice");
        var behind = await mandarin.CallAsync("8311");
        await HearsAsync(english, began, "en", "queue-next");
        await HearsAsync(mandarin, began, "zh_CN", "welcome", "recording-notice");
        await HearsAsync(mandarin, began, "zh_CN", "queue-position", "number-1", "unit-caller", "queue-position-end");
        Assert.That(Earpiece.Likeness(mandarin.Audio.Heard(began, long.MaxValue), Asterisk.Sounds, "en", "welcome"), Is.LessThan(0.5), "the other language");

        var agent = await PhoneOfAsync("1311");
        await DialCodeAsync(agent, "*11"); // rings at once
        english.Audio.ToneHz = mandarin.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        var offer = await agent.NextOfferAsync();
        var answered = Stopwatch.GetTimestamp();
        offer.Answer();
        await HearsAsync(english, answered, "en", "agent-number", "digit-1", "digit-3", "digit-1", "digit-1", "agent-at-your-service");
        await Talk.AssertBothDirectionsAsync(english, CallerHz, agent, AgentHz);
        Assert.That(Earpiece.Likeness(agent.Audio.Heard(answered, long.MaxValue), Asterisk.Sounds, "en", "agent-at-your-service"), Is.LessThan(0.5), "the agent does not hear it");
        offer.HangUp();
        await call.EndedAsync();

        var next = await agent.NextOfferAsync();
        answered = Stopwatch.GetTimestamp();
        next.Answer();
        await HearsAsync(mandarin, answered, "zh_CN", "agent-number", "digit-1", "digit-3", "digit-1", "digit-1", "agent-at-your-service");
        await Talk.HearsAsync(mandarin, AgentHz);
        behind.HangUp();
        await next.EndedAsync();
        await DialCodeAsync(agent, "*12");
    }

    [TestCase("1311", "en")]
    [TestCase("1312", "zh_CN")]
    public async Task Star_codes_are_answered_in_the_agents_language(string agent, string language)
    {
        var phone = await PhoneOfAsync(agent);
        foreach (var (code, prompt) in new[] { ("*11", "agent-logged-in"), ("*131", "agent-paused"), ("*14", "agent-ready"), ("*139", "agent-refused"), ("*12", "agent-logged-out") })
        {
            var began = Stopwatch.GetTimestamp();
            var call = await phone.CallAsync(code);
            await HearsAsync(phone, began, language, prompt);
            await call.EndedAsync(TimeSpan.FromSeconds(5));
        }
    }

    [Test]
    public async Task Callers_hear_how_long_it_will_take_once_that_can_be_told()
    {
        // Four waits of five are short: then the time within which four of five are served is known, and has held as often as that.
        TimeSpan[] waits = [.. "LSSSLSSSSLS".Select(wait => TimeSpan.FromSeconds(wait == 'L' ? 2 : 0.3))];
        var agent = await AgentAtWorkAsync("1321");
        var talking = await Caller("15554250").CallAsync("8320");
        var offer = await AnswerNextAsync(agent);
        for (var i = 0; i < waits.Length; i++)
        {
            var joined = Stopwatch.GetTimestamp();
            var (waiting, _) = await JoinAsync(Caller($"1555425{i + 1:00}"), "8320");
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (waits[i] - Stopwatch.GetElapsedTime(joined)).Ticks)));
            talking.HangUp();
            await offer.EndedAsync();
            talking = waiting;
            offer = await AnswerNextAsync(agent);
        }

        var (mandarin, english) = (Caller("15554271"), Caller("15554272"));
        var began = Stopwatch.GetTimestamp();
        var (next, _) = await JoinAsync(mandarin, "8321");
        var (second, _) = await JoinAsync(english, "8320");
        await HearsAsync(mandarin, began, "zh_CN", "queue-next", "queue-wait", "queue-wait-short");
        await HearsAsync(english, began, "en", "queue-position", "number-2", "queue-position-end", "queue-wait", "queue-wait-short");
        second.HangUp();
        next.HangUp();
        await Task.WhenAll(next.EndedAsync(), second.EndedAsync());
        talking.HangUp();
        await offer.EndedAsync();
        await DialCodeAsync(agent, "*12");
    }

    private Task HearsAsync(SipPhone phone, long since, string language, params string[] prompts) =>
        Earpiece.HearsAsync(phone, since, Asterisk.Sounds, language, prompts);

    private static async Task<PhoneCall> AnswerNextAsync(SipPhone agent)
    {
        var offer = await agent.NextOfferAsync();
        offer.Answer();
        await offer.AnsweredAsync();
        return offer;
    }
}
