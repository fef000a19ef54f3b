namespace Telephony.Core;

/// <content>Work that another system puts in: a call that is here already, or an item with nobody on the phone.</content>
public sealed partial class Acd
{
    /// <summary>Where the number dialled is shown, for a work item.</summary>
    public const string WorkItemNumber = "work";

    /// <summary>What Asterisk dials for a work item: a channel of its own dialplan that answers at once and stays, in the place of a customer.
    /// So an item is rung, bridged, recorded and counted like a call.</summary>
    public const string WorkItemTarget = "Local/item@acd-work/n";

    private static readonly CallbackRule WorkItemRule = new() { Mode = CallbackMode.AgentFirst, RetryAfter = TimeSpan.FromSeconds(10), Attempts = 10 };

    /// <summary>What is dialled for a callback; null when it may not be.</summary>
    private string? TargetOf(Callback callback) =>
        callback.Kind == CallbackKind.WorkItem ? WorkItemTarget : _site.CallbackLine?.TargetOf(callback.Customer.Number);

    /// <summary>How a callback is made; null when its queue makes none.</summary>
    private CallbackRule? RuleFor(Callback callback) =>
        RuleOf(callback.Queue) is not { } queue ? null : callback.Kind == CallbackKind.WorkItem ? WorkItemRule : queue.Life.Callback;

    /// <summary>Why work cannot be put into a queue now, in a sentence; null when it can.</summary>
    /// <param name="call">A call that is here; null for a work item.</param>
    /// <param name="queue">The queue.</param>
    public string? WhyNotSubmit(CallId? call, QueueName queue)
    {
        if (RuleOf(queue) is not { } rule) return $"unknown queue {queue}";
        if (WhyNotIn(queue, rule) is { } refused) return $"{queue} takes no call now: {refused.Reason}";
        if (call is not { } id) return null;
        if (!_calls.TryGetValue(id, out var found)) return $"no call {id}";
        if (found.State == CallState.Queued) return $"{id} waits in {found.Queue} already";
        return found.State is CallState.Offered or CallState.InMenu or CallState.Informed ? null : WhyNotWaiting(id, out _);
    }

    /// <summary>Puts work in; returns why not, or null.</summary>
    private string? Submit(AcdInput.WorkSubmitted asked)
    {
        if (WhyNotSubmit(asked.Call, asked.Queue) is { } refusal) return refusal;
        if (asked.Needs.Fault() is { } fault) return fault;
        return asked.Call is { } call ? SubmitCall(call, asked) : SubmitItem(asked);
    }

    private string? SubmitCall(CallId id, AcdInput.WorkSubmitted asked)
    {
        var call = _calls[id];
        if (call.State == CallState.InMenu && call.Run is not null) PutFlowAside(call);
        (call.Visited, call.RefusedBy, call.Next) = ([], [], null); // led by hand
        Say(new AcdFact.WorkSubmitted(id, asked.Queue, null, asked.By));
        Enqueue(call, asked.Queue, asked.Needs);
        return null;
    }

    private string? SubmitItem(AcdInput.WorkSubmitted asked)
    {
        if (asked.Window < LookAgain || asked.Window > DaysAhead) return $"the window must be 1 minute to {DaysAhead.Days} days";
        if (_callbacks.Count >= CallbacksMost) return $"{CallbacksMost} callbacks wait already";
        var item = NewCallback(CallbackKind.WorkItem, asked.Customer, asked.Queue, null, "en", null);
        item.Needs = asked.Needs with { Preferred = null, Position = null };
        Place(item, asked.Window, from: null, asked.By);
        LookAtCallback(item);
        if (item.Call is { } call) Say(new AcdFact.WorkSubmitted(call, asked.Queue, item.Id, asked.By));
        return null;
    }
}
