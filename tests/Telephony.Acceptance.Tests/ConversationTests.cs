using System.Diagnostics;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>The whole way of a call, with real phones and real audio.</summary>
[TestFixture, Parallelizable]
public sealed class ConversationTests() : SiteFixture("127.0.1.11")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;

    [Test]
    public async Task A_caller_presses_a_digit_waits_with_music_talks_with_an_agent_and_the_recording_holds_both()
    {
        var agent = await PhoneOfAsync("1001");
        var caller = Caller("15551001");
        var call = await caller.CallAsync("8000");
        var id = await IdOfAsync(caller);
        await InMenuAsync(id);

        caller.Audio.Press("1");
        await Service.QueueHasAsync("main", 1);
        await Talk.HearsSomethingAsync(caller); // music, while waiting

        await DialCodeAsync(agent, "*11");
        var offer = await agent.NextOfferAsync();
        Assert.That(offer.CallerNumber, Is.EqualTo("15551001"), "the agent sees who calls");
        caller.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        offer.Answer();
        var answered = await offer.AnsweredAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        await agent.Audio.ListenAsync(TimeSpan.FromSeconds(2));

        offer.HangUp();
        var bye = await offer.SeenAsync("the agent's BYE", message => message.IsRequest("BYE"), TimeSpan.FromSeconds(5));
        await offer.EndedAsync();
        await call.EndedAsync();
        await Service.AgentIsAsync("1001", "Ready");
        var record = await AssertEndedAsync(id, "Answered");
        Assert.Multiple(() =>
        {
            Assert.That(record.Agent, Is.EqualTo("1001"));
            Assert.That(record.Queue, Is.EqualTo("main"));
        });
        await AssertRecordingAsync(id, Stopwatch.GetElapsedTime(answered.At, bye.At));
    }

    [Test]
    public async Task An_agents_phone_puts_the_caller_on_hold_and_takes_the_caller_back()
    {
        var agent = await AgentAtWorkAsync("1161");
        var caller = Caller("15551003");
        var (call, id) = await JoinAsync(caller, "8160");
        var offer = await agent.NextOfferAsync();
        caller.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);

        offer.Hold();
        await CallIsAsync(id, "OnHold");
        await Service.AgentIsAsync("1161", "Talking");
        offer.Resume();
        await CallIsAsync(id, "Connected");
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        Assert.That(Service.FactsOf("CallResumed").Single().GetProperty("held").GetString(), Does.StartWith("00:00:0"));

        offer.HangUp();
        await Task.WhenAll(call.EndedAsync(), offer.EndedAsync());
        await AssertEndedAsync(id, "Answered");
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_caller_who_hangs_up_ends_the_talk_for_the_agent_too()
    {
        var agent = await AgentAtWorkAsync("1181");
        var caller = Caller("15551002");
        var (call, id) = await JoinAsync(caller, "8180");
        var offer = await agent.NextOfferAsync();
        offer.Answer();
        await offer.AnsweredAsync();
        await Service.AgentIsAsync("1181", "Talking");

        call.HangUp();
        await offer.EndedAsync();
        await AssertEndedAsync(id, "Answered");
        await Service.AgentIsAsync("1181", "WrapUp");
        await Service.AgentIsAsync("1181", "Ready");
    }

    [Test]
    public async Task Callers_are_served_in_the_order_they_came()
    {
        List<SipPhone> callers = [];
        List<PhoneCall> calls = [];
        for (var i = 0; i < 3; i++)
        {
            callers.Add(Caller($"1555110{i}"));
            calls.Add((await JoinAsync(callers[i], "8170")).Call);
        }

        var agent = await PhoneOfAsync("1171");
        agent.Audio.ToneHz = AgentHz;
        var login = agent.CallAsync("*11");
        foreach (var expected in callers)
        {
            var offer = await agent.NextOfferAsync(TimeSpan.FromSeconds(8));
            Assert.That(offer.CallerNumber, Is.EqualTo(expected.User));
            offer.Answer();
            await Talk.HearsAsync(expected, AgentHz);
            offer.HangUp();
            await offer.EndedAsync();
        }

        await (await login).EndedAsync();
        await Task.WhenAll(calls.Select(call => call.EndedAsync()));
    }

    private Task<Snapshot> InMenuAsync(string call) => Eventually.GetAsync("the caller is in the menu", Service.SnapshotAsync,
        snapshot => ServiceInstance.Same(snapshot.CallOf(call)?.State, "InMenu"), TimeSpan.FromSeconds(5));

    private async Task AssertRecordingAsync(string call, TimeSpan talk)
    {
        var listed = await Eventually.GetAsync("the recording is listed",
            async () => (await Service.RecordingsAsync()).Where(recording => recording.Call == call && recording.Complete).ToList(),
            found => found.Count > 0, TimeSpan.FromSeconds(5));
        var recording = listed.Single();
        var file = WavFile.Read(Path.Combine(Asterisk.Data, "recordings", recording.Path!));
        var tolerance = TimeSpan.FromMilliseconds(100);
        Assert.Multiple(() =>
        {
            Assert.That((recording.Agent, recording.Queue), Is.EqualTo(("1001", "main")));
            Assert.That(file.Channels, Has.Count.EqualTo(2), "stereo");
            Assert.That(file.Duration, Is.EqualTo(talk).Within(tolerance), "length of the file against the talk on the wire");
            Assert.That(TimeSpan.FromSeconds(recording.DurationSeconds ?? 0), Is.EqualTo(file.Duration).Within(TimeSpan.FromMilliseconds(20)), "listed length");
            var middle = new Range(file.Left.Length / 4, file.Left.Length * 3 / 4);
            Talk.AssertTone("on the left of the recording", file.Left[middle], present: CallerHz, absent: AgentHz);
            Talk.AssertTone("on the right of the recording", file.Right[middle], present: AgentHz, absent: CallerHz);
        });
    }

    private Task<Snapshot> CallIsAsync(string call, string state) => Eventually.GetAsync(
        $"call {call} is {state}", Service.SnapshotAsync, snapshot => ServiceInstance.Same(snapshot.CallOf(call)?.State, state), TimeSpan.FromSeconds(5));
}
