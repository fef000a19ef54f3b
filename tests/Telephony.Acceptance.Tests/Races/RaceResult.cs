using System.Globalization;

namespace Telephony.Acceptance.Tests.Races;

/// <summary>How a race went, over all its sweeps.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Sweeps">How often it was run.</param>
/// <param name="Outcomes">Who came first how often.</param>
/// <param name="FreeAfter">From the later of the two to the agent's phone being free, in ms; of two who answered, the loser's.</param>
/// <param name="Faults">Each zombie, double connection, lost or doubly ended call, broken invariant, error.</param>
public sealed record RaceResult(
    RaceKind Kind, int Sweeps, IReadOnlyDictionary<string, int> Outcomes, IReadOnlyList<double> FreeAfter, IReadOnlyList<string> Faults)
{
    /// <summary>The time within which that share of the agents was free, in ms; 0 where nothing is measured.</summary>
    public double Free(double share)
    {
        double[] sorted = [.. FreeAfter.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>Both runs together.</summary>
    public RaceResult And(RaceResult other) => this with
    {
        Sweeps = Sweeps + other.Sweeps,
        Outcomes = Outcomes.Concat(other.Outcomes).GroupBy(o => o.Key).ToDictionary(o => o.Key, o => o.Sum(count => count.Value)),
        FreeAfter = [.. FreeAfter, .. other.FreeAfter],
        Faults = [.. Faults, .. other.Faults],
    };

    /// <summary>A row of the table in docs/benchmarks.md.</summary>
    public string Row() => string.Create(CultureInfo.InvariantCulture,
        $"| {Kind} | {Sweeps} | {string.Join(", ", Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Value} {o.Key}"))} | {Faults.Count} | {Free(0.5):0.0} | {Free(0.99):0.0} | {Free(1):0.0} |");

    /// <summary>The head of that table.</summary>
    public const string Head = "| race | sweeps | outcomes | faults | agent's phone free after p50 | p99 | max (ms) |\n| --- | ---: | --- | ---: | ---: | ---: | ---: |";
}
