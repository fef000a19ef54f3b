using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Decodes base64 as it arrives. Padding may stand in the middle, where the sender flushed (gRPC-Web text).</summary>
internal sealed class Base64DecodingStream(PipeReader input) : Stream
{
    private const int GroupLength = 4;

    private readonly byte[] _rest = new byte[3];
    private int _restStart;
    private int _restLength;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_restLength > 0)
            return TakeRest(buffer.Span);
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var groups = Math.Min(result.Buffer.Length / GroupLength, Math.Max(1, buffer.Length / 3));
            var taken = result.Buffer.Slice(0, groups * GroupLength);
            try
            {
                if (groups > 0)
                    return Decode(taken, buffer.Span);
                if (result.IsCompleted)
                    return result.Buffer.IsEmpty ? 0 : throw GrpcErrors.Incomplete();
            }
            finally
            {
                input.AdvanceTo(taken.End, groups > 0 ? taken.End : result.Buffer.End);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Decodes whole groups; what does not fit into the target is kept for the next read.</summary>
    private int Decode(in ReadOnlySequence<byte> groups, Span<byte> target)
    {
        Span<byte> group = stackalloc byte[GroupLength];
        Span<byte> bytes = stackalloc byte[3];
        var reader = new SequenceReader<byte>(groups);
        var count = 0;
        while (reader.TryCopyTo(group))
        {
            reader.Advance(GroupLength);
            if (Base64.DecodeFromUtf8(group, bytes, out _, out var written) != OperationStatus.Done)
                throw GrpcErrors.Error(StatusCode.Internal, "The body is not valid base64.");
            var fits = Math.Min(written, target.Length - count);
            bytes[..fits].CopyTo(target[count..]);
            count += fits;
            bytes[fits..written].CopyTo(_rest);
            _restStart = 0;
            _restLength = written - fits;
        }
        return count;
    }

    private int TakeRest(Span<byte> target)
    {
        var count = Math.Min(_restLength, target.Length);
        _rest.AsSpan(_restStart, count).CopyTo(target);
        _restStart += count;
        _restLength -= count;
        return count;
    }
}
