using System.Buffers.Binary;
using Telephony.Server.Recordings;

namespace Telephony.Server.Tests.Recordings;

public class StereoJoinerTests
{
    private string folder = "";

    private string Caller => Path.Combine(folder, "caller.wav");

    private string Agent => Path.Combine(folder, "agent.wav");

    private string Joined => Path.Combine(folder, "2026", "joined.wav");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("join-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_caller_is_left_and_the_agent_is_right()
    {
        var (left, right) = (WavFile.Ramp(20_000, 3), WavFile.Ramp(20_000, -7));
        WavFile.WriteMono(Caller, left);
        WavFile.WriteMono(Agent, right);
        var joined = Join();
        var read = WavFile.Read(Joined);
        Assert.Multiple(() =>
        {
            Assert.That(read.Channels, Is.EqualTo(2));
            Assert.That(read.Channel(0), Is.EqualTo(left));
            Assert.That(read.Channel(1), Is.EqualTo(right));
            Assert.That(joined.Length, Is.EqualTo(TimeSpan.FromSeconds(2.5)));
            Assert.That(joined.Bytes, Is.EqualTo(new FileInfo(Joined).Length).And.EqualTo(44 + 80_000));
        });
    }

    [Test]
    public void The_later_side_begins_with_silence_and_the_shorter_ends_with_it()
    {
        var (left, right) = (WavFile.Ramp(10_000, 3), WavFile.Ramp(1_000, 5));
        WavFile.WriteMono(Caller, left);
        WavFile.WriteMono(Agent, right);
        var joined = Join(agentOffset: TimeSpan.FromMilliseconds(250));
        var read = WavFile.Read(Joined).Channel(1);
        Assert.Multiple(() =>
        {
            Assert.That(read[..2_000], Is.EqualTo(new short[2_000]));
            Assert.That(read[2_000..3_000], Is.EqualTo(right));
            Assert.That(read[3_000..], Is.EqualTo(new short[7_000]));
            Assert.That(joined.AgentAudio, Is.EqualTo(TimeSpan.FromMilliseconds(125)));
        });
    }

    [TestCase(0u)]
    [TestCase(uint.MaxValue)]
    [TestCase(1_000_000u)]
    public void A_header_left_by_a_crash_is_repaired_by_the_length_of_the_file(uint dataLength)
    {
        var left = WavFile.Ramp(9_000, 3);
        WavFile.WriteMono(Caller, left, header =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 0);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(40), dataLength);
        }, after: [0x7F]);
        WavFile.WriteMono(Agent, []);
        Join();
        Assert.That(WavFile.Read(Joined).Channel(0), Is.EqualTo(left));
    }

    [Test]
    public void Other_chunks_around_the_audio_are_passed_over()
    {
        var left = WavFile.Ramp(500, 3);
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        WavFile.WriteMono(Caller, left, before: list, after: [.. "LIST"u8, 2, 0, 0, 0, 1, 2]);
        WavFile.WriteMono(Agent, left);
        Join();
        Assert.That(WavFile.Read(Joined).Channel(0), Is.EqualTo(left));
    }

    [Test]
    public void A_missing_or_empty_side_is_silence_and_the_recording_is_not_complete()
    {
        var right = WavFile.Ramp(8_000, 3);
        File.WriteAllBytes(Caller, []);
        WavFile.WriteMono(Agent, right);
        var joined = Join(callerOffset: TimeSpan.FromSeconds(9));
        var second = TimeSpan.FromSeconds(1);
        Assert.Multiple(() =>
        {
            Assert.That(WavFile.Read(Joined).Channel(0), Is.EqualTo(new short[8_000]));
            Assert.That(WavFile.Read(Joined).Channel(1), Is.EqualTo(right));
            Assert.That(joined.IsComplete(second, second), Is.False);
            Assert.That(joined.IsComplete(TimeSpan.Zero, second), Is.True);
        });
    }

    [TestCase(7_840, true)]
    [TestCase(7_839, false)]
    public void Ninety_eight_percent_of_the_audio_is_complete(int samples, bool complete)
    {
        WavFile.WriteMono(Caller, WavFile.Ramp(samples, 3));
        WavFile.WriteMono(Agent, WavFile.Ramp(8_000, 3));
        Assert.That(Join().IsComplete(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), Is.EqualTo(complete));
    }

    [Test]
    public void Something_else_than_mono_telephone_audio_is_refused_and_leaves_nothing_behind()
    {
        WavFile.WriteMono(Caller, WavFile.Ramp(10, 3));
        WavFile.WriteMono(Agent, WavFile.Ramp(10, 3), header => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), 44_100));
        var fault = Assert.Throws<InvalidDataException>(() => Join());
        Assert.Multiple(() =>
        {
            Assert.That(fault.Message, Is.EqualTo("agent.wav: 16-bit PCM at 8000 Hz is wanted, not 16-bit coding 1 at 44100 Hz with 1 channels"));
            Assert.That(Directory.EnumerateFiles(folder, "*joined*", SearchOption.AllDirectories), Is.Empty);
        });
    }

    [Test]
    public void A_file_that_is_no_wav_is_refused()
    {
        File.WriteAllText(Caller, "hello, this is text");
        WavFile.WriteMono(Agent, []);
        Assert.That(() => Join(), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("caller.wav: not a WAV file"));
    }

    [Test]
    public void Giving_up_leaves_no_half_file()
    {
        WavFile.WriteMono(Caller, WavFile.Ramp(20_000, 3));
        WavFile.WriteMono(Agent, []);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => StereoJoiner.Join(new MonoPart(Caller, TimeSpan.Zero), new MonoPart(Agent, TimeSpan.Zero), Joined, stop.Token));
        Assert.That(Directory.EnumerateFiles(Path.GetDirectoryName(Joined)!), Is.Empty);
    }

    [Test]
    public void Every_cut_of_a_file_is_joined_or_refused_as_bad_data([Range(0, 60)] int length)
    {
        WavFile.WriteMono(Caller, WavFile.Ramp(8, 3));
        var whole = File.ReadAllBytes(Caller);
        File.WriteAllBytes(Caller, whole[..length]);
        WavFile.WriteMono(Agent, WavFile.Ramp(8, 3));
        var there = Math.Max(0, (length - 44) / 2);
        if (length is > 0 and < 4)
        {
            Assert.That(Join().CallerAudio, Is.EqualTo(TimeSpan.Zero));
            return;
        }

        if (length is >= 20 and < 36)
        {
            Assert.That(() => Join(), Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("caller.wav: the WAV format is cut short"));
            return;
        }

        Assert.That(Join().CallerAudio, Is.EqualTo(PcmWav.LengthOf(there)));
    }

    private StereoRecording Join(TimeSpan callerOffset = default, TimeSpan agentOffset = default) =>
        StereoJoiner.Join(new MonoPart(Caller, callerOffset), new MonoPart(Agent, agentOffset), Joined);
}
