using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The service is killed: nobody notices who talks, nobody who waits loses the place, and without a router the fallback takes over.</summary>
[TestFixture, Parallelizable]
public sealed class RouterDeathTests() : SiteFixture("127.0.1.15")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;

    [Test, Order(1)]
    public async Task After_kill_and_restart_talk_goes_on_and_the_order_is_kept()
    {
        var agent = await AgentAtWorkAsync("1161");
        var talker = Caller("15554000");
        var (talk, talkId) = await JoinAsync(talker, "8160");
        var conversation = await agent.NextOfferAsync();
        talker.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        conversation.Answer();
        await Talk.AssertBothDirectionsAsync(talker, CallerHz, agent, AgentHz);
        List<SipPhone> waiting = [];
        List<PhoneCall> calls = [];
        for (var i = 1; i <= 4; i++)
        {
            waiting.Add(Caller($"1555400{i}"));
            calls.Add((await JoinAsync(waiting[^1], "8160")).Call);
        }

        await Service.KillAsync();
        await Talk.AssertBothDirectionsAsync(talker, CallerHz, agent, AgentHz);
        await Service.StartAsync();
        await Service.QueueHasAsync("restart", 4);
        await Service.AgentIsAsync("1161", "Talking");
        await Talk.AssertBothDirectionsAsync(talker, CallerHz, agent, AgentHz);

        conversation.HangUp();
        await talk.EndedAsync();
        foreach (var expected in waiting)
        {
            var offer = await agent.NextOfferAsync();
            Assert.That(offer.CallerNumber, Is.EqualTo(expected.User), "the order of waiting");
            offer.Answer();
            await Talk.HearsAsync(expected, AgentHz);
            offer.HangUp();
            await offer.EndedAsync();
        }

        await Task.WhenAll(calls.Select(call => call.EndedAsync()));
        await AssertEndedAsync(talkId, "Answered");
        Assert.That(agent.Calls.Count(call => call.IsIncoming), Is.EqualTo(5), "nobody was offered twice");
    }

    [Test, Order(2)]
    public async Task Without_any_router_a_waiting_caller_reaches_the_fallback_within_twelve_seconds()
    {
        var caller = Caller("15554100");
        var (call, _) = await JoinAsync(caller, "8170");
        var phone = await PhoneOfAsync("1162");

        await Service.KillAsync();
        var offer = await phone.NextOfferAsync(TimeSpan.FromSeconds(12));
        Assert.That(offer.CallerNumber, Is.EqualTo("15554100"));
        caller.Audio.ToneHz = CallerHz;
        phone.Audio.ToneHz = AgentHz;
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, phone, AgentHz);
        offer.HangUp();
        await call.EndedAsync();
        await phone.UnregisterAsync();
        await Service.StartAsync();
    }

    [Test, Order(3)]
    public async Task A_recorded_conversation_that_ends_without_a_router_is_stored_by_the_next_one()
    {
        Means("'1161'"); // of another test, still at work without a phone
        var agent = await AgentAtWorkAsync("1162");
        var caller = Caller("15554200");
        var (call, id) = await JoinAsync(caller, "8160");
        var conversation = await agent.NextOfferAsync();
        caller.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        conversation.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        await Service.KillAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        call.HangUp();
        await call.EndedAsync();
        await Service.StartAsync();
        await conversation.EndedAsync();

        var stored = await Eventually.GetAsync("the recording is stored",
            async () => (await Service.RecordingsAsync()).Where(recording => recording.Call == id && recording.Complete).ToList(),
            found => found.Count > 0, TimeSpan.FromSeconds(10));
        var file = WavFile.Read(Path.Combine(Asterisk.Data, "recordings", stored.Single().Path!));
        var middle = new Range(file.Left.Length / 4, file.Left.Length * 3 / 4);
        Talk.AssertTone("on the left of the recording", file.Left[middle], present: CallerHz, absent: AgentHz);
        Talk.AssertTone("on the right of the recording", file.Right[middle], present: AgentHz, absent: CallerHz);
    }
}
