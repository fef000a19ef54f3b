using System.Globalization;
using System.Text;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Walks as Markdown.</summary>
public static class DifferentialReport
{
    public static string Of(IReadOnlyList<Walk> walks)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{walks.Count} walks, seeds {walks.Min(w => w.Seed)} to {walks.Max(w => w.Seed)}");
        text.AppendLine();
        text.Append("| app_queue | service | walks | steps | rings | the same |");
        foreach (var row in Explanations.Rows) text.Append(CultureInfo.InvariantCulture, $" {row} |");
        text.AppendLine(" unexplained |");
        text.AppendLine($"| --- | --- |{string.Concat(Enumerable.Repeat(" ---: |", 5 + Explanations.Rows.Count))}");
        foreach (var group in walks.GroupBy(walk => walk.Strategy))
        {
            var steps = group.SelectMany(walk => walk.Steps).ToList();
            var rings = steps.Where(step => step.Ours.Count + step.Theirs.Count > 0).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.AppQueue} | {group.Key.Service} | {group.Count()} | {steps.Count} | {rings.Count} | {rings.Count(step => step.Reason is null)} |");
            foreach (var row in Explanations.Rows.Append(Explanations.None)) text.Append(CultureInfo.InvariantCulture, $" {steps.Count(step => step.Reason == row)} |");
            text.AppendLine();
        }

        return $"{text}";
    }
}
