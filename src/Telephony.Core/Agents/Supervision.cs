using System.Collections.Immutable;

namespace Telephony.Core;

/// <content>Pauses with limits and approval, states ordered by a supervisor, skills for a shift.</content>
public sealed partial class Acd
{
    private const int SkillsMost = 100;
    private const int WordsMost = 200;

    private PauseReason? ReasonOf(string? name)
    {
        foreach (var reason in _site.PauseReasons.Values)
        {
            if (reason.Name == name) return reason;
        }

        return null;
    }

    /// <summary>The pause begins when a supervisor approves; until then the agent works on.</summary>
    private string? AskForPause(Agent agent, PauseReason reason)
    {
        if (agent.State == AgentState.LoggedOut) return $"{agent.Id} is logged out";
        if (agent.PendingPause == reason.Name) return null;
        if (agent.PendingPause is not null) ForgetPendingPause(agent);
        agent.PendingPause = reason.Name;
        Say(new AcdFact.PauseRequested(agent.Id, reason.Name));
        return null;
    }

    private string? DecidePause(AcdInput.PauseDecided decided)
    {
        if (!_agents.TryGetValue(decided.Agent, out var agent)) return $"unknown agent {decided.Agent}";
        if (agent.PendingPause is not { } reason) return $"no pause of {agent.Id} waits for approval";
        agent.PendingPause = null;
        Say(new AcdFact.PauseDecided(agent.Id, reason, decided.Approved, decided.By));
        return decided.Approved ? Tell(agent.Id, AgentEvent.Pause, reason) : null;
    }

    private void ForgetPendingPause(Agent agent)
    {
        var reason = agent.PendingPause!;
        agent.PendingPause = null;
        Say(new AcdFact.PauseDecided(agent.Id, reason, Approved: false, By: null));
    }

    private void BecomePaused(Agent agent, string? reason)
    {
        Enter(agent, AgentState.Paused, reason);
        if (ReasonOf(reason) is { Limit: var limit } && limit > TimeSpan.Zero)
            _deadlines.Set(DeadlineKind.PauseLimit, agent.Id.Value, _now.Elapsed + limit);
    }

    private void PauseOverdue(AgentId id)
    {
        if (_agents.TryGetValue(id, out var agent) && agent is { State: AgentState.Paused, Reason: { } reason })
            Say(new AcdFact.PauseOverdue(id, reason, _now.Since(agent.StateSince)));
    }

    private string? Force(AcdInput.StateForced forced)
    {
        if (!_agents.TryGetValue(forced.Agent, out var agent)) return $"unknown agent {forced.Agent}";
        if (forced.Command == AgentCommand.Pause && ReasonOf(forced.Reason) is null) return $"unknown pause reason '{forced.Reason}'";
        if (forced.Why.Length is 0 or > WordsMost) return $"it must be said why, in at most {WordsMost} characters";
        if (AgentStates.Decide(agent.State, EventOf(forced.Command)) == AgentStep.RefuseLoggedOut) return $"{agent.Id} is logged out";
        Say(new AcdFact.StateForced(agent.Id, forced.Command, forced.Reason, forced.By, forced.Why, AfterCall: agent.Call is not null));
        if (agent.PendingPause is not null) ForgetPendingPause(agent);
        if (agent.WrapUp is { } wrapUp) ForgoDisposition(agent, wrapUp);
        var refusal = Tell(agent.Id, EventOf(forced.Command), forced.Reason);
        if (agent.WrapUp is { } still) AwaitEndOfWrapUp(agent, still);
        return refusal;
    }

    private string? SetSkills(AcdInput.SkillsSet asked)
    {
        if (!_agents.TryGetValue(asked.Agent, out var agent)) return $"unknown agent {asked.Agent}";
        if (agent.State == AgentState.LoggedOut) return $"{agent.Id} is logged out";
        var wanted = asked.Only is { } only ? Changed(agent, asked.Skills, only) : asked.Skills;
        if (wanted is { } skills)
        {
            if (skills.Count > SkillsMost) return $"at most {SkillsMost} skills";
            foreach (var (name, level) in skills)
            {
                if (level is < 1 or > 10) return $"the level of {name} must be 1 to 10";
            }
        }

        UseSkills(agent, wanted, asked.By);
        return null;
    }

    private ImmutableSortedDictionary<string, int> Changed(Agent agent, ImmutableSortedDictionary<string, int>? skills, ImmutableArray<string> only)
    {
        var all = (agent.Skills ?? _loaded.Agents.GetValueOrDefault(agent.Id.Value)?.Skills ?? ImmutableSortedDictionary<string, int>.Empty).ToBuilder();
        foreach (var name in only)
        {
            if (skills?.TryGetValue(name, out var level) == true) all[name] = level;
            else all.Remove(name);
        }

        return all.ToImmutable();
    }

    private void UseSkills(Agent agent, ImmutableSortedDictionary<string, int>? skills, string by)
    {
        agent.Skills = skills;
        Say(new AcdFact.SkillsSet(agent.Id, skills, by));
        RouteByShift();
    }

    /// <summary>Skills and queues decide who may serve what, so the routing table is made anew: O(site), for an order a person gives.</summary>
    private void RouteByShift()
    {
        _site = InForce(_loaded);
        _router.Configure(_site);
        _matchEverything = true;
    }

    /// <summary>The configuration as loaded, with the skills and queues that were set for a shift.</summary>
    private SiteConfiguration InForce(SiteConfiguration loaded)
    {
        var agents = loaded.Agents;
        foreach (var agent in _agents.Values)
        {
            if ((agent.Skills is null && agent.Queues is null) || !agents.TryGetValue(agent.Id.Value, out var profile)) continue;
            agents = agents.SetItem(agent.Id.Value, profile with
            {
                Skills = agent.Skills ?? profile.Skills, Queues = agent.Queues is { } queues ? [.. queues.Select(q => q.Value).Where(loaded.Queues.ContainsKey)] : profile.Queues,
            });
        }

        return loaded with { Agents = agents };
    }

    /// <summary>What was asked or set for the shift ends with it.</summary>
    private void EndShift(Agent agent)
    {
        if (agent.PendingPause is not null) ForgetPendingPause(agent);
        if (agent.Skills is not null) UseSkills(agent, null, "end of shift");
        if (agent.Queues is not null) UseQueues(agent, null, "end of shift");
    }
}
