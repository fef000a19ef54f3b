namespace Telephony.Core;

/// <content>What people and other systems do to waiting calls. Each returns why not, in a sentence, or null.</content>
public sealed partial class Acd
{
    private string? Reprioritise(AcdInput.CallReprioritised asked)
    {
        if (WhyNotWaiting(asked.Call, out var call) is { } refusal) return refusal;
        if (new CallNeeds { Priority = asked.Priority, Position = asked.Position }.Fault() is { } fault) return fault;
        _router.RemoveWaiting(call.Id);
        if (asked.Priority is { } priority)
        {
            call.Needs = call.Needs with { Priority = priority };
            call.Priority = priority;
        }

        (call.PutAt, call.AgedSince) = (null, null);
        if (asked.Position is { } position) PutAtPosition(call, position);
        _router.AddWaiting(call);
        Say(new AcdFact.CallReprioritised(call.Id, call.Queue!.Value, call.Priority, _router.PositionOf(call.Id), asked.By));
        return null;
    }

    private string? Move(AcdInput.CallMoved asked)
    {
        if (WhyNotWaiting(asked.Call, out var call) is { } refusal) return refusal;
        if (RuleOf(asked.Queue) is not { } rule) return $"unknown queue {asked.Queue}";
        if (call.Queue == asked.Queue) return $"{call.Id} waits in {asked.Queue} already";
        if (asked.Needs?.Fault() is { } fault) return fault;
        if (WhyNotIn(asked.Queue, rule) is { } refused) return $"{asked.Queue} takes no call now: {refused.Reason}";
        var from = LeaveQueue(call);
        Say(new AcdFact.CallMoved(call.Id, from, asked.Queue, WaitedSoFar(call), asked.By));
        Enqueue(call, asked.Queue, asked.Needs);
        return null;
    }

    private string? Withdraw(AcdInput.CallWithdrawn asked)
    {
        if (WhyNotWaiting(asked.Call, out var call) is { } refusal) return refusal;
        if (asked.To.Queue is { } queue) return Move(new AcdInput.CallMoved(null, asked.Call, new QueueName(queue), asked.To.Needs, asked.By));
        if (asked.To.Menu is { } menu && !_site.HasFlow(menu)) return $"unknown menu {menu}";
        var from = LeaveQueue(call);
        Say(new AcdFact.CallWithdrawn(call.Id, from, asked.To, WaitedSoFar(call), asked.By));
        Do(new AcdEffect.StopMusic(call.Id));
        Go(call, asked.To);
        return null;
    }

    /// <summary>Takes a waiting call out of its queue, to go on elsewhere; whatever comes next is not that queue's.</summary>
    private QueueName LeaveQueue(Call call)
    {
        var queue = call.Queue!.Value;
        EndLease(call, DecisionOutcome.CallLeft);
        _router.RemoveWaiting(call.Id);
        StopPrompt(call);
        foreach (var kind in WaitingDeadlines) _deadlines.Clear(kind, call.Id.Value);
        call.Queue = null;
        (call.Overdue, call.Departure) = (false, null);
        call.Visited = []; // led by hand, not by rules that could go in circles
        return queue;
    }

    private string? WhyNotWaiting(CallId id, out Call call)
    {
        if (!_calls.TryGetValue(id, out call!)) return $"no call {id}";
        return call.State switch
        {
            CallState.Queued => null,
            CallState.Ringing or CallState.Connecting => $"{id} rings with {call.Offer!.Agent}",
            CallState.Connected or CallState.OnHold => $"{id} talks with {call.Offer!.Agent}",
            CallState.Surveying => $"{id} has talked with {call.TalkedWith}",
            CallState.Ended => $"{id} has ended",
            _ => $"{id} is in no queue yet",
        };
    }
}
