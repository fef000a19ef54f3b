using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Why a call may end from this side: the caller cancels, the deadline passes, the channel is closed.</summary>
internal sealed class CallClock : IDisposable
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _cancellation;
    private readonly Timer? _timer;
    private volatile bool _expired;
    private volatile bool _cancelled;

    public CallClock(CallOptions options, CancellationToken closing)
    {
        var parent = options.PropagationToken?.CancellationToken ?? CancellationToken.None;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, parent, closing);
        Token = _cancellation.Token;
        if (Deadline(options) is not { } deadline)
            return;
        var left = deadline - DateTime.UtcNow;
        if (left <= TimeSpan.Zero)
            Expire();
        else if (left < LongestTimer)
            _timer = new Timer(static self => ((CallClock)self!).Expire(), this, left, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token { get; }

    /// <summary>Why this side ended the call; null when it did not.</summary>
    public Status? Status =>
        _expired ? new Status(StatusCode.DeadlineExceeded, "The deadline passed.")
        : _cancelled || Token.IsCancellationRequested ? new Status(StatusCode.Cancelled, "The call was cancelled by the client.")
        : null;

    /// <summary>The earlier of a call's own deadline and that of the call which makes it (UTC); null for none.</summary>
    public static DateTime? Deadline(CallOptions options)
    {
        var own = options.Deadline ?? DateTime.MaxValue;
        if (own.Kind == DateTimeKind.Local || (own.Kind == DateTimeKind.Unspecified && own != DateTime.MaxValue))
            throw new ArgumentException("A deadline must be a UTC time (DateTimeKind.Utc).", nameof(options));
        var parent = options.PropagationToken?.Deadline ?? DateTime.MaxValue;
        var earlier = own < parent ? own : parent;
        return earlier == DateTime.MaxValue ? null : earlier;
    }

    public void Cancel()
    {
        _cancelled = true;
        Fire();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
    }

    private void Expire()
    {
        _expired = true;
        Fire();
    }

    private void Fire()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended at the same moment.
        }
    }
}
