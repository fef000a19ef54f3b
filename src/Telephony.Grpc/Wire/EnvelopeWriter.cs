using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>
/// Turns one message after another into bytes. Each message is serialized whole before any byte of it is sent,
/// so a serializer that fails leaves the stream intact.
/// </summary>
internal sealed class EnvelopeWriter(int? maxLength) : SerializationContext
{
    private readonly PooledBuffer _plain = new();
    private PooledBuffer? _compressed;
    private bool _completed;

    /// <summary>Compresses messages; null for none.</summary>
    public ICompressionProvider? Compression { get; set; }

    /// <summary>How hard to compress; null for the provider's default.</summary>
    public CompressionLevel? CompressionLevel { get; set; }

    /// <summary>Header and payload of a message. The bytes are valid until <see cref="Release"/>.</summary>
    /// <exception cref="RpcException">The message is larger than the limit.</exception>
    public ReadOnlyMemory<byte> Frame<T>(Marshaller<T> marshaller, T message, bool mayCompress)
    {
        var frame = Serialize(marshaller, message, mayCompress, out var compressed);
        Envelope.WriteHeader(frame.Span, compressed ? Envelope.Compressed : (byte)0, frame.Length - Envelope.HeaderLength);
        return frame;
    }

    /// <summary>The payload of a message without header. The bytes are valid until <see cref="Release"/>.</summary>
    /// <exception cref="RpcException">The message is larger than the limit.</exception>
    public ReadOnlyMemory<byte> Payload<T>(Marshaller<T> marshaller, T message, bool mayCompress, out bool compressed) =>
        Serialize(marshaller, message, mayCompress, out compressed)[Envelope.HeaderLength..];

    /// <summary>Gives the buffers of the last message back to the pool.</summary>
    public void Release()
    {
        _plain.Reset();
        _compressed?.Reset();
    }

    public override void SetPayloadLength(int payloadLength) => _plain.Reserve(payloadLength);

    public override IBufferWriter<byte> GetBufferWriter() => _plain;

    public override void Complete() => _completed = true;

    public override void Complete(byte[] payload)
    {
        _plain.Write(payload);
        _completed = true;
    }

    private Memory<byte> Serialize<T>(Marshaller<T> marshaller, T message, bool mayCompress, out bool compressed)
    {
        _plain.Reset();
        _plain.Reserve(Envelope.HeaderLength);
        _plain.Advance(Envelope.HeaderLength);
        _completed = false;
        marshaller.ContextualSerializer(message, this);
        if (!_completed)
            throw new InvalidOperationException($"The serializer of {typeof(T).Name} did not complete its message.");
        var length = _plain.Length - Envelope.HeaderLength;
        if (length > maxLength)
            throw GrpcErrors.TooLarge("Outgoing", length, maxLength.Value);

        compressed = mayCompress && length > 0 && Compression is not null; // gzip of nothing is not valid gzip in .NET.
        return compressed ? Compress(Compression!) : _plain.Written;
    }

    private Memory<byte> Compress(ICompressionProvider provider)
    {
        var target = _compressed ??= new();
        target.Reset();
        target.Reserve(Envelope.HeaderLength);
        target.Advance(Envelope.HeaderLength);
        using (var stream = provider.CreateCompressionStream(new PooledBufferStream(target), CompressionLevel))
            stream.Write(_plain.Written.Span[Envelope.HeaderLength..]);
        return target.Written;
    }
}
