using System.Diagnostics;
using System.Globalization;

namespace Telephony.Core.Benchmarks;

/// <summary>Every single decision timed: what the means of BenchmarkDotNet do not show. Reading the clock is in each figure; its own cost is printed.</summary>
internal static class DecisionPercentiles
{
    private const int WarmUp = 20_000;
    private const int Decisions = 200_000;

    public static void Print()
    {
        Console.WriteLine("| size | waiting | decision | p50 µs | p99 µs | p99.9 µs | bytes |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        Measure("clock", 0, "nothing", () => null);
        foreach (var size in new[] { "100/10/8", "1000/100/64", "10000/1000/500", "10000/10/8" })
        {
            foreach (var waiting in new[] { 0, 1000, 100_000 })
            {
                var centre = new RoutingDecisions { Size = size, Waiting = waiting };
                centre.Build();
                Measure(size, waiting, "call for an agent", centre.CallForAgent);
                Measure(size, waiting, "agent for a call", centre.AgentForCall);
                Measure(size, waiting, "agent becomes idle, whole", centre.AgentFreed);
            }
        }
    }

    private static void Measure(string size, int waiting, string what, Func<object?> decide)
    {
        for (var i = 0; i < WarmUp; i++) decide();
        var times = new long[Decisions];
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Decisions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            decide();
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Decisions;
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {size} | {waiting} | {what} | {At(times, 0.5):0.000} | {At(times, 0.99):0.000} | {At(times, 0.999):0.000} | {bytes:0.##} |"));
    }

    private static double At(long[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))] * 1e6 / Stopwatch.Frequency;
}
