using System.Diagnostics;
using System.Text.Json;

namespace Telephony.Benchmarks;

/// <summary>How late one agent was rung after a wrap-up.</summary>
/// <param name="Noticed">Until the service noticed that it was over, ms.</param>
/// <param name="Invite">Until the INVITE was on the wire, ms.</param>
public readonly record struct WrapUpEnd(double Noticed, double Invite);

/// <summary>How late an agent's phone was asked to ring after the wrap-up time had run out: the end of the wrap-up is taken from the
/// service's own facts (its begin and the configured length), the INVITE from the wire.</summary>
public static class WrapUpTimes
{
    /// <summary>A caller counts as waiting this long before the end of the wrap-up.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    /// <param name="facts">The folder of the service's fact log.</param>
    /// <param name="wrapUp">The configured length.</param>
    /// <param name="invites">All INVITEs: agent and Stopwatch ticks, in order.</param>
    /// <param name="from">Wrap-ups that end before this are not counted, Stopwatch ticks.</param>
    /// <param name="to">Nor those that end after this.</param>
    /// <returns>One for each hand-over.</returns>
    public static List<WrapUpEnd> Of(string facts, TimeSpan wrapUp, IReadOnlyList<(string Agent, long At)> invites, long from, long to)
    {
        var (utc, ticks) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        DateTimeOffset UtcOf(long stamp) => utc + Stopwatch.GetElapsedTime(ticks, stamp);
        var (begin, stop) = (UtcOf(from), UtcOf(to));
        var byAgent = invites.ToLookup(i => i.Agent, i => UtcOf(i.At));
        var due = new Dictionary<string, DateTimeOffset>();
        List<WrapUpEnd> times = [];
        foreach (var line in Directory.EnumerateFiles(facts, "facts-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            using var json = JsonDocument.Parse(line);
            var fact = json.RootElement;
            var kind = fact.GetProperty("kind").GetString();
            if (kind == "AgentStateChanged" && fact.GetProperty("to").GetString() == "WrapUp")
            {
                due[fact.GetProperty("agent").GetString()!] = TimeOf(fact) + wrapUp;
            }
            else if (kind == "OfferMade" && due.Remove(fact.GetProperty("agent").GetString()!, out var end))
            {
                var waitingSince = TimeOf(fact) - TimeSpan.Parse(fact.GetProperty("waited").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
                var invite = byAgent[fact.GetProperty("agent").GetString()!].FirstOrDefault(at => at >= end);
                if (end >= begin && end <= stop && waitingSince <= end - Settled && invite != default)
                    times.Add(new WrapUpEnd((TimeOf(fact) - end).TotalMilliseconds, (invite - end).TotalMilliseconds));
            }
        }

        return times;
    }

    private static DateTimeOffset TimeOf(JsonElement fact) => fact.GetProperty("at").GetProperty("utc").GetDateTimeOffset();
}
