namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Checks, by frequency, who hears whom.</summary>
public static class Talk
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(400);

    /// <summary>Waits until each side hears the other's tone, then checks that each hears the other and not itself.</summary>
    public static async Task AssertBothDirectionsAsync(SipPhone caller, double callerHz, SipPhone agent, double agentHz)
    {
        await Task.WhenAll(HearsAsync(agent, callerHz), HearsAsync(caller, agentHz));
        var (atAgent, atCaller) = (await agent.Audio.ListenAsync(Window), await caller.Audio.ListenAsync(Window));
        Assert.Multiple(() =>
        {
            AssertTone("at the agent", atAgent, present: callerHz, absent: agentHz);
            AssertTone("at the caller", atCaller, present: agentHz, absent: callerHz);
        });
    }

    /// <summary>Waits until a phone hears, in one and the same moment, all of some tones and none of others.</summary>
    public static Task HearAsync(SipPhone phone, double[] present, double[] absent) => Eventually.GetAsync(
        $"{phone.User} hears {string.Join(" and ", present)} Hz and not {string.Join(" nor ", absent)} Hz", () => PowersAsync(phone, [.. present, .. absent]),
        heard => heard.Powers[..present.Length].All(p => p >= Tone.Present) && heard.Powers[present.Length..].All(p => p < Tone.Absent), TimeSpan.FromSeconds(15));

    /// <summary>Waits until a phone does not hear a tone any more; perhaps it hears nothing at all.</summary>
    public static Task HearsNoMoreAsync(SipPhone phone, double hz) => Eventually.TrueAsync($"{phone.User} does not hear {hz} Hz", async () =>
    {
        var from = System.Diagnostics.Stopwatch.GetTimestamp();
        await Task.Delay(Window);
        return Tone.Power(phone.Audio.Heard(from, long.MaxValue), hz) < Tone.Absent;
    }, TimeSpan.FromSeconds(15));

    private static async Task<Hearing> PowersAsync(SipPhone phone, double[] tones)
    {
        var heard = await phone.Audio.ListenAsync(Window);
        return new Hearing([.. tones.Select(hz => Tone.Power(heard, hz))]);
    }

    private sealed record Hearing(double[] Powers)
    {
        public override string ToString() => string.Join(", ", Powers.Select(p => p.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>Waits, at most five seconds, until a phone hears this tone.</summary>
    public static Task<double> HearsAsync(SipPhone phone, double hz) => Eventually.GetAsync(
        $"{phone.User} hears {hz} Hz", async () => Tone.Power(await phone.Audio.ListenAsync(TimeSpan.FromMilliseconds(100)), hz),
        power => power >= Tone.Present, TimeSpan.FromSeconds(5));

    /// <summary>Waits, at most eight seconds (music may begin softly), until a phone hears anything: a voice or music.</summary>
    public static Task<double> HearsSomethingAsync(SipPhone phone) => Eventually.GetAsync(
        $"{phone.User} hears a voice or music", async () => Tone.Loudness(await phone.Audio.ListenAsync(TimeSpan.FromMilliseconds(200))),
        loudness => loudness >= 0.005, TimeSpan.FromSeconds(8));

    /// <summary>Waits, at most eight seconds, until a phone has heard anything since a moment, in ticks of Stopwatch.</summary>
    public static Task HasHeardSomethingAsync(SipPhone phone, long since) => Eventually.GetAsync(
        $"{phone.User} has heard a voice or music", () => Task.FromResult(Tone.Loudness(phone.Audio.Heard(since, long.MaxValue))), loudness => loudness >= 0.005, TimeSpan.FromSeconds(8));

    /// <summary>Checks that one tone is there and another is not.</summary>
    public static void AssertTone(string where, ReadOnlySpan<short> samples, double present, double absent)
    {
        Assert.That(Tone.Power(samples, present), Is.GreaterThan(Tone.Present), $"{present} Hz {where}");
        Assert.That(Tone.Power(samples, absent), Is.LessThan(Tone.Absent), $"no {absent} Hz {where}");
    }
}
