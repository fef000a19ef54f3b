namespace Telephony.Core;

/// <summary>How many agents of each queue are in each state: kept as states change, so that no list of agents is counted when a call comes.</summary>
internal sealed class QueuePresence
{
    private static readonly int States = Enum.GetValues<AgentState>().Length;
    private readonly Dictionary<string, int[]> _counts = new(StringComparer.Ordinal);

    public void Clear() => _counts.Clear();

    /// <summary>An agent of a queue leaves one state for another.</summary>
    public void Move(string queue, AgentState from, AgentState to)
    {
        if (!_counts.TryGetValue(queue, out var counts)) _counts[queue] = counts = new int[States];
        counts[(int)from]--;
        counts[(int)to]++;
    }

    /// <summary>An agent of a queue is in a state.</summary>
    public void Add(string queue, AgentState state)
    {
        if (!_counts.TryGetValue(queue, out var counts)) _counts[queue] = counts = new int[States];
        counts[(int)state]++;
    }

    /// <summary>How many agents of a queue are in one of the states that count.</summary>
    public int Of(QueueName queue, AgentPresence counting)
    {
        if (!_counts.TryGetValue(queue.Value, out var counts)) return 0;
        var present = 0;
        for (var state = 0; state < States; state++)
        {
            if ((counting & PresenceOf((AgentState)state)) != 0) present += counts[state];
        }

        return present;
    }

    private static AgentPresence PresenceOf(AgentState state) => state switch
    {
        AgentState.Ready => AgentPresence.Ready,
        AgentState.Reserved or AgentState.Ringing or AgentState.Talking => AgentPresence.Busy,
        AgentState.WrapUp => AgentPresence.WrapUp,
        AgentState.Paused => AgentPresence.Paused,
        AgentState.NotResponding => AgentPresence.NotResponding,
        _ => AgentPresence.None,
    };
}
