namespace Telephony.Ari.Transport;

/// <summary>
/// Puts commands on the wire in the order of the calls. Whoever calls writes, straight into the kernel; only when Asterisk has stopped
/// reading does a pool thread wait in its place. While held, commands gather, and go out in one write: one packet, and one waking of Asterisk.
/// </summary>
/// <param name="wire">Behind the handshake.</param>
/// <param name="hasRoom">Whether the kernel takes some commands without waiting.</param>
/// <param name="failed">Told why when the wire is broken.</param>
internal sealed class CommandWriter(Stream wire, Func<bool> hasRoom, Action<Exception> failed)
{
    /// <summary>Bytes; less than the room that is promised.</summary>
    private const int MostAtOnce = 4096;

    private readonly Lock _gate = new();
    private readonly MaskSource _masks = new();
    private ByteBuffer _waiting = new(8192);
    private ByteBuffer _written = new(1024);
    private int _holds;
    private bool _isWriting;
    private bool _isOver;

    /// <summary>Sends a command, or keeps it while held.</summary>
    /// <exception cref="AriInvalidException">It is longer than Asterisk reads; nothing is sent.</exception>
    public void Send(long id, RestRequest request)
    {
        Exception? fault;
        lock (_gate)
        {
            var start = Begin();
            CommandFrame.Write(_waiting, id, request);
            var length = _waiting.Length - start - WebSocketFrame.RoomForHead;
            if (length > CommandFrame.LongestBytes)
            {
                _waiting.CutTo(start);
                throw CommandFrame.TooLong(request, length);
            }

            Finish(FrameKind.Text, start);
            fault = WriteUnlessHeld();
        }

        if (fault is not null) failed(fault);
    }

    /// <summary>Sends a PING, PONG or close frame of at most 125 bytes.</summary>
    public void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Exception? fault;
        lock (_gate)
        {
            var start = Begin();
            _waiting.Append(payload);
            Finish(kind, start);
            fault = WriteUnlessHeld();
        }

        if (fault is not null) failed(fault);
    }

    /// <summary>Commands gather from now on, until <see cref="Release"/> was called as often as this.</summary>
    public void Hold()
    {
        lock (_gate) _holds++;
    }

    /// <inheritdoc cref="Hold"/>
    public void Release()
    {
        Exception? fault;
        lock (_gate)
        {
            _holds--;
            fault = WriteUnlessHeld();
        }

        if (fault is not null) failed(fault);
    }

    /// <summary>Nothing is written any more.</summary>
    public void End()
    {
        lock (_gate) _isOver = true;
    }

    private int Begin()
    {
        var start = _waiting.Length;
        _waiting.GetSpan(WebSocketFrame.RoomForHead);
        _waiting.Advance(WebSocketFrame.RoomForHead);
        return start;
    }

    private void Finish(FrameKind kind, int start)
    {
        var frame = _waiting.From(start);
        var unused = WebSocketFrame.Seal(kind, frame, _masks);
        if (unused == 0) return;
        frame[unused..].CopyTo(frame); // short commands have a shorter head
        _waiting.CutTo(_waiting.Length - unused);
    }

    private Exception? WriteUnlessHeld()
    {
        if (_isOver)
        {
            _waiting.Clear();
            return null;
        }

        if (_holds > 0 || _isWriting || _waiting.Length == 0) return null;
        try
        {
            if (_waiting.Length <= MostAtOnce && hasRoom())
            {
                wire.Write(_waiting.Span);
                _waiting.Clear();
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            _waiting.Clear();
            return exception;
        }

        _isWriting = true;
        _ = Task.Run(WriteAll);
        return null;
    }

    /// <summary>Waits on a pool thread for Asterisk to read on, until nothing waits any more.</summary>
    private void WriteAll()
    {
        try
        {
            while (TakeWaiting())
            {
                wire.Write(_written.Span);
                _written.Clear();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            failed(exception);
        }
    }

    private bool TakeWaiting()
    {
        lock (_gate)
        {
            _isWriting = _waiting.Length > 0 && !_isOver;
            if (_isWriting) (_waiting, _written) = (_written, _waiting);
            return _isWriting;
        }
    }
}
