namespace Telephony.Core;

/// <summary>The first call of a line as far as it is enough to compare: kept side by side for all lines, so that a decision reads one place
/// in memory for each and follows no references.</summary>
/// <param name="Rank">The line's weight, then the call's priority: greater is first. Not 0 while anybody waits.</param>
/// <param name="Place">Between equals: less is first.</param>
/// <param name="Call">The call; null when these numbers are not enough: when waiting adds to the priority, or when the call excludes an agent.</param>
internal readonly record struct LineHead(long Rank, long Place, Call? Call)
{
    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => Rank == 0;

    public static LineHead Of(Line line)
    {
        if (line.Count == 0) return default;
        if (line.Ageing is not null || line.First(default) is not { } first || first.Call.Excluded.Count > 0) return new LineHead(1, 0, null);
        return new LineHead(((long)line.Weight * (CallOrder.PriorityMost + 1)) + first.Priority + 1, first.Place, first.Call);
    }

    public bool ComesBefore(in LineHead other)
    {
        if (Rank != other.Rank) return Rank > other.Rank;
        return Place != other.Place ? Place < other.Place : Call!.JoinSequence < other.Call!.JoinSequence;
    }
}
