using System.IO.Pipelines;
using System.Net;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// One call of a client, in any shape. It ends once, with a status: the server's, or one that says why there is none
/// (cancelled, deadline passed, connection lost).
/// </summary>
internal sealed class ClientCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel _channel;
    private readonly CallClock _clock;
    private readonly RequestHeaders _requestHeaders;
    private readonly TaskCompletionSource<Metadata> _headers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _started = Task.CompletedTask;
    private RequestContent? _content;
    private HttpResponseMessage? _response;
    private EnvelopeReader? _reader;
    private volatile CallEnd? _end;

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        _channel = channel;
        Method = method;
        Options = options;
        _requestHeaders = new RequestHeaders(channel, method, host, options);
        _clock = new CallClock(options, channel.Closing);
    }

    public Method<TRequest, TResponse> Method { get; }

    public CallOptions Options { get; }

    public CancellationToken CancellationToken => _clock.Token;

    /// <summary>Response headers.</summary>
    public Task<Metadata> Headers => _headers.Task;

    public EnvelopeWriter CreateWriter() => new(_channel.Options.MaxSendMessageSize) { Compression = _requestHeaders.Compression };

    public RequestContent CreateContent(TRequest request)
    {
        var mayCompress = ((Options.WriteOptions?.Flags ?? WriteFlags.None) & WriteFlags.NoCompress) == 0;
        return new SingleRequestContent<TRequest>(CreateWriter(), Method.RequestMarshaller, request, mayCompress);
    }

    /// <summary>Sends the request headers; the body follows as it is written.</summary>
    public void Start(RequestContent content)
    {
        _content = content;
        _started = StartAsync(content);
    }

    /// <summary>The only response of a call that has one.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        var response = await ReadAsync().ConfigureAwait(false)
            ?? throw End(new Status(StatusCode.Internal, "The call succeeded, but the server sent no message."));
        return await ReadAsync().ConfigureAwait(false) is null
            ? response
            : throw End(new Status(StatusCode.Internal, "The server sent more than one message."));
    }

    /// <summary>The next response, or null when the call has ended with OK.</summary>
    /// <exception cref="RpcException">The call ended with another status.</exception>
    public async Task<TResponse?> ReadAsync()
    {
        try
        {
            await _started.ConfigureAwait(false);
            if (_end is null)
            {
                if (await _reader!.ReadAsync(Method.ResponseMarshaller, CancellationToken).ConfigureAwait(false) is { } message)
                    return message;
                EndWithTrailers();
            }
        }
        catch (Exception error)
        {
            throw End(_clock.Status ?? HttpFailure.FromException(error), error);
        }
        return _end!.Status.StatusCode == StatusCode.OK ? null : throw Failure();
    }

    /// <summary>
    /// What the caller is to see of a write that failed. It fails because the call has ended, or is about to:
    /// the answer says more than the broken stream does.
    /// </summary>
    public async Task<Exception> ExplainWriteAsync(Exception error)
    {
        if (_clock.Status is { } local)
            return End(local, error);
        await Task.WhenAny(_started, _ended.Task).ConfigureAwait(false);
        return _end is not null ? Failure(error) : new RpcException(HttpFailure.FromException(error));
    }

    public Status GetStatus() => (_end ?? throw NotEnded()).Status;

    public Metadata GetTrailers() => (_end ?? throw NotEnded()).Trailers;

    public void Dispose()
    {
        if (_end is not null)
            return;
        _clock.Cancel();
        End(new Status(StatusCode.Cancelled, "The call was cancelled by the client."));
    }

    private static InvalidOperationException NotEnded() => new("The call has not ended yet.");

    private async Task StartAsync(RequestContent content)
    {
        try
        {
            if (_clock.Status is { } already)
                throw new RpcException(already);
            using var request = await _requestHeaders.CreateAsync(content, CancellationToken).ConfigureAwait(false);
            _response = await _channel.HttpClient
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken).ConfigureAwait(false);
            await OpenAsync(_response).ConfigureAwait(false);
            if (_end is not null)
                _response.Dispose();
        }
        catch (Exception error)
        {
            End(_clock.Status ?? HttpFailure.FromException(error), error);
        }
    }

    private async Task OpenAsync(HttpResponseMessage response)
    {
        if (HttpFailure.Read(response.Headers) is { } status)
        {
            End(new CallEnd(status, HttpFailure.ReadMetadata(response.Headers))); // Trailers-only: the headers are the trailers.
            return;
        }
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (response.StatusCode != HttpStatusCode.OK || !mediaType.StartsWith("application/grpc", StringComparison.Ordinal))
        {
            End(HttpFailure.FromHttpStatus(response.StatusCode));
            return;
        }
        var encoding = response.Headers.NonValidated.TryGetValues("grpc-encoding", out var name) ? name.ToString() : null;
        var body = await response.Content.ReadAsStreamAsync(CancellationToken).ConfigureAwait(false);
        var payloads = new PayloadReader(_channel.Options.MaxReceiveMessageSize, StatusCode.Internal);
        _reader = new EnvelopeReader(PipeReader.Create(body), payloads) { Compression = _channel.Encodings.Find(encoding) };
        _headers.TrySetResult(HttpFailure.ReadMetadata(response.Headers));
    }

    private void EndWithTrailers()
    {
        var trailers = _response!.TrailingHeaders;
        var status = HttpFailure.Read(trailers) ?? new Status(StatusCode.Internal, "The server ended the call without a status.");
        End(new CallEnd(status, HttpFailure.ReadMetadata(trailers)));
    }

    private Exception End(Status status, Exception? cause = null)
    {
        End(new CallEnd(status, Metadata.Empty));
        return Failure(cause);
    }

    /// <summary>Ends the call, unless it has ended already: the first end holds.</summary>
    private void End(CallEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;
        if (end.Status.StatusCode == StatusCode.OK)
            _headers.TrySetResult(Metadata.Empty);
        else if (_headers.TrySetException(new RpcException(end.Status, end.Trailers)))
            _ = _headers.Task.Exception; // Observed: nobody has to await the headers.
        _content?.Stop();
        _clock.Dispose();
        _response?.Dispose();
        _ended.TrySetResult();
    }

    private Exception Failure(Exception? cause = null)
    {
        var end = _end!;
        var isLocal = _clock.Status is not null && end.Status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded;
        if (_channel.Options.ThrowOperationCanceledOnCancellation && isLocal)
            return new OperationCanceledException(end.Status.Detail, cause, Options.CancellationToken);
        return new RpcException(end.Status, end.Trailers);
    }

    /// <summary>How the call ended.</summary>
    private sealed record CallEnd(Status Status, Metadata Trailers);
}
