namespace Telephony.Core;

/// <summary>The first call of a line as far as it is enough to compare: kept side by side for all lines, so that a decision reads one place
/// in memory for each and follows no references.</summary>
internal readonly record struct LineHead(int Weight, int Priority, long Place, long JoinSequence)
{
    /// <summary>Whether these numbers are enough: not when waiting adds to the priority, nor when the call excludes an agent.</summary>
    public bool IsPlain { get; init; }

    public static LineHead Of(Line line)
    {
        if (line.Ageing is not null || line.First(default) is not { } first || first.Call.Excluded.Count > 0) return default;
        return new LineHead(line.Weight, first.Priority, first.Place, first.JoinSequence) { IsPlain = true };
    }

    public bool ComesBefore(in LineHead other)
    {
        if (Weight != other.Weight) return Weight > other.Weight;
        if (Priority != other.Priority) return Priority > other.Priority;
        return Place != other.Place ? Place < other.Place : JoinSequence < other.JoinSequence;
    }
}
