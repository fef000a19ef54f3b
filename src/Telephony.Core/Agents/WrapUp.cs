using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>One agent's wrap-up: data only.</summary>
public sealed class WrapUp
{
    /// <summary>The call it belongs to.</summary>
    [JsonInclude] public CallId Call { get; internal init; }

    /// <summary>The call's queue.</summary>
    [JsonInclude] public QueueName Queue { get; internal init; }

    /// <summary>When the time given is over.</summary>
    [JsonInclude] public TimeSpan Until { get; internal set; }

    /// <summary>When a disposition still owed is no longer waited for; null when none is owed.</summary>
    [JsonInclude] public TimeSpan? OwedUntil { get; internal set; }

    /// <summary>By how much it was extended in all.</summary>
    [JsonInclude] public TimeSpan Extended { get; internal set; }
}

/// <content>Wrap-up: how long it lasts, what is owed in it, and how it ends.</content>
public sealed partial class Acd
{
    private const int NoteMost = 1000;

    private void FinishTalk(Agent agent, QueueName? queue)
    {
        agent.IdleSince = _now;
        agent.CallsTaken++;
        var (rule, call) = (RuleOf(queue), agent.Call);
        var owed = rule is { AfterCall.Required: true };
        var time = _site.Agents.GetValueOrDefault(agent.Id.Value)?.WrapUp ?? rule?.WrapUp ?? TimeSpan.Zero;
        if (rule is null || call is null || !(owed || (agent.Wish is null && time > TimeSpan.Zero)))
        {
            LeaveCall(agent, AgentState.Ready, null);
            return;
        }

        agent.Call = null;
        Enter(agent, AgentState.WrapUp, null); // a wish is taken up when the disposition is given
        agent.WrapUp = new WrapUp
        {
            Call = call.Value,
            Queue = queue!.Value,
            Until = _now.Elapsed + time,
            OwedUntil = owed ? _now.Elapsed + rule.AfterCall.Limit : null,
        };
        AwaitEndOfWrapUp(agent, agent.WrapUp);
    }

    private void AwaitEndOfWrapUp(Agent agent, WrapUp wrapUp) =>
        _deadlines.Set(DeadlineKind.WrapUp, agent.Id.Value, wrapUp.OwedUntil is { } owed && owed > wrapUp.Until ? owed : wrapUp.Until);

    /// <summary>The agent wants to go on; an owed disposition keeps from it.</summary>
    private string? EndWrapUp(Agent agent, AgentState next, string? reason)
    {
        if (agent.WrapUp?.OwedUntil is null)
        {
            (agent.Wish, agent.WishReason) = (null, null);
            TakeUpWish(agent, next, reason);
            return null;
        }

        if (next == AgentState.Ready) return $"a disposition is owed for {agent.WrapUp.Call}: {CodesOf(agent.WrapUp.Queue)}";
        (agent.Wish, agent.WishReason) = (next, reason);
        return null;
    }

    private void CloseWrapUp(Agent agent)
    {
        if (agent.WrapUp is { } wrapUp) ForgoDisposition(agent, wrapUp);
        TakeUpWish(agent, AgentState.Ready, null);
    }

    private void ForgoDisposition(Agent agent, WrapUp wrapUp)
    {
        if (wrapUp.OwedUntil is null) return;
        wrapUp.OwedUntil = null;
        Say(new AcdFact.DispositionGiven(wrapUp.Call, wrapUp.Queue, agent.Id, AfterCallRule.NoDisposition, null));
    }

    private string? FinishWrapUp(AcdInput.WrapUpFinished asked)
    {
        if (!_agents.TryGetValue(asked.Agent, out var agent)) return $"unknown agent {asked.Agent}";
        if (asked.Note is { Length: > NoteMost }) return $"the note is too long: at most {NoteMost} characters";
        if (agent.WrapUp is not { } wrapUp) return Tell(agent.Id, AgentEvent.FinishWrapUp);
        if (asked.Disposition is { } code)
        {
            if (RuleOf(wrapUp.Queue)?.AfterCall.Dispositions.ContainsKey(code) != true)
                return $"unknown disposition '{code}': {CodesOf(wrapUp.Queue)}";
            wrapUp.OwedUntil = null;
            Say(new AcdFact.DispositionGiven(wrapUp.Call, wrapUp.Queue, agent.Id, code, asked.Note));
        }
        else if (asked.Note is not null)
        {
            return $"a note goes with a disposition: {CodesOf(wrapUp.Queue)}";
        }

        if (wrapUp.OwedUntil is not null || agent.Wish is null) return Tell(agent.Id, AgentEvent.FinishWrapUp);
        CloseWrapUp(agent); // what was wished during the call comes now
        return null;
    }

    private string? ExtendWrapUp(AcdInput.WrapUpExtended asked)
    {
        if (!_agents.TryGetValue(asked.Agent, out var agent)) return $"unknown agent {asked.Agent}";
        if (Tell(agent.Id, AgentEvent.ExtendWrapUp) is { } refusal) return refusal;
        var wrapUp = agent.WrapUp!;
        var left = (RuleOf(wrapUp.Queue)?.AfterCall.Extension ?? TimeSpan.Zero) - wrapUp.Extended;
        if (asked.By <= TimeSpan.Zero) return "a time longer than 0 s is wanted";
        if (left <= TimeSpan.Zero) return $"wrap-up of {wrapUp.Queue} cannot be extended any more";
        var granted = asked.By < left ? asked.By : left;
        wrapUp.Extended += granted;
        wrapUp.Until += granted;
        AwaitEndOfWrapUp(agent, wrapUp);
        Say(new AcdFact.WrapUpExtended(agent.Id, wrapUp.Call, granted));
        return null;
    }

    private string CodesOf(QueueName queue) => RuleOf(queue)?.AfterCall.Dispositions is { IsEmpty: false } all
        ? string.Join(", ", all.Keys)
        : $"{queue} has no dispositions";
}
