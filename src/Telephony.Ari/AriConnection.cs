using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>
/// One Asterisk, seen through ARI: an ordered stream of what happens there, and typed requests.
/// Reconnecting is part of the stream, so that no consumer can overlook that it missed something.
/// </summary>
/// <remarks>
/// Commands go over the event socket: called one after the other, without awaiting, they reach Asterisk in that order. Reads,
/// variables and downloads go over HTTP, because a long or blocked reply would stop everything behind it; so do claims while a command is blocked.
/// All members are safe to call from any thread; the stream has one consumer.
/// </remarks>
public sealed class AriConnection : IAsyncDisposable
{
    /// <summary>A connection that held so long is no peer that accepts and closes at once: the next one is made without delay.</summary>
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(1);

    private readonly AriOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpTransport _http;
    private readonly EventReader _reader;
    private readonly ReconnectBackOff _backOff;
    private readonly ResiliencePipeline<Session> _untilConnected;
    private readonly CancellationTokenSource _disposing = new();
    private EventSocket? _socket;
    private volatile bool _replaced;
    private int _running;
    private int _epoch;
    private int _disposed;

    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">An option is out of its range.</exception>
    public AriConnection(AriOptions options, TimeProvider clock, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _clock = clock;
        _logger = logger;
        _http = new HttpTransport(options, clock);
        _reader = new EventReader(logger);
        _backOff = new ReconnectBackOff(options.ReconnectDelay, options.ReconnectDelayMax, Random.Shared);
        _untilConnected = new ResiliencePipelineBuilder<Session> { TimeProvider = clock }.AddRetry(RetryForever()).Build();
        Applications = new AriApplications(this);
        Asterisk = new AriAsterisk(this);
        Bridges = new AriBridges(this);
        Channels = new AriChannels(this);
        DeviceStates = new AriDeviceStates(this);
        Endpoints = new AriEndpoints(this);
        Events = new AriEvents(this);
        Playbacks = new AriPlaybacks(this);
        Recordings = new AriRecordings(this);
    }

    public AriApplications Applications { get; }

    public AriAsterisk Asterisk { get; }

    public AriBridges Bridges { get; }

    public AriChannels Channels { get; }

    public AriDeviceStates DeviceStates { get; }

    public AriEndpoints Endpoints { get; }

    public AriEvents Events { get; }

    public AriPlaybacks Playbacks { get; }

    public AriRecordings Recordings { get; }

    /// <summary>
    /// Connects, and stays connected until cancelled: <see cref="AriSignal.Connected"/>, then events, then
    /// <see cref="AriSignal.Lost"/>, and again.
    /// </summary>
    /// <exception cref="AriAuthenticationException">Asterisk refuses the user. Not retried.</exception>
    /// <exception cref="AriVersionException">Asterisk is too old. Not retried.</exception>
    /// <exception cref="AriReplacedException">Another process registered the application. Not retried.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="InvalidOperationException">Somebody else reads the stream already.</exception>
    public async IAsyncEnumerable<AriSignal> RunAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        if (Interlocked.Exchange(ref _running, 1) != 0) throw new InvalidOperationException("The stream of this connection is being read already.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _disposing.Token);
        try
        {
            while (true)
            {
                var session = await _untilConnected.ExecuteAsync(static async (self, token) => await self.ConnectAsync(token).ConfigureAwait(false), this, stop.Token)
                    .ConfigureAwait(false);
                var since = _clock.GetTimestamp();
                var socket = session.Socket;
                try
                {
                    Volatile.Write(ref _socket, socket);
                    _logger.Connected(session.Info.Version, _options.BaseUrl, _options.Application, ++_epoch);
                    yield return new AriSignal.Connected(_epoch, session.Info);
                    while (await socket.Events.WaitToReadAsync(stop.Token).ConfigureAwait(false))
                        while (socket.Events.TryRead(out var frame))
                            yield return new AriSignal.Received(Read(frame));
                }
                finally
                {
                    _replaced |= socket.IsReplaced;
                    Volatile.Write(ref _socket, null);
                    await socket.DisposeAsync().ConfigureAwait(false);
                }
                _logger.Lost(_options.BaseUrl, socket.Reason);
                if (_replaced) _logger.Replaced(_options.Application);
                yield return new AriSignal.Lost(socket.Reason);
                ThrowIfReplaced();
                if (_clock.GetElapsedTime(since) > HeldFor) _backOff.Reset();
                await Task.Delay(_backOff.Next(), _clock, stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Ends the stream, closes every connection, and fails what is in flight.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _disposing.CancelAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _socket) is { } socket) await socket.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    /// <summary>Gives the connection up and makes a new one: the stream says <see cref="AriSignal.Lost"/>, then <see cref="AriSignal.Connected"/>. For whoever
    /// cannot be sure any more of what has been read from it and sent over it.</summary>
    public void Reconnect(string why) => Volatile.Read(ref _socket)?.Drop(why);

    /// <summary>Commands that follow go out together when the batch is disposed of: one packet instead of several. Keep it short, everybody's commands wait for it.</summary>
    public CommandBatch Batch() => new(Volatile.Read(ref _socket));

    /// <summary>A command over the socket would wait behind others that Asterisk does not answer, or there is no socket.</summary>
    internal bool SocketIsStuck => Volatile.Read(ref _socket) is not { IsStuck: false };

    /// <summary>Sends a command over the socket; the frame is queued before this method returns. A success wakes nobody but those who await it.</summary>
    internal Task CommandAsync(RestRequest request, CancellationToken cancel)
    {
        try
        {
            return Live(request).SendAsync(request, wantsBody: false, cancel);
        }
        catch (Exception exception) when (exception is AriException or OperationCanceledException)
        {
            return Task.FromException(exception);
        }
    }

    /// <summary>Sends a command over the socket and reads its result.</summary>
    internal async Task<T> CommandAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var reply = await Live(request).SendAsync(request, wantsBody: true, cancel).ConfigureAwait(false);
        return Parse(request, reply, type);
    }

    /// <summary>Sends a request over HTTP.</summary>
    internal async Task HttpAsync(RestRequest request, CancellationToken cancel)
    {
        var reply = await HttpReplyAsync(request, cancel).ConfigureAwait(false);
        if (!reply.IsSuccess) throw reply.ToException(request);
    }

    /// <summary>Sends a request over HTTP and reads its result.</summary>
    internal async Task<T> HttpAsync<T>(RestRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var reply = await HttpReplyAsync(request, cancel).ConfigureAwait(false);
        return reply.IsSuccess ? Parse(request, reply, type) : throw reply.ToException(request);
    }

    internal async Task DownloadAsync(RestRequest request, Stream destination, CancellationToken cancel)
    {
        ThrowIfReplaced();
        var reply = await _http.DownloadAsync(request, destination, LostToken(), cancel).ConfigureAwait(false);
        if (!reply.IsSuccess) throw reply.ToException(request);
    }

    private static T Parse<T>(RestRequest request, RestReply reply, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            throw new AriServerException($"{request}: the reply cannot be read as {typeof(T).Name}: {exception.Message}")
            {
                Method = request.Method.Method,
                Path = request.Path,
                Status = reply.Status,
            };
        }
    }

    private static bool IsFatal(Exception exception) =>
        exception is AriAuthenticationException or AriVersionException or AriReplacedException;

    /// <summary>Every attempt is tried again unless trying is known to be no use: a connection that is given up over something unexpected is never made again.</summary>
    private RetryStrategyOptions<Session> RetryForever() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = arguments => ValueTask.FromResult(
            !arguments.Context.CancellationToken.IsCancellationRequested && arguments.Outcome.Exception is { } exception && !IsFatal(exception)),
        DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(_backOff.Next()),
        OnRetry = arguments =>
        {
            _logger.ConnectFailed(_options.BaseUrl, arguments.AttemptNumber + 1, arguments.RetryDelay, Words(arguments.Outcome.Exception!));
            return ValueTask.CompletedTask;
        },
    };

    /// <summary>Whatever it is that nobody has thought of: where it comes from is said, too.</summary>
    private static string Words(Exception exception) => exception is AriException ? exception.Message : exception.ToString();

    private async ValueTask<Session> ConnectAsync(CancellationToken cancel)
    {
        if (_options.BeforeConnect is { } wait) await wait(cancel).ConfigureAwait(false);
        var socket = await EventSocket.OpenAsync(_options, _clock, _logger, cancel).ConfigureAwait(false);
        try
        {
            return new Session(socket, await PrepareAsync(socket, cancel).ConfigureAwait(false));
        }
        catch
        {
            _replaced |= socket.IsReplaced;
            await socket.DisposeAsync().ConfigureAwait(false);
            ThrowIfReplaced();
            throw;
        }
    }

    /// <summary>What must be true before anybody sees the connection: version, filter, registration. Events wait in the buffer meanwhile.</summary>
    private async Task<AsteriskInfo> PrepareAsync(EventSocket socket, CancellationToken cancel)
    {
        _reader.WarmUp();
        var info = await PrepareStepAsync(AriAsterisk.InfoRequest(), AriJson.Default.AsteriskInfo, socket, cancel).ConfigureAwait(false);
        CheckVersion(info.Version);
        await PrepareStepAsync(AriApplications.FilterRequest(_options.Application, _options.DisallowedEvents), AriJson.Default.Application, socket, cancel)
            .ConfigureAwait(false);
        // A wrong subscription or filter fails without an error: look at the result.
        var application = await PrepareStepAsync(AriApplications.GetRequest(_options.Application), AriJson.Default.Application, socket, cancel)
            .ConfigureAwait(false);
        var set = application.EventsDisallowed.Select(AriApplications.FilteredType).ToHashSet(StringComparer.Ordinal);
        if (!set.SetEquals(_options.DisallowedEvents))
            throw new AriDisconnectedException($"Asterisk did not keep the event filter of application {_options.Application}; it says [{string.Join(", ", set)}]");
        return info;
    }

    private async Task<T> PrepareStepAsync<T>(RestRequest request, JsonTypeInfo<T> type, EventSocket socket, CancellationToken cancel)
    {
        var reply = await _http.SendAsync(request, socket.Lost, cancel).ConfigureAwait(false);
        if (reply.IsSuccess) return Parse(request, reply, type);
        if (reply.Status is 401 or 403)
            throw new AriAuthenticationException(
                $"Asterisk at {_options.BaseUrl} refused {request} by user '{_options.Username}' ({reply.Status}): it must not be read_only, nor its address denied")
            {
                Method = request.Method.Method,
                Path = request.Path,
                Status = reply.Status,
            };
        throw reply.ToException(request);
    }

    private void CheckVersion(string text)
    {
        if (AsteriskVersion.Parse(text) is not { } version)
            _logger.VersionUnreadable(text, _options.MinimumVersion);
        else if (version < _options.MinimumVersion)
            throw new AriVersionException($"Asterisk at {_options.BaseUrl} is {text}; at least {_options.MinimumVersion} is needed: upgrade Asterisk");
    }

    private AriEvent Read(EventFrame frame)
    {
        var read = _reader.Read(frame.Span);
        frame.Return();
        return read;
    }

    private async Task<RestReply> HttpReplyAsync(RestRequest request, CancellationToken cancel)
    {
        ThrowIfReplaced();
        return await _http.SendAsync(request, LostToken(), cancel).ConfigureAwait(false);
    }

    private EventSocket Live(RestRequest request)
    {
        ThrowIfReplaced();
        return Volatile.Read(ref _socket) ?? throw PendingCommands.Disconnected(request, "not connected to Asterisk; not sent");
    }

    private CancellationToken LostToken()
    {
        var socket = Volatile.Read(ref _socket);
        // A dead socket whose loss the consumer has not read yet must not forbid the HTTP requests that are made now.
        return socket is null || socket.Lost.IsCancellationRequested ? CancellationToken.None : socket.Lost;
    }

    private void ThrowIfReplaced()
    {
        if (!_replaced && Volatile.Read(ref _socket) is not { IsReplaced: true }) return;
        throw new AriReplacedException(
            $"another process took over application {_options.Application} at {_options.BaseUrl}: give each router its own name, or stop the other one");
    }

    /// <summary>Commands that gather until they go out together.</summary>
    public readonly struct CommandBatch : IDisposable
    {
        private readonly EventSocket? _socket;

        internal CommandBatch(EventSocket? socket)
        {
            _socket = socket;
            socket?.Hold();
        }

        /// <summary>Sends them.</summary>
        public void Dispose() => _socket?.Release();
    }

    private readonly record struct Session(EventSocket Socket, AsteriskInfo Info);
}
