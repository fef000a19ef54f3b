using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a call: messages in envelopes.</summary>
internal abstract class RequestContent : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcMediaType = new("application/grpc");

    protected RequestContent() => Headers.ContentType = GrpcMediaType;

    /// <summary>Says that the call has ended, so nothing more will be sent.</summary>
    public virtual void Stop()
    {
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);
}

/// <summary>One request. Serialized when the connection asks for it, so a retry on another connection is safe.</summary>
internal sealed class SingleRequestContent<T>(EnvelopeWriter writer, Marshaller<T> marshaller, T request, bool mayCompress) : RequestContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(writer.Frame(marshaller, request, mayCompress), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writer.Release();
        }
    }
}

/// <summary>Many requests: the stream stays open until <see cref="Stop"/>.</summary>
internal sealed class StreamingRequestContent : RequestContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where to write, once the connection is there. Cancelled when the call ends before that.</summary>
    public Task<Stream> Stream => _stream.Task;

    public override void Stop()
    {
        _stream.TrySetCanceled();
        _completed.TrySetResult();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false); // Sends the headers: the server may answer before the first request.
        _stream.TrySetResult(stream);
        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
