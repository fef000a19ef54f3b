using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What is in recordings, by frequency, after people have paused, muted and ended them. All are encrypted on the disk.</summary>
[TestFixture, Parallelizable]
public sealed class RecordingTests() : SiteFixture("127.0.1.46")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;

    /// <summary>In tenths of a second: what Asterisk loses of a pause, more where it waits for a processor (docs/operating.md).</summary>
    private const int LostAtEdges = 12;

    private static readonly TimeSpan Part = TimeSpan.FromSeconds(2);

    protected override IReadOnlyList<string> OptionsFor(string data)
    {
        var keys = Path.Combine(data, "secrets", "recording-keys");
        File.WriteAllText(keys, string.Concat(Enumerable.Repeat("0123456789abcdef", 4)));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ["--recording-key-file", keys];
    }

    [Test, Order(1)]
    public async Task A_pause_is_silence_of_its_length_and_outlives_the_router()
    {
        var (agent, caller, call, id) = await TalkAsync("1401", "8400");
        await Task.Delay(Part);
        var recording = await RunningAsync(id);
        var asked = Stopwatch.GetTimestamp();
        await OrderAsync("PauseRecording", new { name = recording, by = "test" });
        var paused = Stopwatch.GetTimestamp();
        await Service.KillAsync();
        await Task.Delay(Part);
        await Service.StartAsync();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        var atLeast = Stopwatch.GetElapsedTime(paused);
        await OrderAsync("ResumeRecording", new { name = recording, by = "test" });
        var atMost = Stopwatch.GetElapsedTime(asked);
        await Task.Delay(Part + Part);
        call.HangUp();
        var file = await StoredAsync(id);

        AssertPause(file, atLeast, atMost);
    }

    [Test, Order(1)]
    public async Task A_pause_is_silence_of_its_length()
    {
        var (_, _, call, id) = await TalkAsync("1401", "8400");
        await Task.Delay(Part);
        var recording = await RunningAsync(id);
        var asked = Stopwatch.GetTimestamp();
        await OrderAsync("PauseRecording", new { name = recording, by = "test" });
        var paused = Stopwatch.GetTimestamp();
        await Task.Delay(Part);
        var atLeast = Stopwatch.GetElapsedTime(paused);
        await OrderAsync("ResumeRecording", new { name = recording, by = "test" });
        var atMost = Stopwatch.GetElapsedTime(asked);
        await Task.Delay(Part);
        call.HangUp();
        AssertPause(await StoredAsync(id), atLeast, atMost);
    }

    [Test, Order(1)]
    public async Task One_side_is_muted_and_the_other_recorded_on()
    {
        var (_, _, call, id) = await TalkAsync("1401", "8400");
        var recording = await RunningAsync(id);
        await OrderAsync("MuteRecording", new { name = recording, caller = true, by = "test" });
        await Task.Delay(Part + Part);
        call.HangUp();
        var file = await StoredAsync(id);
        var end = new Range(file.Left.Length * 3 / 5, file.Left.Length * 9 / 10);
        Assert.That(Tone.Loudness(file.Left[end]), Is.LessThan(Tone.Absent), "the caller");
        Talk.AssertTone("of the agent", file.Right[end], present: AgentHz, absent: CallerHz);
    }

    [Test, Order(1)]
    public async Task On_demand_the_caller_is_told_first_and_it_ends_when_it_is_ended()
    {
        var (agent, caller, call, id) = await TalkAsync("1402", "8410");
        Assert.That((await Service.RecordingsAsync()).Where(r => r.Call == id), Is.Empty);
        caller.Audio.ToneHz = null;
        agent.Audio.ToneHz = null;
        await OrderAsync("StartRecording", new { call = $"calls/{id}", by = "test" });
        await Talk.HearsSomethingAsync(caller);
        var recording = await RunningAsync(id);
        caller.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        await Task.Delay(Part);
        await OrderAsync("StopRecording", new { name = recording, by = "test" });
        var file = await StoredAsync(id);
        Talk.AssertTone("of the agent", file.Right.AsSpan(file.Right.Length / 2), present: AgentHz, absent: CallerHz);
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        call.HangUp();
        await AssertEndedAsync(id, "Answered");
    }

    [Test, Order(2)]
    public async Task What_was_recorded_when_Asterisk_died_can_be_heard_and_is_not_called_complete()
    {
        var (_, _, _, id) = await TalkAsync("1401", "8400");
        await RunningAsync(id);
        await Task.Delay(Part + Part);
        await Asterisk.KillAsync();
        await Asterisk.StartAgainAsync();
        var stored = await Eventually.GetAsync("what there is is stored",
            async () => (await Service.RecordingsAsync()).Where(r => r.Call == id && !string.IsNullOrEmpty(r.Path)).ToList(), found => found.Count > 0, TimeSpan.FromSeconds(40));
        Assert.That(stored.Single().Complete, Is.False);
        var file = await FileOfAsync(stored.Single());
        Assert.That(file.Duration, Is.GreaterThan(Part), "Asterisk's last second is lost, and no more");
        Talk.AssertTone("of the caller", file.Left.AsSpan(file.Left.Length / 2), present: CallerHz, absent: AgentHz);
        await Service.AgentIsAsync("1401", "Ready", TimeSpan.FromSeconds(20));
    }

    /// <summary>Both sides are there, then silent for the length of the pause, then there again.</summary>
    private static void AssertPause(WavFile file, TimeSpan atLeast, TimeSpan atMost)
    {
        var step = file.SampleRate / 10;
        foreach (var (side, hz) in new[] { (file.Left, CallerHz), (file.Right, AgentHz) })
        {
            var loud = side.Chunk(step).Select(part => Tone.Power(part, hz) > Tone.Present).ToArray();
            var (first, last) = (Array.IndexOf(loud, false, Array.IndexOf(loud, true)), Array.LastIndexOf(loud, false, Array.LastIndexOf(loud, true)));
            TestContext.Out.WriteLine($"{hz} Hz: silent for {last + 1 - first} tenths of a second, the pause was {atLeast.TotalSeconds * 10:0.0} to {atMost.TotalSeconds * 10:0.0}");
            Assert.That(first, Is.GreaterThan(5), "the tone is there before the pause");
            Assert.That(loud[first..(last + 1)], Has.None.EqualTo(true), "nothing of it in the pause");
            Assert.That(last + 1 - first, Is.InRange((atLeast.TotalSeconds * 10) - LostAtEdges, (atMost.TotalSeconds * 10) + 5), "the pause is as long as it was, but for what is lost at its edges");
            Assert.That(loud[(last + 1)..].Count(there => there), Is.GreaterThan(5), "the tone is there again");
            Assert.That(loud.Length - 1 - Array.LastIndexOf(loud, true), Is.LessThan(15), "and until the end");
        }
    }

    private async Task<(SipPhone Agent, SipPhone Caller, PhoneCall Call, string Id)> TalkAsync(string number, string queue)
    {
        var agent = await AgentAtWorkAsync(number);
        var caller = Caller($"1555{number}0");
        var (call, id) = await JoinAsync(caller, queue);
        var offer = await agent.NextOfferAsync();
        caller.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller, CallerHz, agent, AgentHz);
        return (agent, caller, call, id);
    }

    private async Task<string> RunningAsync(string call)
    {
        await Service.FactAsync("RecordingStarted", call);
        var fact = Service.FactsOf("RecordingStarted").Single(f => f.GetProperty("call").GetString() == call);
        return $"recordings/{fact.GetProperty("recording").GetString()}";
    }

    private async Task<WavFile> StoredAsync(string call)
    {
        var stored = await Eventually.GetAsync("the recording is stored",
            async () => (await Service.RecordingsAsync()).Where(r => r.Call == call && r.Complete).ToList(), found => found.Count > 0, TimeSpan.FromSeconds(20));
        return await FileOfAsync(stored.Single());
    }

    private async Task<WavFile> FileOfAsync(RecordingRecord stored)
    {
        var kept = await File.ReadAllBytesAsync(Path.Combine(Asterisk.Data, "recordings", stored.Path!));
        Assert.That(kept.AsSpan().IndexOf("WAVE"u8), Is.EqualTo(-1), "on the disk it is encrypted");
        var file = Path.Combine(Repository.TemporaryFolder("recording"), "recording.wav");
        await File.WriteAllBytesAsync(file, await Service.AudioOfAsync(stored.Id));
        return WavFile.Read(file);
    }

    private async Task OrderAsync(string method, object request)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Asterisk.Address}:8080/") };
        using var answer = await http.PostAsJsonAsync($"telephony.v1.RecordingService/{method}", request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }
}
