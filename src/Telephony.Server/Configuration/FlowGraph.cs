using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>A node among all flows.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Node">The node.</param>
internal readonly record struct FlowPlace(string Flow, string Node);

/// <summary>Where nodes of flows lead, over all flows of a site.</summary>
internal static class FlowGraph
{
    /// <summary>Everywhere a node leads inside the flows; by itself only, or also by what the caller does.</summary>
    public static IEnumerable<FlowPlace> From(SiteConfiguration site, FlowPlace at, bool byCaller)
    {
        if (!site.Flows.TryGetValue(at.Flow, out var flow) || !flow.Nodes.TryGetValue(at.Node, out var node)) yield break;
        if (node is SubflowNode { Flow: var name } sub)
        {
            if (site.Flows.TryGetValue(name, out var inner)) yield return new FlowPlace(name, inner.Start);
            if (sub.Next is { } next && next is not (Flow.Return or Flow.End)) yield return at with { Node = next };
            yield break;
        }

        foreach (var branch in node.Branches().Where(b => (byCaller || !b.ByCaller) && b.To is not (Flow.Return or Flow.End))) yield return at with { Node = branch.To };
    }

    /// <summary>Everything that can be reached.</summary>
    public static HashSet<FlowPlace> Reach(SiteConfiguration site, IEnumerable<FlowPlace> starts)
    {
        var reached = new HashSet<FlowPlace>();
        var pending = new Stack<FlowPlace>(starts);
        while (pending.TryPop(out var at))
        {
            if (!reached.Add(at)) continue;
            foreach (var to in From(site, at, byCaller: true)) pending.Push(to);
        }

        return reached;
    }

    /// <summary>Everywhere a flow leads outside itself.</summary>
    public static IEnumerable<CallTarget> EndsOf(Flow flow) =>
        flow.Nodes.Values.OfType<QueueNode>().Select(n => n.Target)
            .Concat(flow.Nodes.Values.OfType<SubflowNode>().Select(n => new CallTarget(null, n.Flow)))
            .Concat(flow.Nodes.Values.OfType<HoursNode>().Where(n => n.Queue is not null).Select(n => new CallTarget(n.Queue, null)))
            .Append(flow.Otherwise);

    /// <summary>The queue a caller comes to who does nothing and finds everything open and well; the end when there is none.</summary>
    public static CallTarget SilentEnd(SiteConfiguration site, string name)
    {
        var seen = new HashSet<FlowPlace>();
        if (!site.Flows.TryGetValue(name, out var first)) return CallTarget.HangUp;
        var at = new FlowPlace(name, first.Start);
        while (seen.Add(at) && site.Flows.TryGetValue(at.Flow, out var flow) && flow.Nodes.TryGetValue(at.Node, out var node))
        {
            if (node is QueueNode { Target: var target }) return target;
            if (node is SubflowNode { Flow: var sub } && site.Flows.TryGetValue(sub, out var inner)) at = new FlowPlace(sub, inner.Start);
            else if (node is MenuNode { Silent: var silent }) at = at with { Node = silent };
            else if (node.Branches().FirstOrDefault(b => !b.ByCaller) is { To: { } to }) at = at with { Node = to };
            else break;
        }

        return CallTarget.HangUp;
    }
}
