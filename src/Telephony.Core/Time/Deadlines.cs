namespace Telephony.Core;

/// <summary>What a deadline is for.</summary>
public enum DeadlineKind
{
    /// <summary>A prompt should long have ended; its end was not reported (ARI does not guarantee it).</summary>
    PlaybackOverdue,

    /// <summary>The caller pressed nothing.</summary>
    MenuInput,

    /// <summary>The caller has waited the longest the queue allows.</summary>
    MaxWait,

    /// <summary>The agent's phone rang long enough.</summary>
    RingTimeout,

    /// <summary>The bridge was not confirmed in time: Asterisk is asked.</summary>
    ConnectTimeout,

    /// <summary>The caller's channel should long be gone.</summary>
    ReleaseOverdue,

    /// <summary>The agent's wrap-up time is over.</summary>
    WrapUp,

    /// <summary>An agent who did not respond may be tried again.</summary>
    Recovery,

    /// <summary>The agent's channel should long be gone.</summary>
    LegOverdue,

    /// <summary>A waiting call reaches the next relaxation step, or the delay of an agent.</summary>
    Relax,

    /// <summary>A customer's phone has rung long enough.</summary>
    DialTimeout,

    /// <summary>A callback is to be looked at.</summary>
    CallbackDue,

    /// <summary>A callback is no longer wanted.</summary>
    CallbackExpiry,

    /// <summary>The next overflow rule of the queue is asked for a waiting call.</summary>
    OverflowRule,

    /// <summary>A waiting caller is to hear something.</summary>
    Announce,

    /// <summary>Nobody has been there for a queue's waiting calls as long as they may stay.</summary>
    QueueEmpty,

    /// <summary>A queue's calendar says something else, or is to be looked at again.</summary>
    QueueHours,

    /// <summary>The agent's pause has lasted as long as its reason allows.</summary>
    PauseLimit,

    /// <summary>A call has waited long enough for its preferred agent.</summary>
    Preference,

    /// <summary>An agent may be rung again for a call they did not take.</summary>
    Exclusion,

    /// <summary>One more phone is to ring for a call.</summary>
    RingMore,

    /// <summary>What a flow waits for should long have come: an answer, a check, a recording's end.</summary>
    FlowWait,

    /// <summary>A caller's time in a flow is over.</summary>
    FlowLimit,

    /// <summary>Another system has had long enough to decide about a call.</summary>
    Decision,

    /// <summary>The announcement of a recording should long have been heard.</summary>
    RecordingAnnounced,

    /// <summary>A call has been parked as long as it may be.</summary>
    Parking,

    /// <summary>Asterisk was asked who is in a bridge, and has not said.</summary>
    JoinUntold,
}

/// <summary>Names one deadline: a kind and the call or agent it belongs to. Setting it again replaces it.</summary>
public readonly record struct DeadlineKey(DeadlineKind Kind, string Subject);

/// <summary>A deadline as written to a snapshot.</summary>
public sealed record DeadlineEntry(DeadlineKind Kind, string Subject, TimeSpan Due, long Order);

/// <summary>Every point in time at which the core has to act by itself. Data, not timers: whoever feeds the core asks
/// for <see cref="Next"/> and sends an input then; each input first expires what is due, so a late tick loses nothing.
/// Setting, clearing and expiring cost O(log n).</summary>
public sealed class Deadlines
{
    private readonly Dictionary<DeadlineKey, (TimeSpan Due, long Order)> _byKey = [];
    private readonly SortedSet<(TimeSpan Due, long Order, DeadlineKey Key)> _byTime = new(ByTime.Instance);
    private long _order;

    /// <summary>How many deadlines are set.</summary>
    public int Count => _byKey.Count;

    /// <summary>When the next deadline falls due, on the monotonic clock; null when none is set.</summary>
    public TimeSpan? Next => _byTime.Count == 0 ? null : _byTime.Min.Due;

    /// <summary>Sets a deadline, replacing an earlier one of the same key.</summary>
    public void Set(DeadlineKind kind, string subject, TimeSpan due)
    {
        var key = new DeadlineKey(kind, subject);
        Clear(kind, subject);
        var order = ++_order;
        _byKey[key] = (due, order);
        _byTime.Add((due, order, key));
    }

    /// <summary>Removes a deadline; nothing happens when it is not set.</summary>
    public void Clear(DeadlineKind kind, string subject)
    {
        var key = new DeadlineKey(kind, subject);
        if (_byKey.Remove(key, out var entry)) _byTime.Remove((entry.Due, entry.Order, key));
    }

    /// <summary>Whether a deadline is set.</summary>
    public bool IsSet(DeadlineKind kind, string subject) => _byKey.ContainsKey(new DeadlineKey(kind, subject));

    /// <summary>When a deadline falls due, on the monotonic clock; null when it is not set.</summary>
    public TimeSpan? DueOf(DeadlineKind kind, string subject) => _byKey.TryGetValue(new DeadlineKey(kind, subject), out var entry) ? entry.Due : null;

    /// <summary>Takes the earliest deadline that is due; ties in the order they were set.</summary>
    public bool TryTakeDue(TimeSpan now, out DeadlineKey key)
    {
        key = default;
        if (_byTime.Count == 0) return false;
        var first = _byTime.Min;
        if (first.Due > now) return false;
        _byTime.Remove(first);
        _byKey.Remove(first.Key);
        key = first.Key;
        return true;
    }

    internal IReadOnlyList<DeadlineEntry> Capture() =>
        [.. _byTime.Select(d => new DeadlineEntry(d.Key.Kind, d.Key.Subject, d.Due, d.Order))];

    internal long Order => _order;

    internal void Restore(IEnumerable<DeadlineEntry> entries, long order)
    {
        _order = order;
        _byKey.Clear();
        _byTime.Clear();
        foreach (var e in entries)
        {
            var key = new DeadlineKey(e.Kind, e.Subject);
            _byKey[key] = (e.Due, e.Order);
            _byTime.Add((e.Due, e.Order, key));
        }
    }

    private sealed class ByTime : IComparer<(TimeSpan Due, long Order, DeadlineKey Key)>
    {
        public static readonly ByTime Instance = new();

        public int Compare((TimeSpan Due, long Order, DeadlineKey Key) x, (TimeSpan Due, long Order, DeadlineKey Key) y)
        {
            var byDue = x.Due.CompareTo(y.Due);
            return byDue != 0 ? byDue : x.Order.CompareTo(y.Order);
        }
    }
}
