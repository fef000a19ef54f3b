namespace Telephony.Server.Recordings;

/// <summary>One side of a conversation, as recorded by itself.</summary>
/// <param name="Path">A mono 16-bit 8 kHz WAV file. A missing or empty one counts as silence.</param>
/// <param name="Offset">How long after the beginning of the conversation it starts; 0 to 24 h.</param>
public sealed record MonoPart(string Path, TimeSpan Offset);

/// <summary>A conversation joined into one file.</summary>
/// <param name="Length">Length of the file.</param>
/// <param name="CallerAudio">Audio of the caller, without padding.</param>
/// <param name="AgentAudio">Audio of the agent, without padding.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record StereoRecording(TimeSpan Length, TimeSpan CallerAudio, TimeSpan AgentAudio, long Bytes)
{
    /// <summary>Whether both sides hold the conversation. Asterisk reports a recording as finished even when the disk was full,
    /// so only the audio that is there counts: at least 98 % of what is expected.</summary>
    /// <param name="caller">How long the caller's side should be.</param>
    /// <param name="agent">How long the agent's side should be.</param>
    public bool IsComplete(TimeSpan caller, TimeSpan agent) => Holds(CallerAudio, caller) && Holds(AgentAudio, agent);

    private static bool Holds(TimeSpan audio, TimeSpan expected) => audio >= 0.98 * expected;
}

/// <summary>Joins the two sides of a conversation into one stereo WAV file: caller left, agent right.
/// Reads and writes in small pieces; the file appears under its name only when it is whole and on the disk.</summary>
public static class StereoJoiner
{
    private const int FramesAtOnce = 8_192;
    private const int StereoFrame = 2 * PcmWav.SampleBytes;

    /// <summary>Longest file: what WAV can express is 37 h.</summary>
    public static TimeSpan MaxLength { get; } = TimeSpan.FromHours(36);

    /// <summary>Joins. Each side is padded with silence before its offset, and at its end up to the length of the longer one.</summary>
    /// <param name="caller">The caller's side.</param>
    /// <param name="agent">The agent's side.</param>
    /// <param name="destination">The file to write, replaced when it exists; its folder is created.</param>
    /// <param name="stop">Gives up; nothing is left behind then.</param>
    /// <exception cref="InvalidDataException">A side is no mono 16-bit 8 kHz WAV file, or the result would be too long.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static StereoRecording Join(MonoPart caller, MonoPart agent, string destination, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        using var left = new MonoSide(caller);
        using var right = new MonoSide(agent);
        var frames = Math.Max(left.Frames, right.Frames);
        if (PcmWav.LengthOf(frames) > MaxLength) throw new InvalidDataException($"{destination}: longer than {MaxLength.TotalHours} hours");

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(destination))!);
        var temporary = $"{destination}.{Guid.NewGuid():N}.tmp";
        try
        {
            var bytes = Write(left, right, frames, temporary, stop);
            File.Move(temporary, destination, overwrite: true);
            return new StereoRecording(PcmWav.LengthOf(frames), left.Audio, right.Audio, bytes);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static long Write(MonoSide left, MonoSide right, long frames, string path, CancellationToken stop)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(PcmWav.Header(channels: 2, frames * StereoFrame));
        var one = new byte[FramesAtOnce * PcmWav.SampleBytes];
        var both = new byte[FramesAtOnce * StereoFrame];
        for (long done = 0; done < frames; done += FramesAtOnce)
        {
            stop.ThrowIfCancellationRequested();
            var count = (int)Math.Min(FramesAtOnce, frames - done);
            left.Read(one.AsSpan(0, count * PcmWav.SampleBytes));
            Interleave(one, both, count, channel: 0);
            right.Read(one.AsSpan(0, count * PcmWav.SampleBytes));
            Interleave(one, both, count, channel: 1);
            file.Write(both, 0, count * StereoFrame);
        }

        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static void Interleave(byte[] mono, byte[] stereo, int frames, int channel)
    {
        for (var i = 0; i < frames; i++)
        {
            stereo[(i * StereoFrame) + (channel * PcmWav.SampleBytes)] = mono[i * PcmWav.SampleBytes];
            stereo[(i * StereoFrame) + (channel * PcmWav.SampleBytes) + 1] = mono[(i * PcmWav.SampleBytes) + 1];
        }
    }
}
