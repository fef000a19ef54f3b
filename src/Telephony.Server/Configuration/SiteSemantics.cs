using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>What only shows when the whole site is known: circles a caller could not leave, queues nobody can serve, things nobody reaches.</summary>
internal static class SiteSemantics
{
    public static void Check(SiteConfiguration site, SiteReferences references, ProblemList problems)
    {
        RefuseCircles(site, references);
        OverflowChecks.Check(site, references);
        WarnOfUnservedQueues(site, problems);
        WarnOfUnreachable(site, problems);
    }

    /// <summary>Follows what happens to a caller who does nothing (menu: otherwise; queue: the rule that sends every call away, else the longest wait).
    /// It must end somewhere.</summary>
    private static void RefuseCircles(SiteConfiguration site, SiteReferences references)
    {
        var reported = new HashSet<CallTarget>();
        var starts = site.Menus.Keys.Concat(site.Flows.Keys).Select(name => new CallTarget(null, name))
            .Concat(site.Queues.Keys.Select(name => new CallTarget(name, null)));
        foreach (var start in starts)
        {
            var path = new List<CallTarget>();
            for (var at = start; at != CallTarget.HangUp && !reported.Contains(at); at = NextOf(site, at))
            {
                var seen = path.IndexOf(at);
                path.Add(at);
                if (seen < 0) continue;
                var circle = path[seen..];
                reported.UnionWith(circle);
                circle.Select(step => PlaceOfExit(site, references, step)).FirstOrDefault(place => place is not null)?.Error(
                    $"a caller who does nothing would go in circles: {string.Join(" -> ", circle.Select(NameOf))}",
                    "let one of them end elsewhere");
                break;
            }
        }
    }

    private static CallTarget NextOf(SiteConfiguration site, CallTarget at)
    {
        if (at.Menu is { } menu) return PlaceOf(site.Menus.TryGetValue(menu, out var rule) ? rule.Otherwise : FlowGraph.SilentEnd(site, menu));
        var queue = site.Queues[at.Queue!];
        return PlaceOf(SendsAllAway(queue)?.Target ?? queue.Overflow);
    }

    /// <summary>The first rule without a condition that leads out of queues. One that leads to a queue may be passed over.</summary>
    private static OverflowRule? SendsAllAway(QueueRule queue) => queue.Life.Overflow.FirstOrDefault(rule =>
        rule is { Waiting: null, ExpectedWait: null, ServiceLevel: null, Target.Queue: null } && rule.After < queue.MaxWait);

    private static SiteReferences.Place? PlaceOfExit(SiteConfiguration site, SiteReferences references, CallTarget at)
    {
        if (at.Menu is { } menu) return references.PlaceOf(ReferenceKind.Menu, menu);
        return SendsAllAway(site.Queues[at.Queue!]) is { } rule ? references.PlaceOf(rule) : references.PlaceOf(ReferenceKind.Queue, at.Queue!);
    }

    /// <summary>Where a target leads, whatever the call asks for there.</summary>
    private static CallTarget PlaceOf(CallTarget target) => target with { Needs = null };

    private static string NameOf(CallTarget target) => target.Queue is { } queue ? $"queue {queue}" : $"menu {target.Menu}";

    private static void WarnOfUnservedQueues(SiteConfiguration site, ProblemList problems)
    {
        foreach (var (name, rule) in site.Queues)
        {
            var members = site.Agents.Values.Where(agent => agent.Queues.Contains(name)).ToList();
            var step = Enumerable.Range(0, rule.Relax.Length + 1).Cast<int?>().FirstOrDefault(i => members.Exists(agent => rule.SkillsAt(i!.Value).Matches(agent.Skills)));
            if (step == 0) continue;
            if (step is { } late)
            {
                Warn(
                    problems, $"{QueueFileReader.Folder}/{name}.yaml",
                    $"none of its agents has the skills it needs ({rule.Skills}) before a call has waited {Grammar.ShowDuration(rule.Relax[late - 1].After)}",
                    $"change {AgentsFileReader.FileName}");
                continue;
            }

            Warn(
                problems, $"{QueueFileReader.Folder}/{name}.yaml",
                members.Count == 0 ? "no agent serves this queue" : $"none of its agents has the skills it needs ({rule.Skills})",
                $"change {AgentsFileReader.FileName}");
        }
    }

    private static void WarnOfUnreachable(SiteConfiguration site, ProblemList problems)
    {
        var reached = new HashSet<CallTarget>();
        var pending = new Stack<CallTarget>(site.Numbers.Values.Select(number => PlaceOf(number.Target)));
        while (pending.TryPop(out var at))
        {
            if (at == CallTarget.HangUp || !reached.Add(at)) continue;
            pending.Push(NextOf(site, at));
            if (at.Queue is { } queue)
            {
                foreach (var exit in ExitsOf(site.Queues[queue].Life)) pending.Push(exit);
            }

            if (at.Menu is not { } menu) continue;
            foreach (var choice in site.Menus.TryGetValue(menu, out var rule) ? rule.Choices.Values : FlowGraph.EndsOf(site.Flows[menu])) pending.Push(PlaceOf(choice));
        }

        foreach (var name in site.Menus.Keys.Concat(site.Flows.Keys).Where(name => !reached.Contains(new CallTarget(null, name))))
        {
            Warn(problems, $"{IvrFileReader.Folder}/{name}.yaml", "no caller can reach this menu", "name it in a number's target or a choice");
        }

        foreach (var name in site.Queues.Keys.Where(name => !reached.Contains(new CallTarget(name, null))))
        {
            Warn(problems, $"{QueueFileReader.Folder}/{name}.yaml", "no caller can reach this queue", "name it in a number's target or a choice");
        }
    }

    /// <summary>Everywhere a queue may send a call, beside the longest wait.</summary>
    internal static IEnumerable<CallTarget> ExitsOf(QueueLife life)
    {
        if (life.Limit is { } limit) yield return limit.Exit.Target;
        if (life.Empty is { } empty) yield return empty.Exit.Target;
        if (life.Hours is { } hours)
        {
            yield return hours.Exit.Target;
            yield return hours.Emergency.Target;
        }

        foreach (var target in life.Overflow.Select(o => o.Target).Concat(life.Keys.Values.Where(key => !key.IsCallback))) yield return target;
    }

    private static void Warn(ProblemList problems, string file, string message, string hint) =>
        problems.Add(new ConfigProblem(ConfigSeverity.Warning, file, 1, 1, "", message, hint));
}
