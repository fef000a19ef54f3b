using System.Diagnostics;
using System.Globalization;

namespace Telephony.Core.Benchmarks;

/// <summary>How long something took, each time.</summary>
/// <param name="P50">Half took no longer, in microseconds.</param>
/// <param name="P99">99 of 100 took no longer, in microseconds.</param>
/// <param name="P999">999 of 1000 took no longer, in microseconds.</param>
/// <param name="Bytes">Allocated each time.</param>
internal readonly record struct DecisionTime(double P50, double P99, double P999, double Bytes);

/// <summary>Every single decision timed: what means do not show. Reading the clock is in each figure; its own cost is the first row.</summary>
internal static class DecisionTimes
{
    private const int WarmUp = 30_000;

    /// <summary>The clock alone.</summary>
    public static DecisionTime Clock() => Measure(200_000, () => 0, _ => { }, _ => { });

    /// <summary>The decision alone, in the place it has: right after the agent was put among the idle.</summary>
    public static DecisionTime CallForAgent(RoutingCentre centre, int times) => Measure(times, () =>
    {
        var agent = centre.NextAgent();
        centre.BecomeIdle(agent);
        return agent;
    }, centre.FindCall, agent =>
    {
        centre.TakeCall(agent);
        centre.ReplaceCall();
    });

    /// <summary>The same for agents of whom nothing was touched before: what is not in the processor's cache is fetched.</summary>
    public static DecisionTime CallForColdAgent(RoutingCentre centre, int times) => Measure(times, centre.NextAgent, centre.FindCall, _ => { });

    /// <summary>The decision alone, right after the call was put in line.</summary>
    public static DecisionTime AgentForCall(RoutingCentre centre, int times) => Measure(times, () =>
    {
        var call = centre.NextCall();
        centre.BeginToWait(call);
        return call;
    }, centre.FindAgent, call =>
    {
        centre.TakeAgent(call);
        centre.ReplaceAgent();
    });

    /// <summary>An agent becomes idle, gets a call, is not idle any more, the call does not wait any more, and all is ready for the next.</summary>
    public static DecisionTime AgentBecomesFree(RoutingCentre centre, int times) => Measure(times, centre.NextAgent, agent =>
    {
        centre.BecomeIdle(agent);
        centre.FindCall(agent);
        centre.TakeCall(agent);
    }, _ => centre.ReplaceCall());

    /// <summary>A call begins to wait, gets an agent, does not wait any more, the agent is not idle any more, and all is ready for the next.</summary>
    public static DecisionTime CallArrives(RoutingCentre centre, int times) => Measure(times, centre.NextCall, call =>
    {
        centre.BeginToWait(call);
        centre.FindAgent(call);
        centre.TakeAgent(call);
    }, _ => centre.ReplaceAgent());

    /// <summary>The mean of something slow, in microseconds, and what it allocates: at least three times and for so long.</summary>
    public static (double Mean, double Bytes) MeanOf(Func<object?> decide, TimeSpan atLeast)
    {
        decide();
        var (clock, times, bytes) = (Stopwatch.StartNew(), 0, GC.GetAllocatedBytesForCurrentThread());
        for (; times < 3 || clock.Elapsed < atLeast; times++) decide();
        return (clock.Elapsed.TotalMicroseconds / times, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / times);
    }

    public static string Row(CentreSize size, string what, DecisionTime time) => string.Create(CultureInfo.InvariantCulture,
        $"| {size.Agents:N0} / {size.Queues:N0} / {size.Skills} | {size.Waiting:N0} | {what} | {time.P50:0.00} | {time.P99:0.00} | {time.P999:0.0} | {time.Bytes:0.##} |");

    private static DecisionTime Measure<T>(int times, Func<T> prepare, Action<T> decide, Action<T> restore)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            var about = prepare();
            decide(about);
            restore(about);
        }

        var (ticks, bytes) = (new long[times], 0L);
        GC.Collect();
        for (var i = 0; i < times; i++)
        {
            var about = prepare();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            decide(about);
            ticks[i] = Stopwatch.GetTimestamp() - start;
            bytes += GC.GetAllocatedBytesForCurrentThread() - before;
            restore(about);
        }

        Array.Sort(ticks);
        return new DecisionTime(At(ticks, 0.5), At(ticks, 0.99), At(ticks, 0.999), (double)bytes / times);
    }

    private static double At(long[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] * 1e6 / Stopwatch.Frequency;
}
