using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>What gRPC, gRPC-Web and streaming Connect share: messages in envelopes in the bodies of request and response.</summary>
internal abstract class EnvelopeWire : ServerWire
{
    private readonly EnvelopeReader _reader;
    private readonly EnvelopeWriter _writer;

    protected EnvelopeWire(HttpContext http, MethodOptions options, ILogger logger, PipeReader input, StatusCode malformedCode)
        : base(http, options, logger)
    {
        _reader = new EnvelopeReader(input, new PayloadReader(options.MaxReceiveMessageSize, malformedCode));
        _writer = new EnvelopeWriter(options.MaxSendMessageSize) { CompressionLevel = options.ResponseCompressionLevel };
    }

    /// <summary>Whether the response headers are final, because something was written after them.</summary>
    protected bool IsStarted { get; private set; }

    /// <summary>Header that names the encoding of messages.</summary>
    protected abstract string EncodingHeader { get; }

    /// <summary>Header that lists the encodings a side understands.</summary>
    protected abstract string AcceptEncodingHeader { get; }

    /// <summary>Content type of the response.</summary>
    protected abstract string ContentType { get; }

    public override void Open()
    {
        Http.Response.ContentType = ContentType;
        Http.Response.Headers[AcceptEncodingHeader] = Options.Encodings.AcceptHeader;
        _reader.Compression = Options.Encodings.Find(Http.Request.Headers[EncodingHeader]);
        _writer.Compression = Options.Encodings.Negotiate(Options.ResponseCompressionAlgorithm, Http.Request.Headers[AcceptEncodingHeader]);
        if (_writer.Compression is { } encoding)
            Http.Response.Headers[EncodingHeader] = encoding.EncodingName;
    }

    public override ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class => _reader.ReadAsync(marshaller, cancellationToken);

    public override ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken) => _reader.IsAtEndAsync(cancellationToken);

    public override async ValueTask StartAsync(Metadata headers, CancellationToken cancellationToken)
    {
        IsStarted = true;
        CopyMetadata(headers, Http.Response.Headers);
        await Http.Response.BodyWriter.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask WriteAsync<T>(Marshaller<T> marshaller, T message, WriteFlags flags, CancellationToken cancellationToken)
    {
        try
        {
            var frame = _writer.Frame(marshaller, message, (flags & WriteFlags.NoCompress) == 0);
            WriteBytes(frame.Span);
        }
        finally
        {
            _writer.Release();
        }
        return (flags & WriteFlags.BufferHint) == 0 ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Puts one frame into the buffer of the response body.</summary>
    protected virtual void WriteBytes(ReadOnlySpan<byte> frame)
    {
        IsStarted = true;
        Http.Response.BodyWriter.Write(frame);
    }

    private ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flush = Http.Response.BodyWriter.FlushAsync(cancellationToken);
        if (!flush.IsCompletedSuccessfully)
            return Awaited(flush);
        _ = flush.Result;
        return ValueTask.CompletedTask;

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        static async ValueTask Awaited(ValueTask<FlushResult> flush) => await flush.ConfigureAwait(false);
    }
}
