using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Responses of a streaming call.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private int _reading;

    public TResponse Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Only one read can be pending at a time; await the one before.");
        try
        {
            using var cancelsCall = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Dispose(), call);
            var message = await call.ReadAsync().ConfigureAwait(false);
            Current = message!;
            return message is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}

/// <summary>Requests of a streaming call.</summary>
internal sealed class ClientStreamWriter<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, StreamingRequestContent content)
    : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly EnvelopeWriter _writer = call.CreateWriter();
    private int _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.Options.WriteOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
            throw new InvalidOperationException("The request stream is completed; nothing more can be written.");
        Enter();
        try
        {
            using var cancelsCall = cancellationToken.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).Dispose(), call);
            await SendAsync(message).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (RpcException or ArgumentException))
        {
            throw await call.ExplainWriteAsync(error).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
            Volatile.Write(ref _writing, 0);
        }
    }

    public async Task CompleteAsync()
    {
        Enter();
        _completed = true;
        Volatile.Write(ref _writing, 0);
        try
        {
            await content.Stream.ConfigureAwait(false);
            content.Stop();
        }
        catch (OperationCanceledException)
        {
            // The call ended first; its status says why.
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("Only one write can be pending at a time; await the one before.");
    }

    private async Task SendAsync(TRequest message)
    {
        var flags = WriteOptions?.Flags ?? WriteFlags.None;
        var frame = _writer.Frame(call.Method.RequestMarshaller, message, (flags & WriteFlags.NoCompress) == 0);
        var stream = await content.Stream.ConfigureAwait(false);
        await stream.WriteAsync(frame, call.CancellationToken).ConfigureAwait(false);
        if ((flags & WriteFlags.BufferHint) == 0)
            await stream.FlushAsync(call.CancellationToken).ConfigureAwait(false);
    }
}
