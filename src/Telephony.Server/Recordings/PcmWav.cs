using System.Buffers.Binary;

namespace Telephony.Server.Recordings;

/// <summary>Where the audio lies in a 16-bit 8 kHz PCM WAV file.</summary>
/// <param name="Channels">1 or 2.</param>
/// <param name="DataOffset">First byte of audio.</param>
/// <param name="DataBytes">Bytes of audio that are really there, whole frames only.</param>
public readonly record struct PcmWav(int Channels, long DataOffset, long DataBytes)
{
    /// <summary>Frames a second.</summary>
    public const int SampleRate = 8_000;

    /// <summary>Bytes of one sample of one channel.</summary>
    public const int SampleBytes = 2;

    private const int MaxChunks = 64;
    private const ushort Pcm = 1;
    private const ushort Extensible = 0xFFFE;

    /// <summary>A file that holds no audio at all.</summary>
    public static PcmWav Nothing { get; } = new(1, 0, 0);

    /// <summary>Length of the audio.</summary>
    public TimeSpan Length => LengthOf(DataBytes / (SampleBytes * Math.Max(Channels, 1)));

    /// <summary>Length of so many frames.</summary>
    public static TimeSpan LengthOf(long frames) => TimeSpan.FromTicks(frames * (TimeSpan.TicksPerSecond / SampleRate));

    /// <summary>Frames in a time, rounded down.</summary>
    public static long FramesIn(TimeSpan time) => time.Ticks / (TimeSpan.TicksPerSecond / SampleRate);

    /// <summary>Reads the header. When its writer died, the lengths in it are 0 or too large: then the length of the file counts.
    /// An empty file, or one cut within its header (full disk), holds no audio.</summary>
    /// <param name="stream">The file, at its beginning; it must be seekable.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">Not a WAV file, or not 16-bit 8 kHz PCM with one or two channels.</exception>
    public static PcmWav Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> head = stackalloc byte[12];
        var got = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (got >= 4 && !head[..4].SequenceEqual("RIFF"u8)) throw new InvalidDataException($"{name}: not a WAV file");
        if (got < head.Length) return Nothing;
        if (!head[8..].SequenceEqual("WAVE"u8)) throw new InvalidDataException($"{name}: not a WAV file");

        var channels = 0;
        Span<byte> chunk = stackalloc byte[8];
        for (var i = 0; i < MaxChunks; i++)
        {
            if (stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false) < chunk.Length) return Nothing;
            long size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            var begin = stream.Position;
            if (chunk[..4].SequenceEqual("data"u8))
            {
                if (channels == 0) throw new InvalidDataException($"{name}: audio before its format");
                var there = stream.Length - begin;
                var bytes = size == 0 || size > there ? there : size;
                return new PcmWav(channels, begin, bytes - (bytes % (SampleBytes * channels)));
            }

            if (chunk[..4].SequenceEqual("fmt "u8)) channels = ReadFormat(stream, size, name);
            if (begin + size + (size & 1) > stream.Length) return Nothing;
            stream.Position = begin + size + (size & 1);
        }

        throw new InvalidDataException($"{name}: no audio within the first {MaxChunks} chunks");
    }

    private static int ReadFormat(Stream stream, long size, string name)
    {
        Span<byte> format = stackalloc byte[16];
        if (size < format.Length || stream.ReadAtLeast(format, format.Length, throwOnEndOfStream: false) < format.Length)
        {
            throw new InvalidDataException($"{name}: the WAV format is cut short");
        }

        var coding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (coding is Pcm or Extensible && channels is 1 or 2 && rate == SampleRate && bits == 8 * SampleBytes) return channels;
        throw new InvalidDataException(
            $"{name}: 16-bit PCM at {SampleRate} Hz is wanted, not {bits}-bit coding {coding} at {rate} Hz with {channels} channels");
    }

    /// <summary>The 44 bytes before so much audio.</summary>
    /// <param name="channels">1 or 2.</param>
    /// <param name="dataBytes">Bytes of audio; below 4 GB, which is what the form can say.</param>
    public static byte[] Header(int channels, long dataBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataBytes, uint.MaxValue - 36);
        var header = new byte[44];
        var span = header.AsSpan();
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], (uint)(dataBytes + 36));
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(span[20..], Pcm);
        BinaryPrimitives.WriteUInt16LittleEndian(span[22..], (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(span[24..], SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(span[28..], (uint)(SampleRate * SampleBytes * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(span[32..], (ushort)(SampleBytes * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(span[34..], 8 * SampleBytes);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[40..], (uint)dataBytes);
        return header;
    }
}
