using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>How long calls waited, by bands: the steps that wallboards show service levels by, and longer ones.</summary>
internal static class WaitBands
{
    private static readonly int[] Seconds = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];

    /// <summary>How many bands there are.</summary>
    public static int Count => Seconds.Length + 1;

    /// <summary>The bands of a queue's figures, the shortest waits first.</summary>
    public static IEnumerable<V1.WaitBand> Of(QueueFigures figures)
    {
        var (answered, abandoned) = (0L, 0L);
        foreach (var seconds in Seconds)
        {
            var until = TimeSpan.FromSeconds(seconds);
            var (answeredUntil, abandonedUntil) = (figures.AnswerTimes.CountUpTo(until), figures.AbandonTimes.CountUpTo(until));
            yield return new V1.WaitBand { Until = Duration.FromTimeSpan(until), AnsweredCalls = answeredUntil - answered, AbandonedCalls = abandonedUntil - abandoned };
            (answered, abandoned) = (answeredUntil, abandonedUntil);
        }

        yield return new V1.WaitBand { AnsweredCalls = figures.AnswerTimes.Count - answered, AbandonedCalls = figures.AbandonTimes.Count - abandoned };
    }
}
