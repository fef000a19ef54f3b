using Grpc.AspNetCore.Server.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// When a call ends, and who may write until then. A call ends once: when its handler returns or fails, or when its deadline passes.
/// A deadline answers the client at once, even if the handler does not heed its cancellation token; the HTTP request
/// is kept until the handler has returned, because the handler may still use it.
/// </summary>
internal sealed class CallLifetime : IAsyncDisposable
{
    /// <summary>Longest time a timer can run (about 49 days); later deadlines are told to the handler, but not enforced.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly HttpContext _http;
    private readonly ServerWire _wire;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource? _cancellation;
    private readonly ITimer? _timer;
    private bool _ended;
    private volatile bool _expired;

    public CallLifetime(HttpContext http, ServerWire wire, TimeSpan? timeout, TimeProvider clock, ILogger logger)
    {
        _http = http;
        _wire = wire;
        _logger = logger;
        CancellationToken = http.RequestAborted;
        if (timeout is not { } limit)
            return;
        var now = clock.GetUtcNow().UtcDateTime;
        Deadline = limit < DateTime.MaxValue - now ? now + limit : DateTime.MaxValue;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        CancellationToken = _cancellation.Token;
        if (limit <= TimeSpan.Zero)
            Expire();
        else if (limit < LongestTimer)
            _timer = clock.CreateTimer(static self => ((CallLifetime)self!).Expire(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the client stops waiting (UTC).</summary>
    public DateTime Deadline { get; } = DateTime.MaxValue;

    /// <summary>Fires when the client goes away and when the deadline passes.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What to tell the client when the handler failed because its token fired.</summary>
    public Status CancelledStatus => _expired
        ? new Status(StatusCode.DeadlineExceeded, "The deadline passed.")
        : new Status(StatusCode.Cancelled, "The client cancelled the call.");

    /// <summary>Starts a write. Pair it with <see cref="ExitWrite"/>.</summary>
    /// <exception cref="OperationCanceledException">The client is gone or the deadline has passed.</exception>
    /// <exception cref="InvalidOperationException">A write is pending, or the call has ended.</exception>
    public void EnterWrite()
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (!_writing.Wait(0, CancellationToken.None))
            throw new InvalidOperationException("Only one write can be pending at a time; await the one before.");
        if (!_ended)
            return;
        _writing.Release();
        throw new InvalidOperationException("The call has ended; nothing more can be written.");
    }

    public void ExitWrite() => _writing.Release();

    /// <summary>Ends the call, unless it has ended already. Waits for a pending write.</summary>
    public async Task EndAsync(Status status, Metadata trailers, bool complete = false)
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_ended)
                return;
            _ended = true;
            if (_http.RequestAborted.IsCancellationRequested)
                return;
            await _wire.EndAsync(status, trailers).ConfigureAwait(false);
            if (complete)
                await _http.Response.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!_http.RequestAborted.IsCancellationRequested)
        {
            LogMessages.EndFailed(_logger, _http.Request.Path, error);
            _http.Abort();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Waits for a timer that fires at this moment, since it uses the HTTP request.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        _cancellation?.Dispose();
    }

    private void Expire()
    {
        _expired = true;
        LogMessages.DeadlineExceeded(_logger, _http.Request.Path);
        _cancellation!.Cancel();
        _ = EndAsync(CancelledStatus, Metadata.Empty, complete: true);
    }
}
