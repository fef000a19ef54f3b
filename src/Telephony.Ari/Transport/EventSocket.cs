using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Telephony.Ari.Transport;

/// <summary>One message of the event socket in a pooled buffer. Whoever takes it gives the buffer back.</summary>
internal readonly record struct EventFrame(byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}

/// <summary>
/// One WebSocket to <c>/ari/events</c>, from handshake to loss. One thread reads: it completes the replies of commands and puts
/// events into a bounded buffer, nothing else, so that Asterisk never waits for us. Commands are written in the order of the calls.
/// </summary>
internal sealed class EventSocket : IAsyncDisposable
{
    /// <summary>A longer message is a fault. Replies of that length have crashed Asterisk before they reach us.</summary>
    private const int LongestMessageBytes = 16 * 1024 * 1024;

    private const int NormalClosure = 1000;

    /// <summary>Far longer than any command takes that is not blocked, far shorter than an offered call waits for a claim.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMilliseconds(100);

    private readonly AriOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpMessageInvoker _invoker;
    private DirectStream? _stream;
    private readonly CancellationTokenSource _lost = new();
    private readonly PendingCommands _pending;
    private readonly Channel<EventFrame> _events;
    private readonly Lock _gate = new();
    private Stream _wire = Stream.Null;
    private CommandWriter? _writer;
    private ITimer? _watch;
    private Task _reading = Task.CompletedTask;
    private long _lastRequestId;
    private long _lastHeard;
    private long _lastPing;
    private string? _reason;
    private Task? _disposal;
    private volatile bool _replaced;

    private EventSocket(AriOptions options, TimeProvider clock, ILogger logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        var handler = TcpDial.CreateHandler(options, connections: 1);
        handler.ConnectCallback = async (context, cancel) => _stream = await TcpDial.ConnectDirectAsync(context.DnsEndPoint, options.DeadAfter, cancel).ConfigureAwait(false);
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
        _pending = new PendingCommands(options.MaxCommandsInFlight, clock);
        _events = System.Threading.Channels.Channel.CreateBounded<EventFrame>(
            // A consumer that waits gets the event on the reading thread, and gives the thread back when it awaits anything.
            new BoundedChannelOptions(options.EventBufferCapacity) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = true });
        Lost = _lost.Token;
    }

    /// <summary>Events in the order of arrival. Completes, after the last one, when the socket is gone.</summary>
    public ChannelReader<EventFrame> Events => _events.Reader;

    /// <summary>Signalled when the socket is gone.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why it is gone.</summary>
    public string Reason => _reason ?? "still connected";

    /// <summary>Another process registered our application.</summary>
    public bool IsReplaced => _replaced;

    /// <summary>Asterisk works on one command at a time: does the present one keep others waiting?</summary>
    public bool IsStuck => _pending.Silence > StuckAfter;

    /// <exception cref="AriAuthenticationException">Asterisk answered 401 or 403.</exception>
    /// <exception cref="AriDisconnectedException">It could not be opened for any other reason.</exception>
    public static async Task<EventSocket> OpenAsync(AriOptions options, TimeProvider clock, ILogger logger, CancellationToken cancel)
    {
        var socket = new EventSocket(options, clock, logger);
        try
        {
            await socket.ConnectAsync(cancel).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            await socket.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts a command on the wire. Commands go out in the order in which this method is called.</summary>
    /// <exception cref="AriException">It was not sent (overloaded, too long, disconnected), or there was no reply.</exception>
    public Task<RestReply> SendAsync(RestRequest request, bool wantsBody, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _lastRequestId);
        var deadline = _clock.GetTimestamp() + (long)(_options.RequestTimeout.TotalSeconds * _clock.TimestampFrequency);
        var command = new PendingCommand(request, deadline, wantsBody);
        _pending.Add(id, command);
        try
        {
            _writer!.Send(id, request);
        }
        catch (AriInvalidException)
        {
            _pending.TryTake(id, out _);
            throw;
        }

        return cancel.CanBeCanceled ? WaitAsync(id, command, cancel) : command.Task;
    }

    /// <summary>Commands gather until <see cref="Release"/>, and go out together. As many releases as holds.</summary>
    public void Hold() => _writer!.Hold();

    /// <inheritdoc cref="Hold"/>
    public void Release() => _writer!.Release();

    /// <summary>Closes the socket, politely if it still lives, and waits for the reading thread.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) return new ValueTask(_disposal ??= DisposeOnceAsync());
    }

    private async Task DisposeOnceAsync()
    {
        // Leaves the lock of the caller first.
        await Task.Yield();
        if (!Lost.IsCancellationRequested) SendClose(NormalClosure);
        Close("this client closed the connection");
        Abort();
        await _reading.ConfigureAwait(false);
        if (_watch is not null) await _watch.DisposeAsync().ConfigureAwait(false);
        while (_events.Reader.TryRead(out var frame)) frame.Return();
        await _wire.DisposeAsync().ConfigureAwait(false);
        _invoker.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            _wire = await WebSocketHandshake.UpgradeAsync(_invoker, EventsUri(), TcpDial.Authorization(_options), any.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
        {
            cancel.ThrowIfCancellationRequested();
            throw HandshakeFailed(exception, deadline.IsCancellationRequested);
        }

        _stream!.LetReadsBlock();
        _writer = new CommandWriter(_wire, _stream.HasRoom, fault => Fail("a command could not be written", fault));
        _lastHeard = _lastPing = _clock.GetTimestamp();
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var shortest = _options.RequestTimeout / 10 < _options.PingInterval / 2 ? _options.RequestTimeout / 10 : _options.PingInterval / 2;
        var period = TimeSpan.FromMilliseconds(Math.Clamp(shortest.TotalMilliseconds, 10, 250));
        _watch = _clock.CreateTimer(_ => Watch(), null, period, period);
    }

    private Uri EventsUri()
    {
        var root = _options.BaseUrl.AbsoluteUri.TrimEnd('/');
        return new Uri($"{root}/ari/events?app={Uri.EscapeDataString(_options.Application)}");
    }

    private AriException HandshakeFailed(Exception exception, bool late)
    {
        var status = (int)((exception as HttpRequestException)?.StatusCode ?? 0);
        if (status is 401 or 403)
            return new AriAuthenticationException(
                $"Asterisk at {_options.BaseUrl} refused user '{_options.Username}' ({status}): check user and password against ari.conf")
            {
                Method = "GET",
                Path = "events",
                Status = status,
            };
        var why = late ? $"no connection within {_options.ConnectTimeout.TotalSeconds:0.###} s"
            : status == 404 ? "404: ARI is not there; is it enabled in ari.conf, and res_ari_events loaded?"
            : status is >= 300 ? $"HTTP status {status}"
            : exception.GetBaseException().Message;
        return new AriDisconnectedException($"cannot open the event socket of {_options.BaseUrl}: {why}", exception)
        {
            Method = "GET",
            Path = "events",
            Status = status == 0 ? null : status,
        };
    }

    private async Task<RestReply> WaitAsync(long id, PendingCommand command, CancellationToken cancel)
    {
        await using var registration = cancel.UnsafeRegister(_ =>
        {
            if (_pending.TryTake(id, out var abandoned)) abandoned.TrySetCanceled(cancel);
        }, null).ConfigureAwait(false);
        return await command.Task.ConfigureAwait(false);
    }

    private void Read()
    {
        try
        {
            Close(ReadMessages(new MessageReader(_wire, LongestMessageBytes)));
            Abort();
        }
        catch (Exception exception)
        {
            Fail("the socket failed", exception); // also what nobody has thought of: a socket that nobody reads looks alive
        }
    }

    /// <summary>Reads until the socket ends or must end, and says why.</summary>
    private string ReadMessages(MessageReader messages)
    {
        while (true)
        {
            var kind = messages.Next(out var payload);
            Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
            switch (kind)
            {
                case FrameKind.Ping: _writer!.Send(FrameKind.Pong, payload); break;
                case FrameKind.Pong: break;
                case FrameKind.Close: return Farewell(payload);
                default:
                    if (!TryAccept(payload, out var reason)) return reason;
                    break;
            }
        }
    }

    private string Farewell(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < 2) return "Asterisk closed the socket";
        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        SendClose(code);
        return $"Asterisk closed the socket ({code}{(payload.Length > 2 ? " " + Encoding.UTF8.GetString(payload[2..]) : "")})";
    }

    private void SendClose(int code)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        _writer?.Send(FrameKind.Close, payload);
    }

    /// <summary>A few times a second: gives up commands that were not answered, PINGs a silent Asterisk, and a dead one.
    /// Asterisk never PINGs, and TCP notices the loss of a peer only by what it does not acknowledge.</summary>
    private void Watch()
    {
        var now = _clock.GetTimestamp();
        _pending.Expire(now, _options.RequestTimeout);
        var silence = _clock.GetElapsedTime(Volatile.Read(ref _lastHeard), now);
        if (silence > _options.DeadAfter)
        {
            Fail("the socket failed", new IOException($"no sign of life for {silence.TotalSeconds:0.0} s"));
        }
        else if (silence >= _options.PingInterval && _clock.GetElapsedTime(_lastPing, now) >= _options.PingInterval)
        {
            _lastPing = now;
            _writer!.Send(FrameKind.Ping, []);
        }
    }

    private bool TryAccept(ReadOnlySpan<byte> message, out string reason)
    {
        reason = "";
        switch (MessageKinds.Of(message))
        {
            case MessageKind.Reply:
                CommandReply.Complete(message, _pending, _logger);
                return true;
            case MessageKind.Replaced:
                _replaced = true;
                reason = $"another process took over application {_options.Application}";
                TryBuffer(message);
                return false;
            default:
                if (TryBuffer(message)) return true;
                _logger.EventBufferFull(_options.EventBufferCapacity);
                reason = $"the event buffer is full ({_options.EventBufferCapacity} events): the consumer is too slow";
                return false;
        }
    }

    private bool TryBuffer(ReadOnlySpan<byte> message)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(message.Length);
        message.CopyTo(buffer);
        var frame = new EventFrame(buffer, message.Length);
        if (_events.Writer.TryWrite(frame)) return true;
        frame.Return();
        return false;
    }

    /// <summary>Gives the connection up, as if it had been lost.</summary>
    public void Drop(string reason)
    {
        Close(reason);
        Abort();
    }

    private void Fail(string what, Exception exception)
    {
        Close($"{what}: {exception.GetBaseException().Message}");
        Abort();
    }

    /// <summary>Wakes whoever reads or writes.</summary>
    private void Abort() => _stream?.Dispose();

    /// <summary>The first reason counts. Commands fail first, so that whoever reads the loss from the stream finds none in flight.</summary>
    private void Close(string reason)
    {
        lock (_gate)
        {
            if (_reason is not null) return;
            _reason = reason;
        }
        _pending.Close(reason);
        _writer?.End();
        _lost.Cancel();
        _events.Writer.TryComplete();
    }
}
