using Microsoft.AspNetCore.Http.Features;

namespace Telephony.FakeAsterisk;

/// <summary>
/// The bytes of an event socket. Frozen, nothing is read or written any more, while TCP stays open: what a client sees of a
/// server that lost power or was stopped. It must happen here, because the WebSocket above answers PINGs by itself.
/// </summary>
internal sealed class FreezableStream(Stream inner, CancellationToken ended) : Stream
{
    private readonly TaskCompletionSource _neverThawed = new();
    private volatile bool _isFrozen;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Freeze() => _isFrozen = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        // What arrives while frozen stays unread as far as anybody above can see.
        await PassAsync();
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await PassAsync();
        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private Task PassAsync() => _isFrozen ? _neverThawed.Task.WaitAsync(ended) : Task.CompletedTask;

    /// <summary>Puts itself between the connection and the WebSocket that is made of it.</summary>
    internal sealed class Upgrade(IHttpUpgradeFeature inner, CancellationToken ended) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public FreezableStream? Stream { get; private set; }

        public async Task<Stream> UpgradeAsync() => Stream = new FreezableStream(await inner.UpgradeAsync(), ended);
    }
}
