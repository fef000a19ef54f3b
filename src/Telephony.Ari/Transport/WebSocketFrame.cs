using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Telephony.Ari.Transport;

/// <summary>What a frame carries (RFC 6455, section 5.2).</summary>
internal enum FrameKind
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>The head of a frame that was received.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="IsLast">Whether it ends its message.</param>
/// <param name="HeadLength">Bytes before the payload.</param>
/// <param name="PayloadLength">Bytes of the payload.</param>
internal readonly record struct FrameHead(FrameKind Kind, bool IsLast, int HeadLength, int PayloadLength);

/// <summary>Frames of a WebSocket as bytes, for the client's side: what it sends is masked, what it receives is not.</summary>
internal static class WebSocketFrame
{
    /// <summary>The longest head of a frame of at most 65,535 bytes: what <see cref="Seal"/> needs before the payload.</summary>
    public const int RoomForHead = 8;

    private const int LongestPayload = 1 << 30;
    private const int FinalFrame = 0x80;
    private const int Masked = 0x80;
    private const int ReservedBits = 0x70;

    /// <summary>Reads the head of a frame.</summary>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="InvalidDataException">A server does not send such a frame.</exception>
    public static bool TryReadHead(ReadOnlySpan<byte> bytes, out FrameHead head)
    {
        head = default;
        if (bytes.Length < 2) return false;
        if ((bytes[0] & ReservedBits) != 0 || (bytes[1] & Masked) != 0) throw new InvalidDataException("it sent a frame with reserved bits, or a masked one");
        var kind = (FrameKind)(bytes[0] & 0x0F);
        if (kind is not (<= FrameKind.Binary or FrameKind.Close or FrameKind.Ping or FrameKind.Pong)) throw new InvalidDataException($"it sent a frame of kind {(int)kind}");
        var isLast = (bytes[0] & FinalFrame) != 0;
        int length = bytes[1];
        if (kind >= FrameKind.Close && (length > 125 || !isLast)) throw new InvalidDataException($"it sent a {kind} that is too long or in pieces");
        if (length < 126)
        {
            head = new FrameHead(kind, isLast, 2, length);
            return true;
        }

        var headLength = length == 126 ? 4 : 10;
        if (bytes.Length < headLength) return false;
        var longLength = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (longLength is < 0 or > LongestPayload) throw new InvalidDataException($"it sent a frame of {longLength} bytes");
        head = new FrameHead(kind, isLast, headLength, (int)longLength);
        return true;
    }

    /// <summary>Makes a frame of a payload that lies behind <see cref="RoomForHead"/> free bytes: masks it, and puts the head right before it.</summary>
    /// <param name="kind">What it carries.</param>
    /// <param name="frame">The free bytes and the payload of at most 65,535 bytes.</param>
    /// <param name="masks">Where the mask comes from.</param>
    /// <returns>Where the frame begins in <paramref name="frame"/>.</returns>
    public static int Seal(FrameKind kind, Span<byte> frame, MaskSource masks)
    {
        var payload = frame[RoomForHead..];
        var start = payload.Length < 126 ? RoomForHead - 6 : 0;
        frame[start] = (byte)(FinalFrame | (int)kind);
        if (start == 0)
        {
            frame[1] = Masked | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame[2..], checked((ushort)payload.Length));
        }
        else
        {
            frame[start + 1] = (byte)(Masked | payload.Length);
        }

        var mask = frame.Slice(RoomForHead - 4, 4);
        masks.Next(mask);
        Mask(payload, mask);
        return start;
    }

    private static void Mask(Span<byte> payload, ReadOnlySpan<byte> mask)
    {
        var once = MemoryMarshal.Read<uint>(mask);
        var twice = (ulong)once << 32 | once;
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        foreach (ref var word in words) word ^= twice;
        for (var i = words.Length * sizeof(ulong); i < payload.Length; i++) payload[i] ^= mask[i % 4];
    }
}

/// <summary>Masks that nobody can foresee (RFC 6455, section 5.3), drawn many at a time: a draw is a system call. For one thread at a time.</summary>
internal sealed class MaskSource
{
    private readonly byte[] _drawn = new byte[1024];
    private int _used = 1024;

    /// <summary>The next mask.</summary>
    public void Next(Span<byte> mask)
    {
        if (_used + mask.Length > _drawn.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _used = 0;
        }

        _drawn.AsSpan(_used, mask.Length).CopyTo(mask);
        _used += mask.Length;
    }
}
