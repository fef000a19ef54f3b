using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>What the agents of one side have lived through: what its rule goes by.</summary>
public sealed class Lives
{
    private readonly int[] _talks = new int[Walk.Agents];
    private readonly long[] _lastTalks = new long[Walk.Agents];

    /// <summary>The agent rung last; −1 for none.</summary>
    public int LastRung { get; private set; } = -1;

    public int TalksOf(int agent) => _talks[agent];

    /// <summary>When the agent's last conversation ended, in ticks of <see cref="Stopwatch"/>; 0 for never.</summary>
    public long LastTalkOf(int agent) => _lastTalks[agent];

    public void Rang(int agent) => LastRung = agent;

    public void Talked(int agent)
    {
        _talks[agent]++;
        _lastTalks[agent] = Stopwatch.GetTimestamp();
    }
}
