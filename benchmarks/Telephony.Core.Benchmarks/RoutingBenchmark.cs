using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Telephony.Core.Benchmarks;

/// <summary>Every decision timed by itself, growth, and the grid against the naive scan and the model of app_queue. Prints Markdown as it goes;
/// with a folder for documents it also writes there what it measured, and draws the growth.</summary>
internal sealed class RoutingBenchmark(bool grid, string? documents)
{
    private const int MainTimes = 100_000;
    private const int GridTimes = 10_000;
    private static readonly TimeSpan GridBudget = TimeSpan.FromMilliseconds(60);

    private readonly List<string> _lines = [];

    public static int Run(string[] args)
    {
        var (grid, documents) = (false, default(string));
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--grid") grid = true;
            else if (args[i] == "--docs" && i + 1 < args.Length && Directory.Exists(args[i + 1])) documents = args[++i];
            else return Usage();
        }

        new RoutingBenchmark(grid, documents).Measure();
        return 0;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("./telephony bench routing [--grid] [--docs FOLDER]      the folder must exist; bench routing means [--grid] [options of BenchmarkDotNet]");
        return 1;
    }

    private void Measure()
    {
        Say("# Routing decisions, as measured");
        Say("");
        Say($"Written by `./telephony bench routing{(grid ? " --grid" : "")} --docs docs`; what is measured is said in [benchmarks-routing.md](benchmarks-routing.md).");
        Say($"{Machine()}.");
        EachByItself();
        var axes = GrowthCurves.Measure();
        Growth(axes);
        WriteDocuments(axes);
        if (!grid) return;
        Grid();
        WriteDocuments(axes);
    }

    private void WriteDocuments(IReadOnlyList<GrowthAxis> axes)
    {
        if (documents is null) return;
        File.WriteAllText(Path.Combine(documents, "benchmarks-routing.svg"), GrowthChart.Draw(axes));
        File.WriteAllLines(Path.Combine(documents, "benchmarks-routing-measured.md"), _lines);
    }

    private void EachByItself()
    {
        Say("");
        Say("## Every decision by itself");
        Say("");
        Say("| agents / queues / skills | waiting | what | p50 µs | p99 µs | p99.9 µs | bytes |");
        Say("| --- | ---: | --- | ---: | ---: | ---: | ---: |");
        Warm();
        Say(DecisionTimes.Row(default, "the clock alone", DecisionTimes.Clock()));
        foreach (var size in CentreSize.Main)
        {
            var centre = new RoutingCentre(size);
            Say(DecisionTimes.Row(size, "call for an agent", DecisionTimes.CallForAgent(centre, MainTimes)));
            Say(DecisionTimes.Row(size, "call for an agent, cold", DecisionTimes.CallForColdAgent(centre, MainTimes)));
            Say(DecisionTimes.Row(size, "agent for a call", DecisionTimes.AgentForCall(centre, MainTimes)));
            Say(DecisionTimes.Row(size, "agent becomes free, whole", DecisionTimes.AgentBecomesFree(centre, MainTimes)));
            Say(DecisionTimes.Row(size, "call arrives, whole", DecisionTimes.CallArrives(centre, MainTimes)));
        }
    }

    /// <summary>Until the compiler of the runtime has done its best.</summary>
    private static void Warm()
    {
        var centre = new RoutingCentre(new CentreSize(1000, 100, 64, 1000));
        for (var i = 0; i < 3; i++)
        {
            DecisionTimes.CallForAgent(centre, MainTimes);
            DecisionTimes.AgentForCall(centre, MainTimes);
            Thread.Sleep(200); // it compiles on a thread of its own
        }
    }

    private void Growth(IReadOnlyList<GrowthAxis> axes)
    {
        Say("");
        Say("## Growth");
        Say("");
        Say($"The others being those of the bar ({CentreSize.Bar}): time is proportional to the size to this power, with 95 % confidence by the scatter of the points.");
        Say("");
        Say("| what | with | exponent | µs at the smallest | µs at the largest |");
        Say("| --- | --- | ---: | ---: | ---: |");
        foreach (var axis in axes)
        {
            foreach (var curve in axis.Curves)
            {
                var (small, large) = (Median(curve, curve.Points.Min(p => p.Size)), Median(curve, curve.Points.Max(p => p.Size)));
                Say(string.Create(CultureInfo.InvariantCulture, $"| {curve.Name} | {axis.Name} | {curve.Fit} | {small:#,0.00} | {large:#,0.00} |"));
            }
        }
    }

    private static double Median(GrowthCurve curve, double size)
    {
        var times = curve.Points.Where(p => p.Size == size).Select(p => p.Time).Order().ToArray();
        return times[times.Length / 2];
    }

    private void Grid()
    {
        Say("");
        Say("## The grid");
        Say("");
        Say("Router: p50 / p99 in µs, each decision timed by itself, and bytes allocated by a decision. The others: means in µs, with bytes for the model of app_queue.");
        Say("");
        Say("| agents | queues | skills | waiting | call for an agent | naive | app_queue model (bytes) | agent for a call | naive | app_queue model (bytes) | bytes |");
        Say("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var size in CentreSize.Grid) Say(GridRow(size));
    }

    private static string GridRow(CentreSize size)
    {
        var centre = new RoutingCentre(size);
        var (call, agent) = (DecisionTimes.CallForAgent(centre, GridTimes), DecisionTimes.AgentForCall(centre, GridTimes));
        var (naiveCall, naiveAgent) = (DecisionTimes.MeanOf(centre.FindCallNaively, GridBudget), DecisionTimes.MeanOf(centre.FindAgentNaively, GridBudget));
        var handOver = DecisionTimes.MeanOf(() => centre.HandOverInAppQueue(), GridBudget);
        var attempt = DecisionTimes.MeanOf(centre.AttemptInAppQueue, GridBudget);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {size.Agents:N0} | {size.Queues:N0} | {size.Skills} | {size.Waiting:N0} | {call.P50:0.00} / {call.P99:0.00} | {naiveCall.Mean:#,0.0} | {handOver.Mean:#,0.0} ({handOver.Bytes:N0}) " +
            $"| {agent.P50:0.00} / {agent.P99:0.00} | {naiveAgent.Mean:#,0.0} | {attempt.Mean:#,0.0} ({attempt.Bytes:N0}) | {call.Bytes + agent.Bytes:0.##} |");
    }

    private static string Machine()
    {
        var processor = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
        var commit = typeof(Router).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[^1];
        return $"{Environment.ProcessorCount} cores ({processor ?? "unknown"}), {RuntimeInformation.FrameworkDescription}, commit {commit?[..Math.Min(7, commit.Length)]}, one thread, {Load()}";
    }

    /// <summary>What else ran: with a load well above nothing, read the figures as upper bounds.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? $"load of the machine when it began {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "load unknown";

    private void Say(string line)
    {
        _lines.Add(line);
        Console.WriteLine(line);
    }
}
