namespace Telephony.Core;

/// <summary>What a configuration would do to those who wait or work now.</summary>
public enum EffectOfRules
{
    /// <summary>Calls whose queue is gone: they go to the dialplan's fallback.</summary>
    QueueGone,

    /// <summary>Calls that would ask for other skills.</summary>
    OtherSkills,

    /// <summary>Calls that would be ordered anew: another priority, weight or ageing.</summary>
    OtherOrder,

    /// <summary>Agents at work who are gone: logged out, in a conversation after it.</summary>
    AgentGone,

    /// <summary>Agents at work who would not serve a queue any more.</summary>
    LeavesQueue,
}

/// <summary>One effect.</summary>
/// <param name="Kind">What.</param>
/// <param name="Queue">The queue; null where none is concerned.</param>
/// <param name="Count">How many calls or agents.</param>
public sealed record PlannedEffect(EffectOfRules Kind, QueueName? Queue, int Count);

/// <content>Configurations that are not in force.</content>
public sealed partial class Acd
{
    /// <summary>What a configuration would do to waiting calls and agents at work if it came into force now. O(calls + agents).</summary>
    public IReadOnlyList<PlannedEffect> EffectOf(SiteConfiguration site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var effects = new SortedDictionary<(EffectOfRules, QueueName), int>();
        foreach (var call in _calls.Values)
        {
            if (call.Queue is not { } queue || !(IsInLine(call) || call.State == CallState.Virtual)) continue;
            if (!site.Queues.TryGetValue(queue.Value, out var rule)) Count(EffectOfRules.QueueGone, queue);
            else if (RuleOf(queue) is { } now)
            {
                var step = rule.StepAfter(_now.Since(call.JoinedQueueAt));
                if (rule.SkillsAt(step, call.Needs.Skills).Text != now.SkillsAt(call.RelaxStep, call.Needs.Skills).Text) Count(EffectOfRules.OtherSkills, queue);
                if ((call.Needs.Priority ?? rule.Priority) != call.Priority || rule.Weight != now.Weight || rule.Ageing != now.Ageing) Count(EffectOfRules.OtherOrder, queue);
            }
        }

        var gone = 0;
        foreach (var agent in _agents.Values.Where(a => a.State != AgentState.LoggedOut))
        {
            if (!site.Agents.TryGetValue(agent.Id.Value, out var profile)) gone++;
            else foreach (var queue in QueuesOf(agent.Id).Except(agent.Queues is null ? profile.Queues : site.Queues.Keys)) Count(EffectOfRules.LeavesQueue, new QueueName(queue));
        }

        List<PlannedEffect> all = [.. effects.Select(e => new PlannedEffect(e.Key.Item1, e.Key.Item2, e.Value))];
        if (gone > 0) all.Add(new PlannedEffect(EffectOfRules.AgentGone, null, gone));
        return all;

        void Count(EffectOfRules kind, QueueName queue) => effects[(kind, queue)] = effects.GetValueOrDefault((kind, queue)) + 1;
    }
}
