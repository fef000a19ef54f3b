namespace Telephony.Server.Cluster;

/// <summary>What a router of a cluster is.</summary>
public enum ClusterRole
{
    /// <summary>Follows the leader, ready to take its place.</summary>
    Standby,

    /// <summary>Leads: handles what happens and commands Asterisk.</summary>
    Leader,

    /// <summary>Has led; another does now. Nothing is done any more: the router is made anew, as a standby.</summary>
    SteppedDown,
}

/// <summary>Whether this router may act. The time of a leader ends by itself, on a clock that goes on while the process stands still: whoever was stopped
/// for too long finds that out before it does anything else.</summary>
public sealed class Leadership(TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new(); // Monitor: the loop waits here for a proof
    private long _until = long.MinValue;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _role = (int)ClusterRole.Standby;

    /// <summary>What this router is.</summary>
    public ClusterRole Role => (ClusterRole)Volatile.Read(ref _role);

    /// <summary>Why it stepped down; null while it has not.</summary>
    public string? Reason { get; private set; }

    /// <summary>Ends when it steps down.</summary>
    public Task Over => _over.Task;

    /// <summary>Whether it leads, and there is proof enough of it.</summary>
    public bool Holds => Role == ClusterRole.Leader && time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>How much longer it may act without another proof.</summary>
    public TimeSpan Left => Role != ClusterRole.Leader ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _until));

    /// <summary>There is proof that it leads, as of a moment.</summary>
    /// <param name="since">When the proof was asked for: it holds from then on.</param>
    /// <param name="length">How long.</param>
    public void Prove(long since, TimeSpan length)
    {
        lock (_gate)
        {
            if (Role == ClusterRole.SteppedDown) return;
            Volatile.Write(ref _until, Math.Max(_until, since + (long)(length.TotalSeconds * time.TimestampFrequency)));
            Volatile.Write(ref _role, (int)ClusterRole.Leader);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Its time is over, for good.</summary>
    public void StepDown(string reason)
    {
        lock (_gate)
        {
            if (Role == ClusterRole.SteppedDown) return;
            Reason = reason;
            Volatile.Write(ref _role, (int)ClusterRole.SteppedDown);
            Monitor.PulseAll(_gate);
        }

        _over.TrySetResult();
    }

    /// <summary>For the loop, before everything it does: true when it may. Waits as long as that is in doubt.</summary>
    public bool MayAct(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (Holds) return true;
            lock (_gate)
            {
                if (Role != ClusterRole.Leader) return false;
                if (time.GetTimestamp() >= Volatile.Read(ref _until)) Monitor.Wait(_gate, LookAgain);
            }
        }

        return false;
    }
}
