using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>Callers of today by flow and node; at most some 2 s old. The same object as long as nothing changed.</summary>
internal delegate ImmutableDictionary<(string Flow, string Node), NodeToday> FlowCounts();

/// <summary>The flows in force as messages. Their shape is made once for each configuration, and nothing anew as long as no count changes.</summary>
internal sealed class FlowPictures(SiteInForce site, FlowCounts counts)
{
    private readonly Lock _lock = new();
    private SiteConfiguration? _site;
    private ImmutableDictionary<(string Flow, string Node), NodeToday>? _counted;
    private ImmutableArray<V1.Flow> _shapes = [];
    private ImmutableArray<V1.Flow> _latest = [];

    /// <summary>All flows.</summary>
    public ImmutableArray<V1.Flow> Read()
    {
        lock (_lock)
        {
            var (inForce, today) = (site.Latest, counts());
            if (ReferenceEquals(inForce, _site) && ReferenceEquals(today, _counted)) return _latest;
            if (!ReferenceEquals(inForce, _site)) _shapes = [.. FlowBook.Of(inForce).Flows.Select(flow => Shape(flow.Key, flow.Value))];
            (_site, _counted) = (inForce, today);
            return _latest = [.. _shapes.Select(shape => Counted(shape, today))];
        }
    }

    private static V1.Flow Counted(V1.Flow shape, ImmutableDictionary<(string Flow, string Node), NodeToday> today)
    {
        var flow = shape.Clone();
        foreach (var node in flow.Nodes)
        {
            if (!today.TryGetValue((Names.Id(Names.Flows, flow.Name), node.Id), out var figures)) continue;
            (node.PresentCalls, node.EnteredCalls, node.HungUpCalls) = (figures.Present, figures.Entered, figures.HungUp);
            (node.OverdueCalls, node.UnansweredQuestions) = (figures.Overdue, figures.NotAnswered);
            flow.PresentCalls += figures.Present;
        }

        return flow;
    }

    private static V1.Flow Shape(string name, Flow flow) => new()
    {
        Name = Names.Of(Names.Flows, name),
        Start = flow.Start,
        Limit = Duration.FromTimeSpan(flow.Limit),
        Otherwise = NameOf(flow.Otherwise),
        Nodes = { flow.Nodes.Select(node => new V1.FlowNode { Id = node.Key, Kind = Of(node.Value.Kind), Target = TargetOf(node.Value), Branches = { BranchesOf(node.Value) } }) },
    };

    /// <summary>The kind in the words of the contract; one it does not know yet is told as none.</summary>
    public static V1.FlowNodeKind Of(NodeKind kind) =>
        System.Enum.TryParse<V1.FlowNodeKind>(kind.ToString(), out var known) ? known : V1.FlowNodeKind.Unspecified;

    private static IEnumerable<V1.FlowBranch> BranchesOf(FlowNode node) => node is SwitchNode choice
        ? choice.Cases.Select((one, i) => new V1.FlowBranch { Label = $"case {i + 1}", To = one.Next, Condition = one.When.Text })
            .Append(new V1.FlowBranch { Label = "otherwise", To = choice.Otherwise })
        : node.Branches().Select(branch => new V1.FlowBranch { Label = branch.Why, To = branch.To, ByCaller = branch.ByCaller });

    private static string TargetOf(FlowNode node) => node switch
    {
        QueueNode n => NameOf(n.Target),
        CallbackNode n => Names.Of(Names.Queues, n.Queue),
        HoursNode n => n.Queue is { } queue ? Names.Of(Names.Queues, queue) : n.Calendar ?? "",
        SubflowNode n => Names.Of(Names.Flows, n.Flow),
        TransferNode n => n.To,
        VoicemailNode n => n.Box,
        LanguageNode n => n.Language,
        _ => "",
    };

    private static string NameOf(CallTarget target) => target.Queue is { } queue ? Names.Of(Names.Queues, queue) : Names.Of(Names.Flows, target.Menu);
}
