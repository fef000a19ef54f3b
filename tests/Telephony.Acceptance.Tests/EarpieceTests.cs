using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What the comparison of a caller's earpiece with prompts forgives, and what not.</summary>
[TestFixture]
public sealed class EarpieceTests
{
    private const int Packet = 160;
    private static readonly float[] One = Voice(1);
    private static readonly float[] Other = Voice(2);

    [Test]
    public void Prompts_are_found_one_behind_the_other_with_their_correlation()
    {
        var found = Compare([.. Silence(300), .. One, .. Silence(Packet), .. Other, .. Silence(300)], One, Other);
        Assert.That((found.IsAll, $"{found}"), Is.EqualTo((true, "a 1.000 at 0.04 s, b 1.000 at 1.06 s")));
    }

    [Test]
    public void A_packet_left_out_is_forgiven_and_told_and_more_of_them_are_too()
    {
        var once = Compare([.. Silence(800), .. One[..4000], .. One[(4000 + Packet)..]], One);
        Assert.That(once.IsAll, Is.True, $"{once}");
        Assert.That($"{once}", Does.Match("^a 0.9[0-9]+ at 0.10 s with a slip of -20 ms, forgiven$"));

        var twice = Compare([.. Silence(800), .. One[..2000], .. One[(2000 + Packet)..6000], .. One[(6000 + Packet)..]], One);
        Assert.That((twice.IsAll, $"{twice}"), Is.EqualTo((true, "a 0.800 at 0.06 s in three of four parts, forgiven")));
    }

    [Test]
    public void A_packet_that_comes_twice_is_forgiven_once_and_told()
    {
        var found = Compare([.. Silence(800), .. One[..4000], .. One[(4000 - Packet)..]], One);
        Assert.That(found.IsAll, Is.True, $"{found}");
        Assert.That($"{found}", Does.EndWith("with a slip of 20 ms, forgiven"));
    }

    [Test]
    public void Another_voice_or_another_order_is_not_taken_for_the_prompt()
    {
        Assert.That(Compare([.. Silence(300), .. Other, .. Silence(300)], One).IsAll, Is.False);
        Assert.That(Compare([.. Silence(300), .. Other, .. One], One, Other).IsAll, Is.False);
    }

    private static Earpiece.Comparison Compare(float[] heard, params float[][] prompts) =>
        Earpiece.Compare([.. heard.Select(sample => (short)sample)], prompts, [.. prompts.Select((_, i) => $"{(char)('a' + i)}")]);

    /// <summary>A second of noise that changes slowly, as voices do.</summary>
    private static float[] Voice(int seed)
    {
        var dice = new Random(seed);
        var sample = 0.0;
        return [.. Enumerable.Range(0, Tone.SampleRate).Select(_ => (float)(sample = (0.7 * sample) + dice.Next(-4000, 4000)))];
    }

    private static float[] Silence(int samples) => new float[samples];
}
