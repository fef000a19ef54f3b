using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Whether a queue takes a call in, and what happens to one it does not.</content>
public sealed partial class Acd
{
    private void Enqueue(Call call, QueueName queue, CallNeeds? needs = null)
    {
        var rule = _site.Queues[queue.Value];
        StopPrompt(call);
        AskFor(call, needs);
        call.Visited = call.Visited.Add(queue);
        var place = call.QueuedAt is null ? FindPlaceOf(queue, call.Caller.Number) : null;
        if (WhyNotIn(queue, rule) is { } refusal && !(place is not null && refusal.Reason is RefusalReason.Full or RefusalReason.Overflow))
        {
            call.RefusedBy = call.RefusedBy.Add(queue);
            Say(new AcdFact.CallRefused(call.Id, queue, refusal.Reason));
            LeaveBy(call, refusal.Exit);
        }
        else
        {
            if (place is not null) TakePlaceBack(call, place);
            TakeIn(call, queue, rule);
        }
    }

    private void TakeIn(Call call, QueueName queue, QueueRule rule)
    {
        call.Queue = queue;
        TakeNeeds(call, rule);
        call.Overdue = false;
        call.ByOwnRule = false;
        call.Departure = null;
        var keepsClock = call.State == CallState.Dialling; // a callback's clock has run in the line
        if (!keepsClock) (call.JoinedQueueAt, call.RelaxStep) = (_now, 0);
        call.OverflowStep = 0;
        var isFirst = call.QueuedAt is null;
        if (isFirst)
        {
            call.QueuedAt = call.CameAt ?? _now;
            call.JoinSequence = ++_joinSequence;
        }

        call.HasOverstayed = false;
        AwaitLongestWait(call, rule);
        (call.ToldPosition, call.ToldWait, call.ToldAgents, call.ToldWaitAt) = (null, null, 0, 0);
        if (keepsClock) Relax(call, rule);
        else AwaitNextStep(call);
        AwaitOverflowRule(call, rule);
        BeginAnnouncements(call, rule);
        Reserve(call);
        if (call.Needs.Position is { } position) PutAtPosition(call, position);
        else if (isFirst && call.CameAt is not null) PutAtPosition(call, PositionByArrival(call));
        Wait(call);
        Say(new AcdFact.CallQueued(call.Id, queue, _router.PositionOf(call.Id), call.JoinSequence)
        {
            Waited = WaitedSoFar(call),
            Priority = call.Priority,
            Needs = call.Needs.IsNone ? null : call.Needs,
        });
        if (call.Reserved is { } agent) Say(new AcdFact.CallReserved(call.Id, agent, call.Needs.PreferredFor));
        Do(new AcdEffect.StartMusic(call.Id, rule.Music));
    }

    private void AwaitLongestWait(Call call, QueueRule rule)
    {
        if (rule.MaxWait > TimeSpan.Zero) _deadlines.Set(DeadlineKind.MaxWait, call.Id.Value, _now.Elapsed + rule.MaxWait);
        else _deadlines.Clear(DeadlineKind.MaxWait, call.Id.Value);
    }

    private void Wait(Call call)
    {
        Enter(call, CallState.Queued);
        ReviewReservation(call);
        _router.AddWaiting(call);
        _newlyWaiting.Add(call.Id);
        WatchEmptiness(call.Queue!.Value);
    }

    /// <summary>Why a queue does not take in one more call, and where that call goes; null when it does.</summary>
    private (RefusalReason Reason, QueueExit Exit)? WhyNotIn(QueueName queue, QueueRule rule)
    {
        var life = rule.Life;
        switch (OpeningOf(queue, rule).Kind)
        {
            case OpeningKind.Emergency: return (RefusalReason.Emergency, life.Hours?.Emergency ?? QueueExit.HangUp);
            case OpeningKind.Holiday: return (RefusalReason.Holiday, life.Hours?.Exit ?? QueueExit.HangUp);
            case OpeningKind.Closed: return (RefusalReason.Closed, life.Hours?.Exit ?? QueueExit.HangUp);
        }

        if (life.Empty is { Join: not AgentPresence.None } empty && _presence.Of(queue, empty.Join) == 0) return (RefusalReason.Empty, empty.Exit);
        if (life.Limit is { } limit && _router.WaitingIn(queue) >= limit.Waiting) return (RefusalReason.Full, limit.Exit);
        foreach (var overflow in life.Overflow)
        {
            if (overflow.After == TimeSpan.Zero && Holds(overflow, queue, _router.WaitingIn(queue) + 1))
                return (RefusalReason.Overflow, new QueueExit([], overflow.Target));
        }

        return null;
    }

    // ---- the way out ------------------------------------------------------------------------------------------

    /// <summary>The call hears why, if there is something to hear, and goes on.</summary>
    private void LeaveBy(Call call, QueueExit exit)
    {
        if (call.QueuedAt is not null && (exit.Target.Queue is null || !exit.Message.IsEmpty)) Do(new AcdEffect.StopMusic(call.Id));
        if (exit.Message.IsEmpty)
        {
            GoOn(call, exit.Target);
            return;
        }

        call.Next = exit.Target;
        Enter(call, CallState.Informed);
        Play(call, exit.Message);
    }

    /// <summary>No call is led in a circle: what would be the second visit of a queue is the dialplan's fallback instead.</summary>
    private void GoOn(Call call, CallTarget target)
    {
        if (IsCircle(call, target)) HandToFallback(call);
        else Go(call, target);
    }

    private bool IsCircle(Call call, CallTarget target)
    {
        if (target.Queue is not { } name) return false;
        var queue = new QueueName(name);
        return IsRefused(call, target) || (call.Visited.Contains(queue) && RuleOf(queue) is not { Life.MayReturn: true });
    }

    /// <summary>Whether the queue has not taken the call in before: a caller who does nothing would go in circles.</summary>
    private static bool IsRefused(Call call, CallTarget target) => target.Queue is { } name && call.RefusedBy.Contains(new QueueName(name));

    private void Overflow(Call call)
    {
        var queue = call.Queue!.Value;
        var rule = RuleOf(queue);
        var isLongestWait = call.Departure is null;
        var departure = call.Departure ?? new Departure(OverflowReason.Wait, new QueueExit(rule?.OverflowMessage ?? [], rule?.Overflow ?? CallTarget.HangUp));
        if (departure.Exit.Target.IsCallback)
        {
            (call.Overdue, call.Departure) = (false, null);
            if (LeavePhone(call, departure.Key) is not null && !_router.IsWaiting(call.Id)) Wait(call); // refused: the caller waits on
            return;
        }

        var mayStay = !isLongestWait || !call.HasOverstayed; // the second time it goes, and if only to the fallback
        if (mayStay && MayBeSkipped(departure.Why) && (IsCircle(call, departure.Exit.Target) || (!isLongestWait && WouldRefuse(departure.Exit.Target))))
        {
            Say(new AcdFact.OverflowSkipped(call.Id, queue, new QueueName(departure.Exit.Target.Queue!)));
            (call.Overdue, call.Departure) = (false, null);
            if (isLongestWait && rule is not null)
            {
                call.HasOverstayed = true;
                AwaitLongestWait(call, rule);
            }

            if (!_router.IsWaiting(call.Id)) Wait(call);
            return;
        }

        Depart(call, queue, departure);
    }

    /// <summary>An overflow rule sends no call to a queue that does not take it; only the longest wait does.</summary>
    private bool WouldRefuse(CallTarget target) =>
        target.Queue is { } name && RuleOf(new QueueName(name)) is { } rule && WhyNotIn(new QueueName(name), rule) is not null;

    private void Depart(Call call, QueueName queue, Departure departure)
    {
        EndLease(call, DecisionOutcome.CallLeft);
        _router.RemoveWaiting(call.Id);
        StopPrompt(call);
        Say(new AcdFact.CallOverflowed(call.Id, queue, WaitedSoFar(call)) { Why = departure.Why, Key = departure.Key });
        foreach (var kind in WaitingDeadlines) _deadlines.Clear(kind, call.Id.Value);
        call.Queue = null; // counted as overflowed; whatever comes next is not this queue's
        (call.Overdue, call.Departure) = (false, null);
        if (departure.Why == OverflowReason.Key) (call.Visited, call.RefusedBy) = ([], []); // the caller's own choice
        else if (!MayBeSkipped(departure.Why)) call.RefusedBy = call.RefusedBy.Add(queue); // closed or empty queues must not pass a call to and fro
        LeaveBy(call, departure.Exit);
    }

    /// <summary>A call that must leave leaves now, or when the phone that rings is not answered.</summary>
    private void DepartWhenFree(Call call, Departure departure)
    {
        call.Departure = departure;
        if (call.State == CallState.Queued) Overflow(call);
        else call.Overdue = true;
    }

    /// <summary>A queue that has run over keeps a call rather than leading it in a circle, for as long again; one that is closed or empty cannot.</summary>
    private static bool MayBeSkipped(OverflowReason why) =>
        why is OverflowReason.Wait or OverflowReason.Size or OverflowReason.ExpectedWait or OverflowReason.ServiceLevel;

    private static readonly ImmutableArray<DeadlineKind> WaitingDeadlines =
        [DeadlineKind.MaxWait, DeadlineKind.Relax, DeadlineKind.OverflowRule, DeadlineKind.Announce, DeadlineKind.Preference, DeadlineKind.Exclusion];
}
