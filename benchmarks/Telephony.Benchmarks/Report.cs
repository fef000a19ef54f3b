using System.Globalization;
using System.Text;

namespace Telephony.Benchmarks;

/// <summary>The rounds as Markdown.</summary>
public static class Report
{
    public static string Of(IReadOnlyList<RoundResult> rounds, RunOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{options.CallsPerSecond} calls/s capacity, {options.Agents} agents, talk {options.Talk.TotalSeconds:0.0} s ± 25 %, up to {options.Waiting} waiting, " +
            $"window {options.Window.TotalSeconds:0} s × {rounds.Count / rounds.Select(round => round.Contestant).Distinct().Count()} rounds each, seeds from {options.Seed}");
        text.AppendLine();
        text.AppendLine("| router | hand-overs | free → INVITE p50 | p90 | p99 | max (ms) | BYE → INVITE p50 | p99 (ms) | calls/s | Asterisk CPU/call | router CPU/call (ms) | lost | double | to busy | out of order | left over |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var groups = rounds.GroupBy(round => round.Contestant).ToList();
        foreach (var group in groups)
            text.AppendLine(Row(group.Key.Name, [.. group]));
        text.AppendLine();
        AppendRatios(text, groups);
        foreach (var group in groups.Where(_ => options.Audio || options.Record))
            AppendConversations(text, group.Key.Name, [.. group]);
        foreach (var group in groups)
            AppendWrapUps(text, group.Key.Name, options, [.. group.SelectMany(round => round.WrapUpEnds)]);
        return text.ToString();
    }

    private static void AppendWrapUps(StringBuilder text, string name, RunOptions options, WrapUpEnd[] ends)
    {
        if (ends.Length == 0)
            return;
        text.AppendLine($"- {name}, wrap-up of {Number(options.WrapUp.TotalSeconds)} s over → INVITE, {ends.Length} times: {Spread(ends.Select(end => end.Invite))}");
        text.AppendLine($"- of this, until the service noticed: {Spread(ends.Select(end => end.Noticed))}");
    }

    private static string Spread(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return $"p50 {Ms(sorted, 0.5)}, p90 {Ms(sorted, 0.9)}, p99 {Ms(sorted, 0.99)}, max {Ms(sorted, 1)} ms";
    }

    /// <summary>All raw times, one line a hand-over: contestant, round, ms from free to INVITE, ms from BYE to INVITE.</summary>
    public static IEnumerable<string> Raw(IReadOnlyList<RoundResult> rounds) => rounds.SelectMany((round, number) =>
        round.Ledger.FreeToInvite.Zip(round.Ledger.ByeToInvite, (free, bye) =>
            string.Create(CultureInfo.InvariantCulture, $"{round.Contestant.Name}\t{number}\t{free:0.000}\t{bye:0.000}")));

    private static string Row(string name, IReadOnlyList<RoundResult> rounds)
    {
        var free = Sorted(rounds, ledger => ledger.FreeToInvite);
        var bye = Sorted(rounds, ledger => ledger.ByeToInvite);
        var calls = rounds.Sum(round => round.Ledger.Completed);
        var seconds = rounds.Sum(round => round.Window.TotalSeconds);
        string[] cells =
        [
            name, $"{free.Length}", Ms(free, 0.5), Ms(free, 0.9), Ms(free, 0.99), Ms(free, 1), Ms(bye, 0.5), Ms(bye, 0.99),
            Number(calls / seconds), Number(rounds.Sum(round => round.AsteriskTime.TotalMilliseconds) / calls),
            Number(rounds.Sum(round => round.RouterTime.TotalMilliseconds) / calls),
            Sum(rounds, ledger => ledger.Lost), Sum(rounds, ledger => ledger.DoubleOffers), Sum(rounds, ledger => ledger.BusyOffers),
            Sum(rounds, ledger => ledger.Inversions), rounds.Any(round => round.Left.Length > 0) ? "**yes**" : "0",
        ];
        return "| " + string.Join(" | ", cells) + " |";
    }

    private static void AppendRatios(StringBuilder text, List<IGrouping<Contestant, RoundResult>> groups)
    {
        var service = groups.FirstOrDefault(group => group.Key.Name == "service");
        if (service is null)
            return;
        foreach (var other in groups.Where(group => group != service))
        {
            var (ours, theirs) = (Sorted([.. service], ledger => ledger.FreeToInvite), Sorted([.. other], ledger => ledger.FreeToInvite));
            text.AppendLine($"- service / {other.Key.Name}, free → INVITE: p50 × {Number(At(ours, 0.5) / At(theirs, 0.5))}, p99 × {Number(At(ours, 0.99) / At(theirs, 0.99))}; " +
                $"calls/s × {Number((double)service.Sum(round => round.Ledger.Completed) / other.Sum(round => round.Ledger.Completed))}; " +
                $"Asterisk CPU per call × {Number(PerCall(service) / PerCall(other))}");
        }
    }

    /// <summary>Processor time of a second of conversation: setting up and ending included, at the rate of the run.</summary>
    private static void AppendConversations(StringBuilder text, string name, IReadOnlyList<RoundResult> rounds)
    {
        var seconds = rounds.Sum(round => round.Talking * round.Window.TotalSeconds);
        text.AppendLine($"- {name}: {Number(rounds.Average(round => round.Talking))} conversations at a time; processor time for each of them, ms a second: " +
            $"Asterisk {Number(rounds.Sum(round => round.AsteriskTime.TotalMilliseconds) / seconds)}, router {Number(rounds.Sum(round => round.RouterTime.TotalMilliseconds) / seconds)}; " +
            $"{rounds.Sum(round => round.Recordings.Count)} recordings, {Number(rounds.Sum(round => round.Recordings.Sum()) / 1e6)} MB");
    }

    private static double PerCall(IEnumerable<RoundResult> rounds) =>
        rounds.Sum(round => round.AsteriskTime.TotalMilliseconds) / rounds.Sum(round => round.Ledger.Completed);

    private static double[] Sorted(IReadOnlyList<RoundResult> rounds, Func<Ledger, List<double>> samples) =>
        [.. rounds.SelectMany(round => samples(round.Ledger)).Order()];

    /// <summary>The value at a share of the sorted samples (nearest rank); NaN without samples.</summary>
    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];

    private static string Ms(double[] sorted, double share) => Number(At(sorted, share));

    private static string Number(double value) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Sum(IEnumerable<RoundResult> rounds, Func<Ledger, int> count) =>
        rounds.Sum(round => count(round.Ledger)).ToString(CultureInfo.InvariantCulture);
}
