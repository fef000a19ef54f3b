using System.Net.Sockets;

namespace Telephony.Ari.Transport;

/// <summary>
/// A TCP connection that is read by a thread of its own and written by whoever has something to say, straight through the kernel.
/// The usual sockets pass each arrival over two threads of the runtime before it is read; here the kernel wakes the reader.
/// </summary>
/// <remarks>
/// The socket must never see an asynchronous operation: the runtime would make it non-blocking for good, and then emulate
/// blocking reads with the same two threads.
/// </remarks>
internal sealed class DirectStream(Socket socket) : Stream
{
    private volatile bool _readsBlock;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on the one who reads waits on its own thread. Before that, during the handshake, a pool thread waits for it.</summary>
    public void LetReadsBlock() => _readsBlock = true;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException($"reading from Asterisk failed: {exception.Message}", exception);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<int>(cancellationToken);
        if (buffer.IsEmpty) return new(0);
        return _readsBlock ? new(Read(buffer.Span)) : new(Task.Run(() => Read(buffer.Span), CancellationToken.None).WaitAsync(cancellationToken));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty) buffer = buffer[socket.Send(buffer)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException($"writing to Asterisk failed: {exception.Message}", exception);
        }
    }

    /// <summary>Writes at once when the kernel has room, which a command always finds but when Asterisk has stopped reading; then a pool thread waits.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (!HasRoom()) return new(Task.Run(() => Write(buffer.Span), CancellationToken.None).WaitAsync(cancellationToken));
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is kept back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                // Wakes whoever waits in Read; closing alone does not.
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It is not connected any more.
            }
            socket.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Writable means a third of the send buffer is free: far more than one command.</summary>
    public bool HasRoom()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectWrite);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException($"writing to Asterisk failed: {exception.Message}", exception);
        }
    }
}
