using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Turns the payload of one message after another into objects.</summary>
/// <param name="maxLength">Largest payload in bytes, after decompression; null for no limit.</param>
/// <param name="malformedCode">Status for payloads that cannot be parsed.</param>
internal sealed class PayloadReader(int? maxLength, StatusCode malformedCode) : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;
    private PooledBuffer? _decompressed;

    /// <summary>Largest payload in bytes; null for no limit.</summary>
    public int? MaxLength => maxLength;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Parses a payload, decompressing it first when a provider is given.</summary>
    /// <exception cref="RpcException">It is too large, not valid compressed data, or not a valid message.</exception>
    public T Read<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload, ICompressionProvider? compression)
    {
        try
        {
            _payload = compression is null ? payload : Decompress(payload, compression);
            return marshaller.ContextualDeserializer(this)
                ?? throw new InvalidOperationException($"The deserializer of {typeof(T).Name} returned nothing.");
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw GrpcErrors.Malformed(malformedCode, error);
        }
        finally
        {
            _payload = default;
            _decompressed?.Reset();
        }
    }

    private ReadOnlySequence<byte> Decompress(in ReadOnlySequence<byte> payload, ICompressionProvider compression)
    {
        var target = _decompressed ??= new() { MaxLength = maxLength };
        try
        {
            using var source = compression.CreateDecompressionStream(PipeReader.Create(payload).AsStream());
            int read;
            while ((read = source.Read(target.GetSpan(4096))) > 0)
                target.Advance(read);
        }
        catch (InvalidDataException)
        {
            throw GrpcErrors.CannotDecompress(compression.EncodingName);
        }
        return new ReadOnlySequence<byte>(target.Written);
    }
}
