using Telephony.Core;

namespace Telephony.Server;

/// <summary>What waits for the loop. Many write, one takes, on a thread of its own that sleeps until there is an input or its time is over:
/// a wake-up is one signal, with no pool of threads in between.</summary>
/// <param name="capacity">How many inputs may wait. When it is full, whoever posts waits: nothing is dropped.</param>
public sealed class Mailbox(int capacity)
{
    /// <summary>How often somebody who found the mailbox full looks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new(); // Monitor: the only lock one can wait on with a time limit
    private readonly Queue<AcdInput> _inputs = new();
    private bool _isClosed;

    /// <summary>Adds an input; waits while the mailbox is full.</summary>
    public ValueTask PostAsync(AcdInput input, CancellationToken cancel = default) =>
        TryPost(input) ? ValueTask.CompletedTask : PostLaterAsync(input, cancel);

    /// <summary>Takes the oldest input, or null when none came in time or the mailbox is closed. For one thread only.</summary>
    /// <param name="timeout">How long to wait for one; not at all when zero or less, otherwise whole milliseconds, rounded up.</param>
    public AcdInput? Take(TimeSpan timeout)
    {
        lock (_gate)
        {
            if (_inputs.Count == 0 && !_isClosed && timeout > TimeSpan.Zero)
                Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(timeout.TotalMilliseconds), int.MaxValue));
            return _isClosed ? null : _inputs.TryDequeue(out var taken) ? taken : null;
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

    private bool TryPost(AcdInput input)
    {
        lock (_gate)
        {
            if (_isClosed) return true;
            if (_inputs.Count >= capacity) return false;
            _inputs.Enqueue(input);
            if (_inputs.Count == 1) Monitor.Pulse(_gate); // the taker sleeps only when there is none
            return true;
        }
    }

    private async ValueTask PostLaterAsync(AcdInput input, CancellationToken cancel)
    {
        do await Task.Delay(Patience, cancel);
        while (!TryPost(input));
    }
}
