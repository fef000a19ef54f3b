namespace Telephony.Core;

/// <content>Dialling a customer, and what comes of it.</content>
public sealed partial class Acd
{
    /// <summary>Where the number dialled is shown, for a call that we made.</summary>
    public const string CallbackNumber = "callback";

    private Call NewCallFor(Callback callback, QueueRule rule)
    {
        var call = new Call
        {
            Id = callback.Id.CallOf(++callback.Calls),
            State = CallState.Virtual,
            Number = callback.Kind == CallbackKind.WorkItem ? WorkItemNumber : CallbackNumber,
            Caller = callback.Customer,
            Language = callback.Language,
            Callback = callback.Id,
            ArrivedAt = _now,
            StateSince = _now,
            Queue = callback.Queue,
            Needs = callback.Needs,
            JoinSequence = callback.JoinSequence,
            QueuedAt = callback.QueuedAt,
            FirstQueuedAt = callback.FirstQueuedAt,
            JoinedQueueAt = _now,
        };
        TakeNeeds(call, rule);
        _calls.Add(call.Id, call);
        callback.Call = call.Id;
        _deadlines.Clear(DeadlineKind.CallbackDue, callback.Id.Value);
        return call;
    }

    /// <summary>The agent is held for the customer, so that never more are dialled than agents are there for them.</summary>
    private void ReserveAndDial(Call call, Agent agent)
    {
        var callback = _callbacks[call.Callback!.Value];
        if (TargetOf(callback) is null)
        {
            Withdraw(callback, CallbackOutcome.Failed);
            return;
        }

        _router.RemoveWaiting(call.Id);
        call.HeldAgent = agent.Id;
        agent.Call = call.Id;
        Tell(agent.Id, AgentEvent.Offered);
        Dial(call, callback, agent.Id);
    }

    private void Dial(Call call, Callback callback, AgentId? agent)
    {
        var rule = RuleFor(callback) ?? new CallbackRule();
        callback.State = CallbackState.Dialling;
        callback.Attempts++;
        Enter(call, CallState.Dialling);
        _deadlines.Set(DeadlineKind.DialTimeout, call.Id.Value, _now.Elapsed + rule.RingTime);
        Do(new AcdEffect.DialCustomer(call.Id, TargetOf(callback)!, rule.RingTime, _site.CallbackLine?.Shown ?? ""));
        Say(new AcdFact.CallbackDialled(callback.Id, call.Id, callback.Queue, agent, callback.Attempts));
    }

    private void CustomerAnswered(CallId id)
    {
        if (_calls.ContainsKey(id)) Happened(id, CallEvent.CustomerAnswers);
        else Do(new AcdEffect.DropStrayChannel(id.Value)); // answered too late
    }

    private void CustomerDialEnded(CallId id, DialEnd reason)
    {
        if (_calls.TryGetValue(id, out var call) && call.State == CallState.Dialling) NotReached(call, reason);
        else ChannelGone(id);
    }

    /// <summary>From now on it is a call like any other, at its old place; the agent held for it is rung.</summary>
    private void TakeInCustomer(Call call)
    {
        var (callback, queue) = (_callbacks[call.Callback!.Value], call.Queue!.Value);
        _deadlines.Clear(DeadlineKind.DialTimeout, call.Id.Value);
        callback.State = CallbackState.Connected;
        call.Visited = [queue];
        Say(new AcdFact.CallbackAnswered(callback.Id, call.Id));
        Say(new AcdFact.CallArrived(call.Id, call.Number, call.Caller));
        var held = LetGo(call);
        if (RuleOf(queue) is not { } rule)
        {
            ExcuseAll(call);
            call.Queue = null; // it has not joined
            Enter(call, CallState.Offered);
            HandToFallback(call);
            return;
        }

        TakeIn(call, queue, rule);
        if (call.Parties.Find(p => p.Role == PartyRole.Caller) is { } caller) JoinCaller(call, caller);
        else if (IsHeard(call.Id) && held is { CanBeOffered: true } && _router.MayServe(held.Id, call.Id)) MakeOffer(call, held);
    }

    private void DialTakesTooLong(Call call)
    {
        Do(new AcdEffect.HangUp(call.Id));
        NotReached(call, DialEnd.NoAnswer);
    }

    /// <summary>The agent is free again; the customer is tried later, unless that was the last attempt.</summary>
    private void NotReached(Call call, DialEnd reason)
    {
        var callback = _callbacks[call.Callback!.Value];
        ForgetVirtual(call);
        TryLater(callback, call.Id, reason);
    }

    /// <summary>The customer answered while no router was there, and the dialplan's fallback has them.</summary>
    private void CustomerElsewhere(Call call)
    {
        if (call.State == CallState.Dialling)
        {
            var callback = _callbacks[call.Callback!.Value];
            ForgetVirtual(call);
            Finish(callback, CallbackOutcome.Failed);
        }
        else
        {
            ChannelGone(call.Id);
        }
    }

    private void TryLater(Callback callback, CallId call, DialEnd reason)
    {
        if (reason == DialEnd.Lost) callback.Attempts--;
        callback.State = CallbackState.Waiting;
        callback.IsDue = false;
        var rule = RuleFor(callback);
        var isExpired = !_deadlines.IsSet(DeadlineKind.CallbackExpiry, callback.Id.Value);
        if (rule is null || isExpired || callback.Kind == CallbackKind.OutCall || callback.Attempts >= rule.Attempts)
        {
            Say(new AcdFact.CallbackNotReached(callback.Id, call, reason, null));
            Finish(callback, isExpired ? CallbackOutcome.Expired : CallbackOutcome.NotReached);
            return;
        }

        Say(new AcdFact.CallbackNotReached(callback.Id, call, reason, _now.Utc + rule.RetryAfter));
        _deadlines.Set(DeadlineKind.CallbackDue, callback.Id.Value, _now.Elapsed + rule.RetryAfter);
    }

    // ---- the end ----------------------------------------------------------------------------------------------

    /// <summary>Ends a callback that nobody talks for: out of the line, or the phone stops ringing.</summary>
    private void Withdraw(Callback callback, CallbackOutcome outcome)
    {
        if (callback.Call is { } id && _calls.TryGetValue(id, out var call))
        {
            if (call.State == CallState.Dialling && callback.Attempts > 0) Do(new AcdEffect.HangUp(id));
            ForgetVirtual(call);
        }

        Finish(callback, outcome);
    }

    private void Finish(Callback callback, CallbackOutcome outcome)
    {
        _deadlines.Clear(DeadlineKind.CallbackDue, callback.Id.Value);
        _deadlines.Clear(DeadlineKind.CallbackExpiry, callback.Id.Value);
        _callbacks.Remove(callback.Id);
        Say(new AcdFact.CallbackDone(callback.Id, callback.Queue, outcome, callback.Attempts));
    }

    /// <summary>The call made for a callback has ended.</summary>
    private void EndCallback(Call call, CallDisposition disposition)
    {
        if (call.Callback is not { } id || !_callbacks.TryGetValue(id, out var callback) || callback.Call != call.Id) return;
        callback.Call = null;
        if (disposition == CallDisposition.LostWithAsterisk)
        {
            TryLater(callback, call.Id, DialEnd.Lost); // answered, and cut off before an agent came: not the customer's doing
            return;
        }

        Finish(callback, disposition switch
        {
            CallDisposition.Answered => CallbackOutcome.Talked,
            CallDisposition.SentToFallback => CallbackOutcome.Failed,
            _ => CallbackOutcome.Abandoned,
        });
    }

    /// <summary>A call that never had anybody on the phone leaves no trace but the callback's facts.</summary>
    private void ForgetVirtual(Call call)
    {
        _callbacks[call.Callback!.Value].Call = null;
        if (call.State == CallState.Virtual && _router.IsWaiting(call.Id)) Say(new AcdFact.CallbackLeftLine(call.Callback.Value, call.Id));
        LetGo(call);
        ExcuseAll(call);
        _router.RemoveWaiting(call.Id);
        Forget(call);
    }

    private Agent? LetGo(Call call)
    {
        if (call.HeldAgent is not { } held) return null;
        call.HeldAgent = null;
        Tell(held, AgentEvent.OfferWithdrawn);
        return _agents.GetValueOrDefault(held);
    }

    // ---- calling again ----------------------------------------------------------------------------------------

    /// <summary>The callback that keeps a place for a number; null when there is none, or it is being served.</summary>
    private Callback? FindPlaceOf(QueueName queue, string number)
    {
        if (string.IsNullOrEmpty(number) || _callbacks.Count == 0) return null; // withheld
        foreach (var callback in _callbacks.Values)
        {
            if (callback.Kind == CallbackKind.VirtualHold && callback.State != CallbackState.Connected && callback.Queue == queue && callback.Customer.Number == number) return callback;
        }

        return null;
    }

    /// <summary>Who calls again takes the place back: order, wait clock and all; the callback is over.</summary>
    private void TakePlaceBack(Call call, Callback callback)
    {
        (call.QueuedAt, call.FirstQueuedAt, call.JoinSequence) = (callback.QueuedAt, callback.FirstQueuedAt, callback.JoinSequence);
        Withdraw(callback, CallbackOutcome.Rejoined);
    }

    /// <summary>Queues and ways to dial may be gone with a new configuration; those in line stand there anew, by its rules.</summary>
    private void ReviewCallbacks()
    {
        foreach (var callback in _callbacks.Values.Where(c => c.State == CallbackState.Waiting).ToArray())
        {
            if (callback.Call is { } id && _calls.TryGetValue(id, out var call)) ForgetVirtual(call);
            if (callback.IsDue || RuleFor(callback) is null || TargetOf(callback) is null) LookAtCallback(callback);
        }
    }

    private IEnumerable<Violation> CallbackViolations()
    {
        foreach (var callback in _callbacks.Values)
        {
            var call = callback.Call is { } id ? _calls.GetValueOrDefault(id) : null;
            var expected = callback.State switch
            {
                CallbackState.Waiting => call is null ? _deadlines.IsSet(DeadlineKind.CallbackDue, callback.Id.Value) : call.State == CallState.Virtual,
                CallbackState.Dialling => call is { State: CallState.Dialling } && _deadlines.IsSet(DeadlineKind.DialTimeout, call.Id.Value) != AwaitsAgent(call),
                _ => call is { State: not (CallState.Virtual or CallState.Dialling or CallState.Ended) },
            };
            if (!expected) yield return new("C1", $"{callback.Id} is {callback.State}, its call {callback.Call} is {call?.State}");
            if (callback.State == CallbackState.Waiting && !_deadlines.IsSet(DeadlineKind.CallbackExpiry, callback.Id.Value)) yield return new("C1", $"{callback.Id} waits without an end");
        }

        foreach (var call in _calls.Values)
        {
            if (call.State is CallState.Virtual or CallState.Dialling && (call.Callback is not { } id || _callbacks.GetValueOrDefault(id)?.Call != call.Id))
                yield return new("C1", $"{call.Id} is {call.State} for no callback");
            if (call.HeldAgent is { } held && ((call.State != CallState.Dialling && call.Lease is null) || _agents.GetValueOrDefault(held)?.Call != call.Id))
                yield return new("C2", $"{call.Id} holds {held}, who is not held");
        }
    }
}
