namespace Telephony.Core;

/// <summary>How many callers came to a node of a flow, and how many hung up there.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Node">The node.</param>
/// <param name="Kind">What it does.</param>
public sealed record NodeFigures(string Flow, string Node, NodeKind Kind)
{
    /// <summary>How many callers are here now.</summary>
    public int Present { get; internal set; }

    /// <summary>How often a caller came here.</summary>
    public long Entered { get; internal set; }

    /// <summary>How many callers hung up here.</summary>
    public long HungUp { get; internal set; }

    /// <summary>For how many callers the time in the flow ended here.</summary>
    public long Overdue { get; internal set; }

    /// <summary>How many questions to a server got no good answer here.</summary>
    public long NotAnswered { get; internal set; }
}

/// <summary>Callers by node of the flows: a fold of the facts. At most <see cref="NodesMost"/> nodes are counted.</summary>
public sealed class FlowFigures
{
    /// <summary>How many different nodes are counted; later ones are not.</summary>
    public const int NodesMost = 10_000;

    private readonly SortedDictionary<(string Flow, string Node), NodeFigures> _nodes = [];
    private readonly Dictionary<CallId, NodeFigures> _at = [];

    /// <summary>The counts, by flow and node.</summary>
    public IEnumerable<NodeFigures> Nodes => _nodes.Values;

    /// <summary>A new day begins: the counts are nought again, those who are in the flows are still there.</summary>
    public void BeginAnew()
    {
        foreach (var node in _nodes.Values) (node.Entered, node.HungUp, node.Overdue, node.NotAnswered) = (0, 0, 0, 0);
    }

    /// <summary>Takes one fact into account.</summary>
    public void Apply(AcdFact fact)
    {
        switch (fact)
        {
            case AcdFact.NodeEntered f: Enter(f); break;
            case AcdFact.FlowOverdue f when _nodes.TryGetValue((f.Flow, f.Node), out var node): node.Overdue++; break;
            case AcdFact.ServerAsked { Outcome: not (ServerOutcome.Answered or ServerOutcome.NotFound) } f when _nodes.TryGetValue((f.Flow, f.Node), out var node):
                node.NotAnswered++;
                break;
            case AcdFact.CallQueued f: Leave(f.Call); break;
            case AcdFact.CallEnded f:
                if (Leave(f.Call) is { } last && f.Disposition is CallDisposition.AbandonedInMenu or CallDisposition.Answered && last.Kind != NodeKind.HangUp) last.HungUp++;
                break;
        }
    }

    private void Enter(AcdFact.NodeEntered fact)
    {
        if (!_nodes.TryGetValue((fact.Flow, fact.Node), out var node))
        {
            if (_nodes.Count >= NodesMost) return;
            _nodes[(fact.Flow, fact.Node)] = node = new NodeFigures(fact.Flow, fact.Node, fact.Type);
        }

        node.Entered++;
        Leave(fact.Call);
        node.Present++;
        _at[fact.Call] = node;
    }

    private NodeFigures? Leave(CallId call)
    {
        if (!_at.Remove(call, out var node)) return null;
        node.Present--;
        return node;
    }
}

/// <summary>Callers at a node of a flow today.</summary>
/// <param name="Present">Who are there now.</param>
/// <param name="Entered">How often a caller came there.</param>
/// <param name="HungUp">How many hung up there.</param>
/// <param name="Overdue">For how many the time in the flow ended there.</param>
/// <param name="NotAnswered">How many questions to a server got no good answer there.</param>
public sealed record NodeToday(int Present, long Entered, long HungUp, long Overdue, long NotAnswered)
{
    /// <summary>The counts as they are now.</summary>
    public static NodeToday Of(NodeFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new NodeToday(figures.Present, figures.Entered, figures.HungUp, figures.Overdue, figures.NotAnswered);
    }
}
