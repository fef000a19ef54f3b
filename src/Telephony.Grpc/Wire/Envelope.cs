using System.Buffers.Binary;

namespace Grpc.Wire;

/// <summary>
/// The five bytes before each message in gRPC, gRPC-Web and streaming Connect: one byte of flags, then the length, big-endian.
/// </summary>
internal static class Envelope
{
    public const int HeaderLength = 5;

    /// <summary>The payload is compressed with the encoding that the headers name.</summary>
    public const byte Compressed = 0x01;

    /// <summary>Connect: the payload is the JSON that ends the stream.</summary>
    public const byte ConnectEndStream = 0x02;

    /// <summary>gRPC-Web: the payload is the trailers.</summary>
    public const byte WebTrailers = 0x80;

    public static void WriteHeader(Span<byte> destination, byte flags, int length)
    {
        destination[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }
}
