namespace Telephony.Ari.Transport;

/// <summary>Takes the messages of a WebSocket out of its bytes, several from one read. For one thread.</summary>
/// <param name="wire">Behind the handshake.</param>
/// <param name="longest">A longer message is a fault.</param>
internal sealed class MessageReader(Stream wire, int longest)
{
    private readonly ByteBuffer _pieces = new(0);
    private byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Waits for the next message or control frame.</summary>
    /// <param name="payload">Its content; valid until the next call.</param>
    /// <returns>Which it is; never <see cref="FrameKind.Continuation"/>.</returns>
    /// <exception cref="IOException">The connection failed, or ended without a close frame.</exception>
    /// <exception cref="InvalidDataException">What came is not a WebSocket's, or too long.</exception>
    public FrameKind Next(out ReadOnlySpan<byte> payload)
    {
        while (true)
        {
            var head = NextFrame(out payload);
            if (head.Kind >= FrameKind.Close) return head.Kind;
            if (head.IsLast && head.Kind != FrameKind.Continuation) return head.Kind;
            if (head.Kind != FrameKind.Continuation) _pieces.Clear();
            if (_pieces.Length + payload.Length > longest) throw TooLong();
            _pieces.Append(payload);
            if (!head.IsLast) continue;
            payload = _pieces.Span;
            return FrameKind.Text;
        }
    }

    private FrameHead NextFrame(out ReadOnlySpan<byte> payload)
    {
        FrameHead head;
        while (!WebSocketFrame.TryReadHead(_bytes.AsSpan(_start, _end - _start), out head) || _end - _start < head.HeadLength + head.PayloadLength)
        {
            if (head.PayloadLength > longest) throw TooLong();
            ReadOn(head.HeadLength + head.PayloadLength);
        }

        payload = _bytes.AsSpan(_start + head.HeadLength, head.PayloadLength);
        _start += head.HeadLength + payload.Length;
        return head;
    }

    private void ReadOn(int frame)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_start + frame > _bytes.Length || _end == _bytes.Length)
        {
            var rest = _bytes.AsSpan(_start, _end - _start);
            if (frame > _bytes.Length) _bytes = new byte[frame];
            rest.CopyTo(_bytes);
            (_start, _end) = (0, rest.Length);
        }

        var read = wire.Read(_bytes.AsSpan(_end));
        if (read == 0) throw new EndOfStreamException("Asterisk ended the connection without a word");
        _end += read;
    }

    private InvalidDataException TooLong() => new($"it sent a message longer than {longest} bytes");
}
