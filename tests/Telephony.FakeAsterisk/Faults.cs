namespace Telephony.FakeAsterisk;

/// <summary>What goes wrong: replies that a test decides, and events that are lost, doubled or late.</summary>
public sealed class Faults
{
    private readonly Lock _gate = new();
    private readonly List<ReplyRule> _replies = [];
    private readonly List<EventRule> _events = [];

    internal enum EventFate
    {
        Deliver,
        Drop,
        Duplicate,
        Hold,
    }

    /// <summary>Answers the next requests that fit with this, without doing them.</summary>
    public void Reply(string method, string pattern, FakeReply reply, int times = 1) =>
        Add(new ReplyRule(method, pattern, times, _ => Task.FromResult<FakeReply?>(reply)));

    /// <summary>Does not answer the next requests that fit, nor do them.</summary>
    public void NeverReply(string method, string pattern, int times = 1) =>
        Add(new ReplyRule(method, pattern, times, async cancel =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            return null;
        }));

    /// <summary>Makes the next requests that fit wait, and do their work when the test releases them.</summary>
    /// <returns>Completes with <see cref="HeldRequests.Release"/>.</returns>
    public HeldRequests Hold(string method, string pattern, int times = 1)
    {
        var held = new HeldRequests();
        Add(new ReplyRule(method, pattern, times, async cancel =>
        {
            await held.Released.WaitAsync(cancel);
            return null;
        }));
        return held;
    }

    /// <summary>Loses the next events of this type.</summary>
    public void DropEvent(string type, int times = 1) => Add(new EventRule(type, times, EventFate.Drop, null));

    /// <summary>Sends the next events of this type twice.</summary>
    public void DuplicateEvent(string type, int times = 1) => Add(new EventRule(type, times, EventFate.Duplicate, null));

    /// <summary>Keeps the next events of this type back until the test lets them go; others overtake them.</summary>
    public LateEvents DelayEvent(string type, int times = 1)
    {
        var late = new LateEvents();
        Add(new EventRule(type, times, EventFate.Hold, late));
        return late;
    }

    internal Func<CancellationToken, Task<FakeReply?>>? Take(FakeRequest request)
    {
        lock (_gate)
        {
            var rule = _replies.Find(rule => request.Is(rule.Method, rule.Pattern));
            if (rule is null) return null;
            if (--rule.Remaining == 0) _replies.Remove(rule);
            return rule.Answer;
        }
    }

    internal (EventFate Fate, LateEvents? Late) Take(string eventType)
    {
        lock (_gate)
        {
            var rule = _events.Find(rule => rule.Type == eventType);
            if (rule is null) return (EventFate.Deliver, null);
            if (--rule.Remaining == 0) _events.Remove(rule);
            return (rule.Fate, rule.Late);
        }
    }

    private void Add(ReplyRule rule)
    {
        lock (_gate) _replies.Add(rule);
    }

    private void Add(EventRule rule)
    {
        lock (_gate) _events.Add(rule);
    }

    private sealed class ReplyRule(string method, string pattern, int times, Func<CancellationToken, Task<FakeReply?>> answer)
    {
        public string Method => method;

        public string Pattern => pattern;

        public int Remaining { get; set; } = times;

        /// <summary>The reply, or null to do the request as usual.</summary>
        public Func<CancellationToken, Task<FakeReply?>> Answer => answer;
    }

    private sealed class EventRule(string type, int times, EventFate fate, LateEvents? late)
    {
        public string Type => type;

        public int Remaining { get; set; } = times;

        public EventFate Fate => fate;

        public LateEvents? Late => late;
    }
}

/// <summary>Requests that wait for the test.</summary>
public sealed class HeldRequests
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Released => _released.Task;

    public void Release() => _released.TrySetResult();
}

/// <summary>Events that wait for the test.</summary>
public sealed class LateEvents
{
    private readonly Lock _gate = new();
    private readonly List<Action> _held = [];

    /// <summary>Sends them now, in their order.</summary>
    public void Release()
    {
        lock (_gate)
        {
            foreach (var send in _held) send();
            _held.Clear();
        }
    }

    internal void Add(Action send)
    {
        lock (_gate) _held.Add(send);
    }
}
