using Telephony.Server.Prompts;

namespace Telephony.Server.Tests.Prompts;

/// <summary>From a recording to the bytes that Asterisk plays.</summary>
public sealed class SoundTests
{
    // The codes of these samples in ITU-T G.711: digital silence, the ends of the range, and the smallest steps.
    [TestCase(0, 0xFF, 0xD5)]
    [TestCase(32_767, 0x80, 0xAA)]
    [TestCase(-32_768, 0x00, 0x2A)]
    [TestCase(1_000, 0xCE, 0xFA)]
    [TestCase(-1_000, 0x4E, 0x7A)]
    public void Samples_are_coded_as_G711_says(int sample, int muLaw, int aLaw) => Assert.Multiple(() =>
    {
        Assert.That(G711.ToMuLaw((short)sample), Is.EqualTo(muLaw));
        Assert.That(G711.ToALaw((short)sample), Is.EqualTo(aLaw));
    });

    [Test]
    public void Every_code_decodes_to_a_sample_with_that_code() => Assert.Multiple(() =>
    {
        for (var code = 0; code < 256; code++)
        {
            if (code != 0x7F) Assert.That(G711.ToMuLaw(G711.FromMuLaw((byte)code)), Is.EqualTo(code), "µ-law; 0x7F is the second code of zero");
            Assert.That(G711.ToALaw(G711.FromALaw((byte)code)), Is.EqualTo(code), "A-law");
        }
    });

    [TestCase(22_050, 8_000)]
    [TestCase(22_050, 16_000)]
    [TestCase(44_100, 8_000)]
    [TestCase(48_000, 16_000)]
    [TestCase(8_000, 16_000)]
    public void A_tone_keeps_its_pitch_and_its_level_at_another_rate(int from, int to)
    {
        var heard = Resampler.Resample(Sounds.Tone(1_000, from, 0.5, 0.5f), from, to);
        Assert.That(heard, Has.Length.EqualTo(to / 2).Within(1));
        var wanted = Sounds.Tone(1_000, to, 0.5, 0.5f);
        var error = Math.Sqrt(heard.Skip(400).SkipLast(400).Zip(wanted.Skip(400), (a, b) => Math.Pow(a - b, 2)).Average());
        Assert.That(error, Is.LessThan(0.005));
    }

    [Test]
    public void What_a_telephone_cannot_carry_is_filtered_away() =>
        Assert.That(Resampler.Resample(Sounds.Tone(5_000, 22_050, 0.5, 0.5f), 22_050, 8_000).Skip(400).SkipLast(400).Max(Math.Abs), Is.LessThan(0.005));

    [Test]
    public void Loud_and_quiet_recordings_become_equally_loud_and_silence_at_the_ends_goes()
    {
        float[] levels = [0.9f, 0.02f];
        foreach (var level in levels)
        {
            float[] samples = [.. new float[8_000], .. Sounds.Tone(500, 16_000, 1, level), .. new float[16_000]];
            var even = Loudness.Normalise(new WavSound(16_000, samples), TimeSpan.FromMilliseconds(300));
            Assert.Multiple(() =>
            {
                Assert.That(Loudness.Speech(even.Samples, 16_000), Is.EqualTo(Loudness.Target).Within(0.5));
                Assert.That(even.Length.TotalSeconds, Is.EqualTo(1.34).Within(0.02));
            });
        }
    }

    [Test]
    public void No_peak_is_louder_than_allowed_however_soft_the_speech()
    {
        var samples = Sounds.Tone(500, 16_000, 1, 0.02f);
        samples[8_000] = 0.9f;
        Assert.That(Loudness.Peak(Loudness.Normalise(new WavSound(16_000, samples), TimeSpan.Zero).Samples), Is.EqualTo(Loudness.PeakMost).Within(0.1));
    }

    [Test]
    public void A_prompt_has_a_form_for_each_codec_and_a_sentence_is_followed_by_a_pause()
    {
        var word = PromptAudio.Encode(new WavSound(22_050, Sounds.Tone(500, 22_050, 1, 0.3f)), "three");
        var sentence = PromptAudio.Encode(new WavSound(22_050, Sounds.Tone(500, 22_050, 1, 0.3f)), "谢谢。");
        Assert.Multiple(() =>
        {
            Assert.That(word.Select(form => form.Length), Is.EqualTo(new[] { 8_320, 8_320, 33_280 }).Within(40));
            Assert.That(sentence[0].Length - word[0].Length, Is.EqualTo(2_080).Within(2), "300 ms instead of 40");
            Assert.That(sentence[0].TakeLast(2_000), Is.All.EqualTo(0xFF), "silence in µ-law");
        });
    }

    [Test]
    public void Nothing_to_hear_is_refused() =>
        Assert.That(() => PromptAudio.Encode(new WavSound(16_000, new float[16_000]), "x"), Throws.TypeOf<InvalidDataException>());

    [Test]
    public void A_file_that_is_no_16_bit_wav_is_refused_with_advice() => Assert.Multiple(() =>
    {
        Assert.That(() => WavSound.Parse("ID3 this is an mp3"u8), Throws.TypeOf<InvalidDataException>().With.Message.Contains("save it as 16-bit PCM WAV"));
        var eightBit = Sounds.Wav(Sounds.Tone(500, 8_000, 0.1, 0.3f), 8_000);
        eightBit[34] = 8;
        Assert.That(() => WavSound.Parse(eightBit), Throws.TypeOf<InvalidDataException>().With.Message.Contains("8 bits"));
        var empty = Sounds.Wav([], 8_000);
        Assert.That(WavSound.Parse(empty).Samples, Is.Empty);
        Assert.That(() => WavSound.Parse(empty.AsSpan(0, 30)), Throws.TypeOf<InvalidDataException>());
    });
}
