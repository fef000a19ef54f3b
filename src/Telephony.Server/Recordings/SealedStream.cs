using System.Security.Cryptography;

namespace Telephony.Server.Recordings;

/// <summary>What an encrypted file holds, from any place on: only the chunks that are read are decrypted. Opening checks the last one, so that a
/// file that was cut off is refused at once.</summary>
internal sealed class SealedStream : Stream
{
    private const int NonceBytes = 12;

    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly byte[] _header = new byte[SealedFile.HeaderBytes];
    private readonly byte[] _bound;
    private readonly byte[] _input = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes];
    private readonly byte[] _chunk = new byte[SealedFile.ChunkBytes];
    private readonly long _chunks;
    private long _held = -1;
    private int _heldBytes;

    /// <param name="path">The file.</param>
    /// <param name="name">What it is said to be.</param>
    /// <param name="keys">The keys.</param>
    /// <exception cref="InvalidDataException">It was changed, or its key is not there.</exception>
    public SealedStream(string path, string name, RecordingKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            var read = _file.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
            var id = SealedFile.KeyOf(_header.AsSpan(0, read));
            var key = keys.Find(id) ?? throw new InvalidDataException($"the key {id} is not there");
            _cipher = SealedFile.Open(_header, name, key);
            _bound = SealedFile.BoundTo(_header, name);
            var body = _file.Length - SealedFile.HeaderBytes;
            _chunks = (body + _input.Length - 1) / _input.Length;
            Length = body - (_chunks * SealedFile.TagBytes);
            if (_chunks == 0 || Length < 0) throw new InvalidDataException("cut off");
            Hold(_chunks - 1);
        }
        catch
        {
            _cipher?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => true;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length { get; }

    /// <inheritdoc />
    public override long Position { get; set; }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty) return 0;
        Hold(Position / SealedFile.ChunkBytes);
        var from = (int)(Position % SealedFile.ChunkBytes);
        var count = Math.Min(buffer.Length, _heldBytes - from);
        _chunk.AsSpan(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin)
    {
        var place = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };
        ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(offset));
        return Position = place;
    }

    /// <inheritdoc />
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CryptographicOperations.ZeroMemory(_chunk);
            _cipher.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Hold(long chunk)
    {
        if (chunk == _held) return;
        _held = -1;
        _file.Position = SealedFile.HeaderBytes + (chunk * _input.Length);
        var read = _file.ReadAtLeast(_input, _input.Length, throwOnEndOfStream: false) - SealedFile.TagBytes;
        if (read < 0) throw new InvalidDataException("cut off");
        Span<byte> nonce = stackalloc byte[NonceBytes];
        SealedFile.NonceOf(_header, (uint)chunk, isLast: chunk == _chunks - 1, nonce);
        try
        {
            _cipher.Decrypt(nonce, _input.AsSpan(0, read), _input.AsSpan(read, SealedFile.TagBytes), _chunk.AsSpan(0, read), _bound);
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw new InvalidDataException($"chunk {chunk} was changed", fault);
        }

        (_held, _heldBytes) = (chunk, read);
    }
}
