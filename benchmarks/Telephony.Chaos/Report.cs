using System.Globalization;
using System.Text;

namespace Telephony.Chaos;

/// <summary>What came of all faults, as Markdown.</summary>
internal static class Report
{
    public static string Table(IReadOnlyList<Outcome> outcomes, TimeSpan took, string loadBefore)
    {
        var text = new StringBuilder();
        text.AppendLine("| fault | repeats | dropped | order inversions | double rings | recovery | p50 | p99 | bar | |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | --- |");
        foreach (var o in outcomes)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {o.Fault} | {o.Repeats} | {o.Dropped} | {o.Inversions} | {o.DoubleRings} | {o.Recovery} | {Time(o, 0.5)} | {Time(o, 0.99)} | {Bar(o)} | {(o.IsGood ? "good" : "**missed**")} |");
        }

        text.AppendLine();
        foreach (var o in outcomes.Where(o => !o.IsGood)) text.AppendLine(Details(o));
        text.AppendLine(CultureInfo.InvariantCulture, $"{outcomes.Count(o => o.IsGood)} of {outcomes.Count} good, in {took.TotalMinutes:0.0} minutes; p99 of fewer than 100 repeats is the longest.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores; load averages of 1, 5 and 15 minutes before: {loadBefore}, and behind: {Load()} (this run included).");
        return text.ToString();
    }

    /// <summary>How much this machine had to do, in the last minutes.</summary>
    public static string Load()
    {
        try
        {
            return string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    public static string Details(Outcome outcome) =>
        $"{outcome.Fault}:\n" + string.Concat(outcome.Faults.Take(20).Select(fault => $"  wrong: {fault}\n")) + string.Concat(outcome.Notes.Select(note => $"  {note}\n"));

    private static string Time(Outcome outcome, double share) =>
        outcome.Recoveries.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{outcome.At(share).TotalSeconds:0.00} s");

    private static string Bar(Outcome outcome) =>
        outcome.RecoveryMost == TimeSpan.MaxValue ? "–" : string.Create(CultureInfo.InvariantCulture, $"{outcome.RecoveryMost.TotalSeconds:0} s");
}
