namespace Telephony.Core;

/// <summary>The calls of one queue in the order they stand in, those that ring included: app_queue counts them, the core's positions do not.</summary>
internal sealed class LoggedLine
{
    public List<LoggedCall> Calls { get; } = [];

    /// <summary>Puts a call behind as many waiting calls as the core says stand before it; returns the position. O(calls).</summary>
    public int Insert(LoggedCall call, int positionAmongWaiting)
    {
        var index = 0;
        for (var before = positionAmongWaiting - 1; index < Calls.Count && (before > 0 || Calls[index].Rings.Count > 0); index++)
        {
            if (Calls[index].Rings.Count == 0) before--;
            else if (before == 0 && ComesBefore(call, Calls[index])) break;
        }

        Calls.Insert(index, call);
        return index + 1;
    }

    public void Remove(LoggedCall call) => Calls.Remove(call);

    /// <summary>1 is next. A call that is not known to stand here counts as the first.</summary>
    public int PositionOf(LoggedCall call) => Math.Max(1, Calls.IndexOf(call) + 1);

    private static bool ComesBefore(LoggedCall call, LoggedCall other) =>
        call.Priority != other.Priority ? call.Priority > other.Priority : call.JoinSequence < other.JoinSequence;
}
