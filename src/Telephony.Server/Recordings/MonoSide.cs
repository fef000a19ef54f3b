namespace Telephony.Server.Recordings;

/// <summary>One side read as an endless stream of samples: silence before its offset, its audio, silence for ever after.</summary>
internal sealed class MonoSide : IDisposable
{
    private readonly FileStream? file;
    private readonly long audioBytes;
    private long silentBytes;
    private long remaining;

    public MonoSide(MonoPart part)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(part.Offset, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part.Offset, TimeSpan.FromHours(24));
        if (File.Exists(part.Path))
        {
            file = new FileStream(part.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            try
            {
                var wav = PcmWav.Read(file, Path.GetFileName(part.Path));
                if (wav.Channels != 1) throw new InvalidDataException($"{Path.GetFileName(part.Path)}: one channel is wanted, not {wav.Channels}");
                audioBytes = wav.DataBytes;
                file.Position = wav.DataOffset;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        remaining = audioBytes;
        silentBytes = audioBytes == 0 ? 0 : PcmWav.FramesIn(part.Offset) * PcmWav.SampleBytes;
        Frames = (silentBytes + audioBytes) / PcmWav.SampleBytes;
    }

    /// <summary>Frames from the beginning of the conversation to the end of this side's audio.</summary>
    public long Frames { get; }

    public TimeSpan Audio => PcmWav.LengthOf(audioBytes / PcmWav.SampleBytes);

    public void Read(Span<byte> into)
    {
        var silent = (int)Math.Min(silentBytes, into.Length);
        into[..silent].Clear();
        silentBytes -= silent;
        into = into[silent..];

        var wanted = (int)Math.Min(remaining, into.Length);
        var got = wanted == 0 ? 0 : file!.ReadAtLeast(into[..wanted], wanted, throwOnEndOfStream: false);
        remaining -= wanted;
        into[got..].Clear();
    }

    public void Dispose() => file?.Dispose();
}
