using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Finds prompts in what a phone heard, by normalised cross-correlation with the files that Asterisk should have played.</summary>
public static class Earpiece
{
    /// <summary>From here on it is that prompt: it came through a lossless path, but a packet may be late or lost.</summary>
    public const double Alike = 0.8;

    /// <summary>Asterisk begins the next sound of a list with its next 20 ms; what a busy machine adds is a pause.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromMilliseconds(500);

    /// <summary>Three packets.</summary>
    private const int Slip = 3 * Tone.SampleRate / 50;

    /// <summary>Waits until a phone has heard prompts, whole, in this order and with nothing between them.</summary>
    /// <param name="phone">Whose earpiece.</param>
    /// <param name="since">Stopwatch ticks from which on it is listened to.</param>
    /// <param name="sounds">Asterisk's sounds folder.</param>
    /// <param name="language">As Asterisk names it.</param>
    /// <param name="prompts">Ids of the catalogs.</param>
    public static async Task HearsAsync(SipPhone phone, long since, string sounds, string language, params string[] prompts)
    {
        var files = prompts.Select(id => FileOf(sounds, language, id)).ToArray();
        var seconds = files.Sum(file => file.Length) / (double)Tone.SampleRate;
        await Eventually.GetAsync(
            $"{phone.User} hears {string.Join(", ", prompts)} in {language}",
            async () =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200)); // comparing costs more than waiting; the call may be over meanwhile
                return Mismatch(phone.Audio.Heard(since, long.MaxValue), files, prompts);
            },
            wrong => wrong.Length == 0, TimeSpan.FromSeconds(seconds + 8));
    }

    /// <summary>How much what was heard is like a prompt at the best place, from 0 to 1.</summary>
    public static double Likeness(short[] heard, string sounds, string language, string prompt) => Find(heard, FileOf(sounds, language, prompt), 0, heard.Length).Likeness;

    private static float[] FileOf(string sounds, string language, string id) =>
        [.. File.ReadAllBytes(Path.Combine(sounds, language, "acd", id + ".ulaw")).Select(code => (float)Ulaw.Decode(code))];

    private static string Mismatch(short[] heard, float[][] files, string[] prompts)
    {
        var from = 0;
        for (var i = 0; i < files.Length; i++)
        {
            // The first may be anywhere, the others follow on.
            var (at, likeness) = i == 0 ? FindWithSlip(heard, files[i], 0, heard.Length) : FindNext(heard, files[i], from);
            if (likeness < Alike)
            {
                var (elsewhere, best) = Find(heard, files[i], 0, heard.Length);
                return $"{prompts[i]} is not there from {Seconds(from)} on: likeness {likeness:0.00}; {best:0.00} at {Seconds(elsewhere)} of {Seconds(heard.Length)}";
            }

            from = at + files[i].Length;
        }

        return "";
    }

    /// <summary>The nearest place first: a prompt may be followed by itself.</summary>
    private static (int At, double Likeness) FindNext(short[] heard, float[] sound, int from)
    {
        var longest = (int)(LongestGap.TotalSeconds * Tone.SampleRate);
        var begin = Math.Max(0, from - Slip);
        var near = FindWithSlip(heard, sound, begin, from + (longest / 5));
        return near.Likeness >= Alike ? near : FindWithSlip(heard, sound, begin, from + longest);
    }

    /// <summary>A packet that is left out or comes twice, as when a recording begins, shifts what follows. Then three quarters of the prompt must be
    /// there, each exact, in their places but for that shift.</summary>
    private static (int At, double Likeness) FindWithSlip(short[] heard, float[] sound, int from, int until)
    {
        var whole = Find(heard, sound, from, until);
        if (whole.Likeness >= Alike) return whole;
        const int Parts = 4;
        var size = sound.Length / Parts;
        (int Begin, double Likeness)[] found =
        [
            .. Enumerable.Range(0, Parts).Select(i =>
            {
                var (at, likeness) = Find(heard, sound[(i * size)..((i + 1) * size)], from + (i * size), Math.Min(heard.Length, until + (i * size) + Slip));
                return (at - (i * size), likeness);
            }),
        ];
        var good = found.Where(part => part.Likeness >= Alike).ToArray();
        return good.Length >= Parts - 1 && good.Max(part => part.Begin) - good.Min(part => part.Begin) <= Slip ? (good[^1].Begin, Alike) : whole;
    }

    private static string Seconds(int samples) => string.Create(CultureInfo.InvariantCulture, $"{samples / (double)Tone.SampleRate:0.00} s");

    /// <summary>The best place of a sound that begins at or after <paramref name="from"/> and before <paramref name="until"/>: first by every
    /// fourth sample of both, then exactly.</summary>
    private static (int At, double Likeness) Find(short[] heard, float[] sound, int from, int until)
    {
        const int Step = 4;
        float[] all = [.. heard.Select(sample => (float)sample)];
        var last = Math.Min(until, all.Length - sound.Length);
        if (last < from) return (from, 0);
        float[] coarse = [.. Enumerable.Range(0, sound.Length / Step).Select(i => Mean(sound, i * Step, Step))];
        float[] coarseAll = [.. Enumerable.Range(0, all.Length / Step).Select(i => Mean(all, i * Step, Step))];
        var best = Best(coarseAll, coarse, from / Step, Math.Min(last / Step, coarseAll.Length - coarse.Length));
        return Best(all, sound, Math.Max(from, (best.At - 2) * Step), Math.Min(last, (best.At + 2) * Step));
    }

    private static (int At, double Likeness) Best(float[] all, float[] sound, int from, int last)
    {
        var size = Norm(sound);
        var best = (At: from, Likeness: 0.0);
        for (var at = from; at <= last; at++)
        {
            var window = all.AsSpan(at, sound.Length);
            var likeness = Dot(window, sound) / (Math.Max(Norm(window), 1) * size);
            if (likeness > best.Likeness) best = (at, likeness);
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
}
