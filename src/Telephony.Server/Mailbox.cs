namespace Telephony.Server;

/// <summary>What waits for the loop. Many write, one takes, on a thread of its own that sleeps until there is something or its time is over:
/// a wake-up is one signal, with no pool of threads in between.</summary>
/// <typeparam name="T">What is posted.</typeparam>
/// <param name="capacity">How many items may wait. When it is full, whoever posts waits: nothing is dropped.</param>
public sealed class Mailbox<T>(int capacity)
    where T : class
{
    /// <summary>How often somebody who found the mailbox full looks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new(); // Monitor: the only lock one can wait on with a time limit
    private readonly Queue<T> _items = new();
    private bool _isClosed;

    /// <summary>Adds something; waits while the mailbox is full.</summary>
    public ValueTask PostAsync(T item, CancellationToken cancel = default) =>
        TryPost(item) ? ValueTask.CompletedTask : PostLaterAsync(item, cancel);

    /// <summary>Takes the oldest item, or null when none came in time or the mailbox is closed. For one thread only.</summary>
    /// <param name="timeout">How long to wait for one, rounded to whole milliseconds; not at all when that is zero or less.</param>
    public T? Take(TimeSpan timeout)
    {
        lock (_gate)
        {
            var wait = Math.Round(timeout.TotalMilliseconds);
            if (_items.Count == 0 && !_isClosed && wait > 0) Monitor.Wait(_gate, (int)Math.Min(wait, int.MaxValue));
            return _isClosed ? null : _items.TryDequeue(out var taken) ? taken : null;
        }
    }

    /// <summary>Nothing more is taken, and what is posted is forgotten: the journal has all that was.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    private bool TryPost(T item)
    {
        lock (_gate)
        {
            if (_isClosed) return true;
            if (_items.Count >= capacity) return false;
            _items.Enqueue(item);
            if (_items.Count == 1) Monitor.Pulse(_gate); // the taker sleeps only when there is none
            return true;
        }
    }

    private async ValueTask PostLaterAsync(T item, CancellationToken cancel)
    {
        do await Task.Delay(Patience, cancel);
        while (!TryPost(item));
    }
}
