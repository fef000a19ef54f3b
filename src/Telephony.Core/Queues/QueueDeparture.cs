using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>What makes waiting calls leave: overflow rules, a queue without agents, keys.</content>
public sealed partial class Acd
{
    private readonly QueuePresence _presence = new();
    private readonly SortedDictionary<QueueName, RecentCalls> _recent = [];

    // ---- overflow rules ---------------------------------------------------------------------------------------

    private void AwaitOverflowRule(Call call, QueueRule rule)
    {
        var rules = rule.Life.Overflow;
        while (call.OverflowStep < rules.Length && rules[call.OverflowStep].After == TimeSpan.Zero) call.OverflowStep++; // asked before it joined
        if (call.OverflowStep < rules.Length)
            _deadlines.Set(DeadlineKind.OverflowRule, call.Id.Value, call.JoinedQueueAt.Elapsed + rules[call.OverflowStep].After);
        else _deadlines.Clear(DeadlineKind.OverflowRule, call.Id.Value);
    }

    private void OverflowRuleDue(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call) || !IsInLine(call) || RuleOf(call.Queue) is not { } rule) return;
        if (call.OverflowStep >= rule.Life.Overflow.Length) return;
        var overflow = rule.Life.Overflow[call.OverflowStep++];
        AwaitOverflowRule(call, rule);
        var position = Math.Max(1, _router.PositionOf(id));
        if (call.Departure is null && Holds(overflow, call.Queue!.Value, position))
            DepartWhenFree(call, new Departure(WhyOf(overflow), new QueueExit([], overflow.Target)));
    }

    private bool Holds(OverflowRule rule, QueueName queue, int position)
    {
        if (rule.Waiting is { } most && Math.Max(position, _router.WaitingIn(queue)) <= most) return false;
        if (rule.ExpectedWait is { } longest && !(_waits.Of(queue, position, _now.Elapsed)?.Expected > longest)) return false;
        if (rule.ServiceLevel is { } least && !(_recent.GetValueOrDefault(queue)?.ServiceLevel(rule.Within) < least)) return false;
        return true;
    }

    private static OverflowReason WhyOf(OverflowRule rule) => rule switch
    {
        { ExpectedWait: not null } => OverflowReason.ExpectedWait,
        { Waiting: not null } => OverflowReason.Size,
        { ServiceLevel: not null } => OverflowReason.ServiceLevel,
        _ => OverflowReason.Wait,
    };

    private void NoteServed(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.CallConnected f: RecentOf(f.Queue).Add(f.Waited, isAnswered: true); break;
            case AcdFact.CallEnded { Queue: { } queue, Disposition: CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging } f:
                RecentOf(queue).Add(f.Waited, isAnswered: false);
                break;
        }
    }

    private RecentCalls RecentOf(QueueName queue)
    {
        if (!_recent.TryGetValue(queue, out var recent)) _recent[queue] = recent = new RecentCalls();
        return recent;
    }

    // ---- a queue without agents -------------------------------------------------------------------------------

    private void CountPresence()
    {
        _presence.Clear();
        foreach (var agent in _agents.Values)
        {
            foreach (var queue in QueuesOf(agent.Id)) _presence.Add(queue, agent.State);
        }
    }

    private void MovePresence(Agent agent, AgentState from, AgentState to)
    {
        foreach (var queue in QueuesOf(agent.Id))
        {
            _presence.Move(queue, from, to);
            WatchEmptiness(new QueueName(queue));
        }
    }

    private ImmutableArray<string> QueuesOf(AgentId agent) => _site.Agents.TryGetValue(agent.Value, out var profile) ? profile.Queues : [];

    private static ImmutableArray<QueueName> NamesOf(ImmutableArray<string> queues) => [.. queues.Select(q => new QueueName(q))];

    /// <summary>When calls wait and nobody counts as present, the grace begins; it ends when somebody comes.</summary>
    private void WatchEmptiness(QueueName queue)
    {
        if (RuleOf(queue) is not { Life.Empty: { Stay: not AgentPresence.None } empty } || _presence.Of(queue, empty.Stay) > 0)
            _deadlines.Clear(DeadlineKind.QueueEmpty, queue.Value);
        else if (!_deadlines.IsSet(DeadlineKind.QueueEmpty, queue.Value) && _router.WaitingIn(queue) > 0)
            _deadlines.Set(DeadlineKind.QueueEmpty, queue.Value, _now.Elapsed + empty.Grace);
    }

    private void QueueEmptied(QueueName queue)
    {
        if (RuleOf(queue) is not { Life.Empty: { } empty } || _presence.Of(queue, empty.Stay) > 0) return;
        foreach (var call in InOrder(_calls.Values.Where(c => c.Queue == queue && c.State == CallState.Queued)))
            DepartWhenFree(call, new Departure(OverflowReason.Empty, empty.Exit));
    }

    // ---- keys -------------------------------------------------------------------------------------------------

    /// <summary>A key may lead out; while a phone rings it is followed only if nobody answers. Any key ends an announcement.</summary>
    private void KeyWhileWaiting(Call call, char digit)
    {
        if (RuleOf(call.Queue) is not { } rule) return;
        if (call.Playback is not null)
        {
            StopPrompt(call);
            Do(new AcdEffect.StartMusic(call.Id, rule.Music));
        }

        if (rule.Life.Keys.TryGetValue(digit.ToString(), out var target) && target.Queue != call.Queue!.Value.Value)
            DepartWhenFree(call, new Departure(OverflowReason.Key, new QueueExit([], target), digit));
    }
}
