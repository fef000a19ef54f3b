using System.Buffers;

namespace Telephony.Ari.Transport;

/// <summary>Bytes that gather. Kept by its owner for as long as the connection lives, so that nothing is allocated for a message.</summary>
internal sealed class ByteBuffer(int capacity) : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    /// <summary>What was written from a place on, to be changed.</summary>
    public Span<byte> From(int start) => _bytes.AsSpan(start, _length - start);

    /// <summary>Forgets what was written behind a place.</summary>
    public void CutTo(int length) => _length = length;

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - _length >= Math.Max(sizeHint, 1)) return;
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + sizeHint));
    }
}
