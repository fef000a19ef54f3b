using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Rules of routing that can be read and yet are probably not what was meant: needs nobody can ever meet, steps that change nothing,
/// queues whose calls may wait for ever, agents who can never be reached. Warnings, except where the core has a limit.</summary>
internal static class RoutingChecks
{
    /// <summary>How many different delays the agents of a queue may have: each makes a stage of waiting.</summary>
    public const int DelaysMost = 10;

    public static void Check(SiteConfiguration site, SiteReferences references, ProblemList problems)
    {
        foreach (var (name, rule) in site.Queues)
        {
            var members = site.Agents.Where(agent => agent.Value.Queues.Contains(name)).ToList();
            WarnOfIdleSteps(rule, members, references);
            WarnOfStarvation(site, name, rule, members, problems);
            CheckDelays(name, rule, members, references);
        }

        WarnOfUnmetNeeds(site, references);
    }

    /// <summary>A step by which nobody more may serve the call is written in vain; one by which fewer may is a mistake.</summary>
    private static void WarnOfIdleSteps(QueueRule rule, List<KeyValuePair<string, AgentProfile>> members, SiteReferences references)
    {
        var before = Serving(members, rule.Skills);
        foreach (var step in rule.Relax.Where(step => step.After < rule.MaxWait))
        {
            var now = Serving(members, step.Skills);
            if (references.PlaceOf(step) is { } place)
            {
                if (before.FirstOrDefault(agent => !now.Contains(agent)) is { } lost)
                    place.File.Warn(place.At, place.Field, $"asks for more than before: agent {lost} may serve the call before this step, and not after it", "a relaxation should ask for less");
                else if (now.SetEquals(before) && members.Count > 0 && !step.DropsOwn)
                    place.File.Warn(place.At, place.Field, "changes nothing: no other agent may serve the call after this step", "remove it, or ask for less");
            }

            before = now;
        }
    }

    private static HashSet<string> Serving(List<KeyValuePair<string, AgentProfile>> members, SkillExpression skills) =>
        [.. members.Where(agent => skills.Matches(agent.Value.Skills)).Select(agent => agent.Key)];

    /// <summary>All agents of the queue also serve another whose calls always come first, and nothing ends the wait in good time.</summary>
    private static void WarnOfStarvation(
        SiteConfiguration site, string name, QueueRule rule, List<KeyValuePair<string, AgentProfile>> members, ProblemList problems)
    {
        if (rule.MaxWait < QueueRule.MaxWaitDefault || members.Count == 0) return;
        foreach (var (other, above) in site.Queues)
        {
            if (other == name || !members.TrueForAll(agent => agent.Value.Queues.Contains(other))) continue;
            if (WhyFirst(name, rule, other, above, members) is not { } why) continue;
            problems.Add(new ConfigProblem(
                ConfigSeverity.Warning, $"{QueueFileReader.Folder}/{name}.yaml", 1, 1, why.Field,
                $"calls may wait {Grammar.ShowDuration(rule.MaxWait)} in vain: all {members.Count} agents of this queue also serve {other}, whose calls come first ({why.Words})", why.Hint));
            return;
        }
    }

    private static (string Field, string Words, string Hint)? WhyFirst(
        string name, QueueRule rule, string other, QueueRule above, List<KeyValuePair<string, AgentProfile>> members)
    {
        if (members.TrueForAll(agent => agent.Value.In(other).Priority > agent.Value.In(name).Priority))
            return ("", "by the agents' own priorities", "give some agent of the queue another order of queues, or the queue a shorter max_wait");
        if (members.Exists(agent => agent.Value.In(other).Priority != agent.Value.In(name).Priority)) return null;
        if (above.Weight > rule.Weight) return ("weight", $"weight {above.Weight} over {rule.Weight}", "add an agent who serves only this queue, or a shorter max_wait");
        var rises = rule.Ageing?.UpTo >= above.Priority;
        return above.Weight == rule.Weight && above.Priority > rule.Priority && !rises
            ? ("priority", $"priority {above.Priority} over {rule.Priority}", "add ageing: {point_every: 1m}, or a shorter max_wait")
            : null;
    }

    private static void CheckDelays(string name, QueueRule rule, List<KeyValuePair<string, AgentProfile>> members, SiteReferences references)
    {
        var seen = new HashSet<TimeSpan>();
        foreach (var (_, agent) in members)
        {
            if (!agent.Profiles.TryGetValue(name, out var profile) || references.PlaceOf(profile) is not { } place) continue;
            if (profile.Share != 1 && rule.Strategy != RoutingStrategy.WeightedRandom)
                place.File.Warn(place.At, place.Field, $"share means nothing in {name}, whose strategy is not weighted_random");
            if (profile.Delay == TimeSpan.Zero) continue;
            if (seen.Add(profile.Delay) && seen.Count == DelaysMost + 1)
                place.File.Error(place.At, place.Field, $"more than {DelaysMost} different delays in {name}", "let some agents have the same");
            if (profile.Delay >= rule.MaxWait)
                place.File.Warn(place.At, place.Field, $"never takes a call: nobody waits in {name} longer than {Grammar.ShowDuration(rule.MaxWait)}", "shorten the delay");
        }
    }

    /// <summary>Skills that a menu asks for, and no agent of the queue has at any step.</summary>
    private static void WarnOfUnmetNeeds(SiteConfiguration site, SiteReferences references)
    {
        var targets = site.Menus.Values.SelectMany(menu => menu.Choices.Values.Append(menu.Otherwise))
            .Concat(site.Flows.Values.SelectMany(flow => flow.Nodes.Values.OfType<QueueNode>().Select(node => node.Target).Append(flow.Otherwise)))
            .Concat(site.Numbers.Values.Select(number => number.Target)).Concat(site.Queues.Values.Select(queue => queue.Overflow));
        foreach (var target in targets)
        {
            if (target is not { Queue: { } name, Needs: { Skills.Text.Length: > 0 } needs } || !site.Queues.TryGetValue(name, out var rule)) continue;
            var members = site.Agents.Values.Where(agent => agent.Queues.Contains(name)).ToList();
            if (Enumerable.Range(0, rule.Relax.Length + 1).Any(step => members.Exists(agent => rule.SkillsAt(step, needs.Skills).Matches(agent.Skills)))) continue;
            if (references.PlaceOf(needs) is { } place)
                place.File.Warn(place.At, place.Field, $"no agent of {name} can ever serve such a call ({needs.Skills})", $"change {AgentsFileReader.FileName}");
        }
    }
}
