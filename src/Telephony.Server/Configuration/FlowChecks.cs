using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Proves of flows, before they are loaded, that no caller is lost or trapped in them: every node can be reached, every way ends, no circle
/// turns without the caller, every variable that is read is set, and masked digits go nowhere but to a server.</summary>
internal static class FlowChecks
{
    public static void Check(SiteConfiguration site, SiteReferences references)
    {
        RefuseUnreachable(site, references);
        RefuseDeadEnds(site, references);
        RefuseCircles(site, references);
        RefuseUnknownVariables(site, references);
        RefuseLongAfterTalk(site, references);
    }

    private static void RefuseUnreachable(SiteConfiguration site, SiteReferences references)
    {
        foreach (var (name, flow) in site.Flows)
        {
            var reached = FlowGraph.Reach(site, [new FlowPlace(name, flow.Start)]);
            foreach (var (node, rule) in flow.Nodes.Where(n => !reached.Contains(new FlowPlace(name, n.Key))))
                references.PlaceOf(rule)?.Error("no caller can reach this node", "lead to it from another node, or remove it");
        }
    }

    /// <summary>A flow that callers enter by a number, a menu or a queue has nobody to return to.</summary>
    private static void RefuseDeadEnds(SiteConfiguration site, SiteReferences references)
    {
        var entered = site.Numbers.Values.Select(n => n.Target.Menu)
            .Concat(site.Menus.Values.SelectMany(m => m.Choices.Values.Append(m.Otherwise)).Select(t => t.Menu))
            .Concat(site.Queues.Values.SelectMany(q => FlowExits.Of(q)).Select(t => t.Menu))
            .OfType<string>().Distinct().Where(site.Flows.ContainsKey).ToArray();
        foreach (var name in entered)
        {
            foreach (var place in Tail(site, name))
            {
                var node = site.Flows[place.Flow].Nodes[place.Node];
                if (node.Branches().Any(b => b.To == Flow.Return))
                    references.PlaceOf(node)?.Error($"a dead end: it returns, but callers enter {name} directly", "lead to a node, or write hangup");
            }
        }

        foreach (var node in site.Flows.Values.SelectMany(f => f.Nodes.Values).OfType<SwitchNode>().Where(n => n.Cases.IsEmpty))
            references.PlaceOf(node)?.Error("a switch without a case", "add {when: EXPRESSION, next: NODE}");
    }

    /// <summary>Nodes of a flow entered directly, and of flows it goes to for good.</summary>
    private static IEnumerable<FlowPlace> Tail(SiteConfiguration site, string name)
    {
        var (seen, pending) = (new HashSet<string>(), new Stack<string>([name]));
        while (pending.TryPop(out var flow))
        {
            if (!seen.Add(flow) || !site.Flows.TryGetValue(flow, out var rule)) continue;
            foreach (var (node, value) in rule.Nodes)
            {
                if (value is SubflowNode { Next: null, Flow: var next }) pending.Push(next);
                else yield return new FlowPlace(flow, node);
            }
        }
    }

    /// <summary>A circle must wait for the caller somewhere, and not lead on by the caller's silence.</summary>
    private static void RefuseCircles(SiteConfiguration site, SiteReferences references)
    {
        var done = new HashSet<FlowPlace>();
        foreach (var start in site.Flows.SelectMany(f => f.Value.Nodes.Keys.Select(n => new FlowPlace(f.Key, n)))) Visit(start, []);

        void Visit(FlowPlace at, List<FlowPlace> path)
        {
            var before = path.IndexOf(at);
            if (before >= 0)
            {
                var circle = path[before..];
                var names = string.Join(" -> ", circle.Append(at).Select(p => p.Flow == circle[0].Flow ? p.Node : $"{p.Flow}/{p.Node}"));
                if (site.Flows.TryGetValue(at.Flow, out var flow) && flow.Nodes.TryGetValue(at.Node, out var node))
                    references.PlaceOf(node)?.Error($"a circle that turns without the caller: {names}", "let one of them lead elsewhere, or ask for a key in it");
                return;
            }

            if (done.Contains(at) || path.Count > 200) return;
            path.Add(at);
            foreach (var to in FlowGraph.From(site, at, byCaller: false)) Visit(to, path);
            path.RemoveAt(path.Count - 1);
            done.Add(at);
        }
    }

    private static void RefuseUnknownVariables(SiteConfiguration site, SiteReferences references)
    {
        var nodes = site.Flows.Values.SelectMany(f => f.Nodes.Values).ToArray();
        var masked = nodes.OfType<CollectNode>().Where(n => n.Masked).Select(n => n.Variable).ToHashSet();
        var known = masked.Concat(FlowExpression.BuiltIn)
            .Concat(nodes.OfType<CollectNode>().Select(n => n.Variable)).Concat(nodes.OfType<SetNode>().SelectMany(n => n.Values.Keys))
            .Concat(nodes.OfType<HttpNode>().SelectMany(n => n.Result.Keys)).Concat(nodes.OfType<RecordNode>().Select(n => n.Variable).OfType<string>())
            .ToHashSet();
        var expressions = nodes.OfType<SetNode>().SelectMany(n => n.Values.Values)
            .Concat(nodes.OfType<SwitchNode>().SelectMany(n => n.Cases.Select(c => c.When)))
            .Concat(nodes.OfType<SayNode>().SelectMany(n => n.Parts.Select(p => p.Value).OfType<FlowExpression>()));
        foreach (var expression in expressions)
        {
            if (references.PlaceOf(expression) is not { } place) continue;
            foreach (var use in expression.Names) Look(use.Name, place, mayBeHidden: false);
        }

        foreach (var use in references.Variables) Look(use.Name, new SiteReferences.Place(use.File, use.At, use.Field), use.MayBeHidden);

        void Look(string name, SiteReferences.Place place, bool mayBeHidden)
        {
            if (!known.Contains(name)) place.Error($"nothing sets the variable '{Grammar.Shown(name)}'", Suggestion.For(name, known));
            else if (masked.Contains(name) && !mayBeHidden) place.Error($"'{name}' is masked: it can only be sent to a server", "use it in the url or body of an http node");
        }
    }

    /// <summary>Who has talked is asked, thanked and let go: not queued again.</summary>
    private static void RefuseLongAfterTalk(SiteConfiguration site, SiteReferences references)
    {
        foreach (var (name, flow) in site.Flows)
        {
            foreach (var queue in flow.Nodes.Values.OfType<QueueNode>().Where(q => q.AfterTalk is not null and not (Flow.Return or Flow.End)))
            {
                foreach (var place in FlowGraph.Reach(site, [new FlowPlace(name, queue.AfterTalk!)]))
                {
                    if (site.Flows[place.Flow].Nodes.GetValueOrDefault(place.Node) is (QueueNode or TransferNode) and var wrong)
                        references.PlaceOf(wrong)?.Error($"after the talk nobody is led on: {name} comes here by after_talk", "end with a survey, a message, or hangup");
                }
            }
        }
    }
}

/// <summary>Everywhere a queue sends calls.</summary>
internal static class FlowExits
{
    public static IEnumerable<CallTarget> Of(QueueRule queue)
    {
        yield return queue.Overflow;
        foreach (var exit in SiteSemantics.ExitsOf(queue.Life)) yield return exit;
    }
}
