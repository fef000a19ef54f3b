using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Requests of a streaming call.</summary>
internal sealed class RequestStream<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private int _reading;

    public T Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Only one read can be pending at a time; await the one before.");
        try
        {
            var message = await ReadAsync(cancellationToken).ConfigureAwait(false);
            Current = message!;
            return message is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == call.CancellationToken)
            return await call.ReadAsync(marshaller, call.CancellationToken).ConfigureAwait(false);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        return await call.ReadAsync(marshaller, both.Token).ConfigureAwait(false);
    }
}

/// <summary>Responses of a streaming call.</summary>
internal sealed class ResponseStream<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var flags = (WriteOptions ?? call.WriteOptions)?.Flags ?? WriteFlags.None;
        if (cancellationToken.CanBeCanceled && cancellationToken != call.CancellationToken)
            return WriteLinkedAsync(message, flags, cancellationToken);
        var write = call.WriteAsync(marshaller, message, flags, call.CancellationToken);
        return write.IsCompletedSuccessfully ? Task.CompletedTask : write.AsTask();
    }

    private async Task WriteLinkedAsync(T message, WriteFlags flags, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.CancellationToken);
        await call.WriteAsync(marshaller, message, flags, both.Token).ConfigureAwait(false);
    }
}
