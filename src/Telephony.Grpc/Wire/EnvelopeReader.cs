using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Reads messages with envelopes from a pipe. Messages are parsed where they lie; nothing is copied.</summary>
internal sealed class EnvelopeReader(PipeReader input, PayloadReader payloads)
{
    /// <summary>Decompresses messages that are marked so; null when the headers name no encoding.</summary>
    public ICompressionProvider? Compression { get; set; }

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="RpcException">The bytes are not a valid message, or it is too large.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (TryTake(buffer, marshaller, out var message))
                return message; // The pipe has been advanced past it.
            var isEmpty = buffer.IsEmpty;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCanceled)
                throw new OperationCanceledException();
            if (result.IsCompleted)
                return isEmpty ? null : throw GrpcErrors.Incomplete();
        }
    }

    /// <summary>Whether the stream ends here, without another byte.</summary>
    public async ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken)
    {
        var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
        input.AdvanceTo(result.Buffer.Start);
        return result.IsCompleted && result.Buffer.IsEmpty;
    }

    private bool TryTake<T>(in ReadOnlySequence<byte> buffer, Marshaller<T> marshaller, out T? message)
        where T : class
    {
        message = null;
        if (buffer.Length < Envelope.HeaderLength)
            return false;
        Span<byte> header = stackalloc byte[Envelope.HeaderLength];
        buffer.Slice(0, Envelope.HeaderLength).CopyTo(header);
        var consumed = buffer.Start;
        try
        {
            var length = Validate(header);
            if (buffer.Length - Envelope.HeaderLength < length)
                return false;
            var payload = buffer.Slice(Envelope.HeaderLength, length);
            consumed = payload.End;
            message = payloads.Read(marshaller, payload, header[0] == Envelope.Compressed ? Compression : null);
        }
        catch (RpcException)
        {
            input.AdvanceTo(consumed); // The transport goes on reading, to let the client finish sending.
            throw;
        }
        input.AdvanceTo(consumed);
        return true;
    }

    private uint Validate(ReadOnlySpan<byte> header)
    {
        if (header[0] > Envelope.Compressed)
            throw GrpcErrors.UnknownFlags(header[0]);
        if (header[0] == Envelope.Compressed && Compression is null)
            throw GrpcErrors.CompressedWithoutEncoding();
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        return length <= (payloads.MaxLength ?? int.MaxValue)
            ? length
            : throw GrpcErrors.TooLarge("Received", length, payloads.MaxLength ?? int.MaxValue);
    }
}
