namespace Telephony.Core;

/// <content>Callbacks from the promise to the end. Waiting for an agent is the line's work: where the agent comes first, a virtual call stands in the line.</content>
public sealed partial class Acd
{
    /// <summary>How many callbacks are kept at most.</summary>
    public const int CallbacksMost = 10_000;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DaysAhead = TimeSpan.FromDays(30);

    private readonly SortedDictionary<CallbackId, Callback> _callbacks = [];
    private long _callbackSequence;

    // ---- placed -----------------------------------------------------------------------------------------------

    private string? AskCallback(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call)) return $"no call {id}";
        return call.State == CallState.Queued ? LeavePhone(call) : $"{id} does not wait";
    }

    /// <summary>The caller hangs up and keeps the place. Returns why not, or null.</summary>
    private string? LeavePhone(Call call, char? key = null)
    {
        var queue = call.Queue!.Value;
        if (RuleOf(queue)?.Life.Callback is not { } rule) return $"{queue} does not call back";
        if (CallbackLine.WhyNot(_site.CallbackLine, call.Caller.Number) is { } refusal) return refusal;
        if (_callbacks.Count >= CallbacksMost) return $"{CallbacksMost} callbacks wait already";
        // A number that is to be called already keeps the older place: one person is not called twice.
        var callback = FindPlaceOf(queue, call.Caller.Number);
        if (callback is null)
        {
            callback = NewCallback(CallbackKind.VirtualHold, call.Caller, queue, null, call.Language, due: null);
            (callback.QueuedAt, callback.FirstQueuedAt, callback.JoinSequence) = (call.QueuedAt, call.FirstQueuedAt, call.JoinSequence);
            callback.Needs = call.Needs with { Preferred = null, Position = null };
            Place(callback, rule.Lifetime, call.Id, by: null);
        }

        call.IsCalledBack = true;
        Depart(call, queue, new Departure(OverflowReason.Callback, new QueueExit(rule.Confirm, CallTarget.HangUp), key));
        LookAtCallback(callback);
        return null;
    }

    private string? ScheduleCallback(AcdInput.CallbackScheduled asked, string language = "en", CallId? from = null)
    {
        if (RuleOf(asked.Queue) is not { } queue) return $"unknown queue {asked.Queue}";
        if (queue.Life.Callback is null) return $"{asked.Queue} does not call back";
        if (asked.Agent is { } agent && !(_agents.ContainsKey(agent) && QueuesOf(agent).Contains(asked.Queue.Value))) return $"no agent {agent} serves {asked.Queue}";
        if (CallbackLine.WhyNot(_site.CallbackLine, asked.Customer.Number) is { } refusal) return refusal;
        if (asked.Due - _now.Utc > DaysAhead) return $"at most {DaysAhead.Days} days ahead";
        if (asked.Window < LookAgain || asked.Window > DaysAhead) return $"the window must be 1 minute to {DaysAhead.Days} days";
        if (_callbacks.Count >= CallbacksMost) return $"{CallbacksMost} callbacks wait already";
        var callback = NewCallback(asked.Purpose, asked.Customer, asked.Queue, asked.Agent, language, asked.Due);
        var wait = asked.Due > _now.Utc ? asked.Due - _now.Utc : TimeSpan.Zero;
        Place(callback, wait + asked.Window, from, asked.By);
        LookAtCallback(callback);
        return null;
    }

    private string? CancelCallback(AcdInput.CallbackCancelled asked)
    {
        if (!_callbacks.TryGetValue(asked.Callback, out var callback)) return $"no callback {asked.Callback}";
        if (callback.State == CallbackState.Connected) return $"{asked.Callback} is being served";
        Withdraw(callback, CallbackOutcome.Cancelled);
        return null;
    }

    private Callback NewCallback(CallbackKind kind, CallerId customer, QueueName queue, AgentId? agent, string language, DateTimeOffset? due) => new()
    {
        Id = CallbackId.Of(_now, ++_callbackSequence),
        Kind = kind,
        Customer = customer,
        Queue = queue,
        Agent = agent,
        Language = language,
        DueUtc = due,
    };

    private void Place(Callback callback, TimeSpan lifetime, CallId? from, string? by)
    {
        _callbacks.Add(callback.Id, callback);
        _deadlines.Set(DeadlineKind.CallbackExpiry, callback.Id.Value, _now.Elapsed + lifetime);
        Say(new AcdFact.CallbackPlaced(
            callback.Id, callback.Kind, callback.Queue, callback.Agent, callback.Customer, callback.DueUtc, _now.Utc + lifetime, from, by));
    }

    // ---- due --------------------------------------------------------------------------------------------------

    private void CallbackDue(CallbackId id)
    {
        if (_callbacks.TryGetValue(id, out var callback)) LookAtCallback(callback);
    }

    /// <summary>A waiting callback that is due goes on: into the line, to its agent, or, where the customer comes first, to be dialled in time.</summary>
    private void LookAtCallback(Callback callback)
    {
        if (callback.State != CallbackState.Waiting || callback.Call is not null) return;
        if (callback.DueUtc is { } due && due > _now.Utc)
        {
            _deadlines.Set(DeadlineKind.CallbackDue, callback.Id.Value, _now.Elapsed + Shorter(due - _now.Utc, ClockCheck));
            return;
        }

        if (RuleOf(callback.Queue) is not { } queue || RuleFor(callback) is not { } rule || TargetOf(callback) is null)
        {
            Finish(callback, CallbackOutcome.Failed);
            return;
        }

        if (OpeningOf(callback.Queue, queue).Kind != OpeningKind.Open)
        {
            callback.IsDue = false;
            _deadlines.Set(DeadlineKind.CallbackDue, callback.Id.Value, _now.Elapsed + LookAgain);
            return;
        }

        callback.IsDue = true;
        if (callback.QueuedAt is null) (callback.QueuedAt, callback.JoinSequence) = (_now, ++_joinSequence);
        if (callback.Agent is { } agent) DialForOwner(callback, agent);
        else if (rule.Mode == CallbackMode.AgentFirst) StandInLine(callback, queue);
        else DialInTime(callback, rule);
    }

    /// <summary>A virtual call stands in the line at the old place; whoever becomes free for it is reserved and the customer dialled.</summary>
    private void StandInLine(Callback callback, QueueRule rule)
    {
        var call = NewCallFor(callback, rule);
        _router.AddWaiting(call);
        _newlyWaiting.Add(call.Id);
        AwaitNextStep(call);
        Say(new AcdFact.CallbackInLine(callback.Id, call.Id, callback.Queue, call.Priority, call.JoinSequence)
        {
            Waited = WaitedSoFar(call),
            Needs = call.Needs.IsNone ? null : call.Needs,
        });
    }

    /// <summary>The agent who owns it takes it when idle; until then it is looked at whenever the agent becomes so.</summary>
    private void DialForOwner(Callback callback, AgentId owner)
    {
        if (!_agents.TryGetValue(owner, out var agent)) Finish(callback, CallbackOutcome.Failed);
        else if (IsHeard(callback.Id.Value) && agent.CanBeOffered) ReserveAndDial(NewCallFor(callback, _site.Queues[callback.Queue.Value]), agent);
        else _deadlines.Set(DeadlineKind.CallbackDue, callback.Id.Value, _now.Elapsed + LookAgain);
    }

    /// <summary>Before anybody else is matched: agents who became idle take the callbacks that are theirs.</summary>
    private void DialForOwners()
    {
        if (_newlyIdle.Count == 0 || !_callbacks.Values.Any(c => c.Agent is not null && c.IsDue)) return;
        foreach (var id in _newlyIdle.ToArray())
        {
            var first = _callbacks.Values.Where(c => c.Agent == id && c is { IsDue: true, State: CallbackState.Waiting }).MinBy(c => c.JoinSequence);
            if (first is not null) LookAtCallback(first);
        }
    }

    /// <summary>The customer is dialled when no more than the lead time is to be waited, and never more than agents are at work.</summary>
    private void DialInTime(Callback callback, CallbackRule rule)
    {
        var (queue, coming) = (callback.Queue, CustomersComing(callback.Queue));
        var ahead = _callbacks.Values.Count(c => c.Queue == queue && c is { IsDue: true, State: CallbackState.Waiting, Agent: null } && c.JoinSequence < callback.JoinSequence);
        var position = 1 + coming + ahead + _calls.Values.Count(c => c.Queue == queue && c.State == CallState.Queued && c.Callback is null && c.JoinSequence < callback.JoinSequence);
        var isFree = _presence.Of(queue, AgentPresence.Ready) > coming + ahead && _router.WaitingIn(queue) == 0;
        var expected = _waits.Of(queue, position, _now.Elapsed)?.Expected;
        var atWork = _presence.Of(queue, AgentPresence.Ready | AgentPresence.Busy | AgentPresence.WrapUp);
        if (IsHeard(callback.Id.Value) && coming < atWork && (isFree || expected <= rule.Lead))
        {
            Dial(NewCallFor(callback, _site.Queues[queue.Value]), callback, null);
            return;
        }

        var again = expected is { } wait && wait > rule.Lead ? (wait - rule.Lead) / 2 : TimeSpan.FromSeconds(2);
        _deadlines.Set(DeadlineKind.CallbackDue, callback.Id.Value, _now.Elapsed + Shorter(Longer(again, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(30)));
    }

    /// <summary>Customers of a queue who are dialled without an agent reserved, or have answered and wait.</summary>
    private int CustomersComing(QueueName queue) => _callbacks.Values.Count(c =>
        c.Queue == queue && c.Call is { } id && _calls.TryGetValue(id, out var call)
        && ((call.State == CallState.Dialling && call.HeldAgent is null && call.Parties.Count == 0) || call.State == CallState.Queued));

    /// <summary>The queue has closed: virtual calls leave the line and look again later whether it is open.</summary>
    private void StepOutOfLine(QueueName queue)
    {
        foreach (var callback in _callbacks.Values.Where(c => c.Queue == queue && c.State == CallbackState.Waiting && c.IsDue).ToArray())
        {
            if (callback.Call is { } id && _calls.TryGetValue(id, out var call)) ForgetVirtual(call);
            LookAtCallback(callback);
        }
    }

    private void CallbackExpired(CallbackId id)
    {
        if (_callbacks.TryGetValue(id, out var callback) && callback.State == CallbackState.Waiting) Withdraw(callback, CallbackOutcome.Expired);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
