using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Finds prompts in what a phone heard, by normalised cross-correlation with the files that Asterisk should have played.</summary>
public static class Earpiece
{
    /// <summary>From here on it is that prompt: it came through a lossless path, but a packet may be late or lost.</summary>
    public const double Alike = 0.8;

    /// <summary>From here on not a packet is missing; below, it is looked for a slip that explains the rest.</summary>
    private const double Same = 0.98;

    /// <summary>Asterisk begins the next sound of a list with its next 20 ms; what a busy machine adds is a pause.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(500);

    /// <summary>A packet of 20 ms.</summary>
    private const int Packet = Tone.SampleRate / 50;

    /// <summary>How many packets a prompt may slip by, once: as many as are left out, or come twice, when a busy machine is late.</summary>
    private const int SlipMost = 3;

    /// <inheritdoc cref="HearsAsync(SipPhone, long, string, string, TimeSpan, string[])"/>
    public static Task HearsAsync(SipPhone phone, long since, string sounds, string language, params string[] prompts) =>
        HearsAsync(phone, since, sounds, language, TimeSpan.FromSeconds(8), prompts);

    /// <summary>Waits until a phone has heard prompts, whole, in this order and with nothing between them.</summary>
    /// <param name="phone">Whose earpiece.</param>
    /// <param name="since">Stopwatch ticks from which on it is listened to.</param>
    /// <param name="sounds">Asterisk's sounds folder.</param>
    /// <param name="language">As Asterisk names it.</param>
    /// <param name="patience">How long the prompts may be late.</param>
    /// <param name="prompts">Ids of the catalogs.</param>
    public static async Task HearsAsync(SipPhone phone, long since, string sounds, string language, TimeSpan patience, params string[] prompts)
    {
        var files = prompts.Select(id => FileOf(sounds, language, id)).ToArray();
        var seconds = files.Sum(file => file.Length) / (double)Tone.SampleRate;
        var heard = await Eventually.GetAsync(
            $"{phone.User} hears {string.Join(", ", prompts)} in {language}",
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200)); // comparing costs more than waiting; the call may be over meanwhile
                return Compare(phone.Audio.Heard(since, long.MaxValue), files, prompts);
            },
            comparison => comparison.IsAll, TimeSpan.FromSeconds(seconds) + patience);
        TestContext.Out.WriteLine($"{phone.User} heard in {language}: {heard}");
    }

    /// <summary>How much what was heard is like a prompt at the best place, from 0 to 1.</summary>
    public static double Likeness(short[] heard, string sounds, string language, string prompt) => Find(heard, FileOf(sounds, language, prompt), 0, heard.Length).Likeness;

    private static float[] FileOf(string sounds, string language, string id) =>
        [.. File.ReadAllBytes(Path.Combine(sounds, language, "acd", id + ".ulaw")).Select(code => (float)Ulaw.Decode(code))];

    /// <summary>Compares what was heard with prompts: each with its likeness and place, up to the first that is not there.</summary>
    internal static Comparison Compare(short[] heard, float[][] files, string[] prompts)
    {
        var report = new List<string>();
        var from = 0;
        for (var i = 0; i < files.Length; i++)
        {
            // The first may be anywhere, the others follow on.
            var place = i == 0 ? FindWithSlip(heard, files[i], 0, heard.Length) : FindNext(heard, files[i], from);
            report.Add($"{prompts[i]} {place}");
            if (place.Likeness < Alike)
            {
                report.Add($"which is not enough from {Seconds(from)} on of {Seconds(heard.Length)}; best anywhere: {Find(heard, files[i], 0, heard.Length)}");
                return new Comparison(false, string.Join(", ", report));
            }

            from = place.At + files[i].Length + place.Slip;
        }

        return new Comparison(true, string.Join(", ", report));
    }

    /// <summary>The nearest place first: a prompt may be followed by itself.</summary>
    private static Place FindNext(short[] heard, float[] sound, int from)
    {
        var longest = (int)(LongestGap.TotalSeconds * Tone.SampleRate);
        var begin = Math.Max(0, from - (SlipMost * Packet));
        var near = FindWithSlip(heard, sound, begin, from + (longest / 5));
        return near.Likeness >= Alike ? near : FindWithSlip(heard, sound, begin, from + longest);
    }

    /// <summary>A packet that is left out or comes twice, as when a recording begins, shifts what follows. That is forgiven once in a prompt, and told.</summary>
    private static Place FindWithSlip(short[] heard, float[] sound, int from, int until)
    {
        var best = Find(heard, sound, from, until);
        if (best.Likeness >= Same) return best;
        var part = sound.Length / 4;
        var rest = sound.Length - part;
        var head = Find(heard, sound[..part], from, Math.Min(heard.Length, until)).At;
        var tail = Find(heard, sound[rest..], from + rest - (SlipMost * Packet), Math.Min(heard.Length, until + rest + (SlipMost * Packet))).At;
        foreach (var slip in Enumerable.Range(1, SlipMost).SelectMany(packets => new[] { -packets * Packet, packets * Packet }))
        {
            foreach (var begin in new[] { head, tail - rest - slip })
            {
                var likeness = LikenessWithSlip(heard, sound, begin, slip);
                if (likeness > best.Likeness) best = new Place(begin, likeness, slip);
            }
        }

        return best.Likeness >= Alike ? best : FindInParts(heard, sound, from, until) ?? best;
    }

    /// <summary>Where more than one packet slipped: three quarters of the prompt must be there, each exact, in their places but for some packets. That is told too.</summary>
    private static Place? FindInParts(short[] heard, float[] sound, int from, int until)
    {
        const int Parts = 4;
        var size = sound.Length / Parts;
        Place[] found =
        [
            .. Enumerable.Range(0, Parts).Select(i =>
            {
                var part = Find(heard, sound[(i * size)..((i + 1) * size)], from + (i * size), Math.Min(heard.Length, until + (i * size) + (SlipMost * Packet)));
                return new Place(part.At - (i * size), part.Likeness, 0);
            }),
        ];
        var good = found.Where(part => part.Likeness >= Alike).ToArray();
        if (good.Length < Parts - 1 || good.Max(part => part.At) - good.Min(part => part.At) > SlipMost * Packet) return null;
        return new Place(good[^1].At, Alike, 0) { IsInParts = true };
    }

    /// <summary>The likeness of a sound whose end, from whatever sample on fits best, comes earlier or later than it should.</summary>
    private static double LikenessWithSlip(short[] heard, float[] sound, int begin, int slip)
    {
        if (begin < 0 || begin + slip < 0 || begin + sound.Length + slip > heard.Length) return 0;
        var (dot, energy) = (0.0, 0.0);
        for (var i = 0; i < sound.Length; i++) Add(i, begin + slip, 1);
        var best = 0.0;
        for (var i = 0; i < sound.Length && begin + i < heard.Length; i++)
        {
            Add(i, begin + slip, -1);
            Add(i, begin, 1);
            best = Math.Max(best, dot / Math.Sqrt(Math.Max(energy, 1)));
        }

        return best / Norm(sound);

        void Add(int sample, int at, int sign)
        {
            var there = (double)heard[at + sample];
            dot += sign * there * sound[sample];
            energy += sign * there * there;
        }
    }

    private static string Seconds(int samples) => string.Create(CultureInfo.InvariantCulture, $"{samples / (double)Tone.SampleRate:0.00} s");

    /// <summary>The best place of a sound that begins at or after <paramref name="from"/> and before <paramref name="until"/>: first by every
    /// fourth sample of both, then exactly.</summary>
    private static Place Find(short[] heard, float[] sound, int from, int until)
    {
        const int Step = 4;
        float[] all = [.. heard.Select(sample => (float)sample)];
        var last = Math.Min(until, all.Length - sound.Length);
        from = Math.Max(0, from);
        if (last < from) return new Place(from, 0, 0);
        float[] coarse = [.. Enumerable.Range(0, sound.Length / Step).Select(i => Mean(sound, i * Step, Step))];
        float[] coarseAll = [.. Enumerable.Range(0, all.Length / Step).Select(i => Mean(all, i * Step, Step))];
        var best = Best(coarseAll, coarse, from / Step, Math.Min(last / Step, coarseAll.Length - coarse.Length));
        return Best(all, sound, Math.Max(from, (best.At - 2) * Step), Math.Min(last, (best.At + 2) * Step));
    }

    private static Place Best(float[] all, float[] sound, int from, int last)
    {
        var size = Norm(sound);
        var best = new Place(from, 0, 0);
        for (var at = from; at <= last; at++)
        {
            var window = all.AsSpan(at, sound.Length);
            var likeness = Dot(window, sound) / (Math.Max(Norm(window), 1) * size);
            if (likeness > best.Likeness) best = new Place(at, likeness, 0);
        }

        return best;
    }

    private static float Mean(float[] samples, int from, int count)
    {
        var sum = 0f;
        for (var i = from; i < from + count; i++) sum += samples[i];
        return sum / count;
    }

    private static float Norm(ReadOnlySpan<float> samples) => MathF.Sqrt(Dot(samples, samples));

    private static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var wideOne = MemoryMarshal.Cast<float, Vector<float>>(one);
        var wideOther = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < wideOne.Length; i++) sums += wideOne[i] * wideOther[i];
        var sum = Vector.Sum(sums);
        for (var i = wideOne.Length * Vector<float>.Count; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }

    /// <summary>Where a prompt was found.</summary>
    /// <param name="At">The first sample.</param>
    /// <param name="Likeness">The correlation, from 0 to 1.</param>
    /// <param name="Slip">By how many samples its end comes late; negative: early.</param>
    private readonly record struct Place(int At, double Likeness, int Slip)
    {
        /// <summary>Whether three of four parts of it were found one by one.</summary>
        public bool IsInParts { get; init; }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Likeness:0.000} at {Seconds(At)}{Forgiven}");

        private string Forgiven => IsInParts ? " in three of four parts, forgiven" : Slip == 0 ? "" : $" with a slip of {1000 * Slip / Tone.SampleRate} ms, forgiven";
    }

    /// <summary>Whether all prompts were heard, and where each was, in words.</summary>
    internal sealed record Comparison(bool IsAll, string Report)
    {
        public override string ToString() => Report;
    }
}
