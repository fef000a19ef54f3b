using System.Buffers;
using System.Net.WebSockets;
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

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly AriOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpMessageInvoker _invoker;
    private DirectStream? _stream;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly PendingCommands _pending;
    private readonly Channel<PooledFrame> _outgoing;
    private readonly Channel<EventFrame> _events;
    private readonly Lock _gate = new();
    private ITimer? _expiry;
    private Task _reading = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private long _lastRequestId;
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
        _pending = new PendingCommands(options.MaxCommandsInFlight);
        _outgoing = System.Threading.Channels.Channel.CreateBounded<PooledFrame>(
            // The one who calls writes to the wire itself when nobody else does just then: no change of threads on the way to a phone.
            new BoundedChannelOptions(options.MaxCommandsInFlight) { SingleReader = true, AllowSynchronousContinuations = true });
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
        var frame = CommandFrame.Write(id, request);
        try
        {
            _pending.Add(id, command);
        }
        catch
        {
            frame.Dispose();
            throw;
        }
        if (!_outgoing.Writer.TryWrite(frame))
        {
            frame.Dispose();
            if (_pending.TryTake(id, out _))
                command.TrySetException(new AriOverloadedException($"{request}: {_options.MaxCommandsInFlight} commands wait to be written; not sent"));
        }
        return cancel.CanBeCanceled ? WaitAsync(id, command, cancel) : command.Task;
    }

    /// <summary>Closes the socket, politely if it still lives, and waits for both tasks.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate) return new ValueTask(_disposal ??= DisposeOnceAsync());
    }

    private async Task DisposeOnceAsync()
    {
        // Leaves the lock of the caller first.
        await Task.Yield();
        if (_socket.State == WebSocketState.Open && !Lost.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(CloseTimeout);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or InvalidOperationException)
            {
                // It is being thrown away anyway.
            }
        }
        Close("this client closed the connection");
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Abort();
        await Task.WhenAll(_reading, _writing).ConfigureAwait(false);
        if (_expiry is not null) await _expiry.DisposeAsync().ConfigureAwait(false);
        while (_events.Reader.TryRead(out var frame)) frame.Return();
        _socket.Dispose();
        _invoker.Dispose();
        _stop.Dispose();
    }

    private async Task ConnectAsync(CancellationToken cancel)
    {
        _socket.Options.AddSubProtocol("ari");
        _socket.Options.SetRequestHeader("Authorization", TcpDial.Authorization(_options).ToString());
        // With both set .NET sends PINGs and wants PONGs; with the interval alone it sends PONGs that nobody asked for.
        _socket.Options.KeepAliveInterval = _options.PingInterval;
        _socket.Options.KeepAliveTimeout = _options.PingInterval * (_options.PingMisses - 1);
        _socket.Options.CollectHttpResponseDetails = true;

        using var deadline = new CancellationTokenSource(_options.ConnectTimeout, _clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            await _socket.ConnectAsync(EventsUri(), _invoker, any.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or HttpRequestException)
        {
            cancel.ThrowIfCancellationRequested();
            throw HandshakeFailed(exception, deadline.IsCancellationRequested);
        }
        _stream!.LetReadsBlock();
        _reading = Task.Factory.StartNew(ReadAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        _writing = Task.Run(WriteAsync, CancellationToken.None);
        var period = TimeSpan.FromTicks(Math.Clamp(_options.RequestTimeout.Ticks / 10, TimeSpan.TicksPerMillisecond * 10, TimeSpan.TicksPerMillisecond * 250));
        _expiry = _clock.CreateTimer(_ => _pending.Expire(_clock.GetTimestamp(), _options.RequestTimeout), null, period, period);
    }

    private Uri EventsUri()
    {
        var root = _options.BaseUrl.AbsoluteUri.TrimEnd('/');
        // http -> ws, https -> wss
        return new Uri($"ws{root["http".Length..]}/ari/events?app={Uri.EscapeDataString(_options.Application)}");
    }

    private AriException HandshakeFailed(Exception exception, bool late)
    {
        var status = (int)_socket.HttpStatusCode;
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

    private async Task ReadAsync()
    {
        try
        {
            Close(await ReadMessagesAsync().ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Close($"the socket failed: {exception.GetBaseException().Message}");
        }
        _socket.Abort();
    }

    /// <summary>Reads until the socket ends or must end, and says why.</summary>
    private async Task<string> ReadMessagesAsync()
    {
        using var message = new PooledFrame(64 * 1024);
        while (true)
        {
            var received = await _socket.ReceiveAsync(message.GetMemory(4096), _stop.Token).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
                return $"Asterisk closed the socket ({(int?)_socket.CloseStatus} {_socket.CloseStatusDescription})".Replace(" )", ")", StringComparison.Ordinal);
            message.Advance(received.Count);
            if (message.Length > LongestMessageBytes) return $"a message is longer than {LongestMessageBytes} bytes";
            if (!received.EndOfMessage) continue;
            if (!TryAccept(message.Memory.Span, out var reason)) return reason;
            message.Clear();
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

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                using (frame)
                    await _socket.SendAsync(frame.Memory, WebSocketMessageType.Text, endOfMessage: true, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            Close($"a command could not be written: {exception.GetBaseException().Message}");
            _socket.Abort();
        }
        while (_outgoing.Reader.TryRead(out var unsent)) unsent.Dispose();
    }

    /// <summary>The first reason counts. Commands fail first, so that whoever reads the loss from the stream finds none in flight.</summary>
    private void Close(string reason)
    {
        lock (_gate)
        {
            if (_reason is not null) return;
            _reason = reason;
        }
        _pending.Close(reason);
        _lost.Cancel();
        _outgoing.Writer.TryComplete();
        _events.Writer.TryComplete();
    }
}
