namespace Telephony.Core.Benchmarks;

/// <summary>What is drawn for one way of deciding: how its time grows with one dimension of the centre.</summary>
/// <param name="Name">What decides what.</param>
/// <param name="IsOurs">Whether it is the router, or something it is compared with.</param>
/// <param name="Points">Sizes and times in microseconds: medians for the router, one a repetition; means for the others.</param>
internal sealed record GrowthCurve(string Name, bool IsOurs, IReadOnlyList<(double Size, double Time)> Points)
{
    public GrowthFit Fit { get; } = GrowthFit.Of(Points);
}

/// <summary>One dimension of the centre, the others being those of the bar.</summary>
internal sealed record GrowthAxis(string Name, IReadOnlyList<GrowthCurve> Curves);

/// <summary>Measures growth with the agents and with the waiting calls, over two decades each. Repetitions go through all sizes in turn, each
/// time in a centre made anew, so that a drift of the machine hits all sizes alike.</summary>
internal static class GrowthCurves
{
    public const string CallForAgent = "router: call for an agent";
    public const string AgentForCall = "router: agent for a call";
    public const string WholeFreed = "router: agent becomes free, whole";
    public const string Naive = "naive scan: call for an agent";
    public const string AppQueue = "app_queue model: call for an agent";

    private const int Repetitions = 4;
    private const int Times = 20_000;
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(300);

    public static IReadOnlyList<GrowthAxis> Measure() =>
    [
        new("agents", Curves([.. Decades(100, 10_000).Select(n => (n, CentreSize.Bar with { Agents = n }))])),
        new("waiting calls", Curves([.. Decades(1000, 100_000).Select(n => (n, CentreSize.Bar with { Waiting = n }))])),
    ];

    private static int[] Decades(int from, int to) => [.. Enumerable.Range(0, 5).Select(i => (int)Math.Round(from * Math.Pow((double)to / from, i / 4.0)))];

    private static IReadOnlyList<GrowthCurve> Curves((int Number, CentreSize Size)[] sizes)
    {
        string[] ours = [CallForAgent, AgentForCall, WholeFreed];
        string[] others = [Naive, AppQueue];
        var points = ours.Concat(others).ToDictionary(name => name, _ => new List<(double, double)>());
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            foreach (var (number, size) in sizes)
            {
                var centre = new RoutingCentre(size);
                points[CallForAgent].Add((number, DecisionTimes.CallForAgent(centre, Times).P50));
                points[AgentForCall].Add((number, DecisionTimes.AgentForCall(centre, Times).P50));
                points[WholeFreed].Add((number, DecisionTimes.AgentBecomesFree(centre, Times).P50));
                if (repetition > 0) continue;
                points[Naive].Add((number, DecisionTimes.MeanOf(centre.FindCallNaively, Budget).Mean));
                points[AppQueue].Add((number, DecisionTimes.MeanOf(() => centre.HandOverInAppQueue(), Budget).Mean));
            }
        }

        return [.. points.Select(p => new GrowthCurve(p.Key, ours.Contains(p.Key), p.Value))];
    }
}
