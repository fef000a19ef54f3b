using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Server.Simulation;

/// <summary>A comparison for people and for machines.</summary>
public static class ComparisonReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>As JSON.</summary>
    public static string ToJson(Comparison comparison) => JsonSerializer.Serialize(comparison, Json);

    /// <summary>As a table.</summary>
    public static string ToText(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{comparison.Calls} calls from {comparison.From:yyyy-MM-dd HH:mm} to {comparison.Until:yyyy-MM-dd HH:mm} UTC, lived again {comparison.Runs} times, seeds {comparison.Seed} to {comparison.Seed + comparison.Runs - 1}\n");
        text.Append("lived again: as recorded, and where 95 of 100 such days lie; new, change: mean ± 95 % confidence\n\n");
        text.Append(Line("queue", "figure", "recorded", "lived again", "new", "change"));
        foreach (var (queue, figures) in comparison.Queues)
        {
            foreach (var name in Figures.Shown)
            {
                var f = figures[name];
                text.Append(Line(queue, name, Number(f.Recorded), Range(f.Before), Mean(f.After), Mean(f.Change, signed: true)));
            }
        }

        foreach (var limit in comparison.Limits)
            text.Append(CultureInfo.InvariantCulture, $"\n{(limit.Holds ? "kept" : "BROKEN")}: {limit.Text} ({limit.Queue}: {Number(limit.Value)})");
        return text.ToString().TrimEnd() + "\n";
    }

    private static string Line(params string[] cells) => $"{cells[0],-16} {cells[1],-15} {cells[2],10} {cells[3],26} {cells[4],18} {cells[5],18}\n";

    private static string Number(double? value) => value is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) : "–";

    private static string Range(Sample? sample) => sample is null ? "–" : $"{Number(sample.Mean)} [{Number(sample.Low)}, {Number(sample.High)}]";

    private static string Mean(Sample? sample, bool signed = false) =>
        sample is null ? "–" : $"{(signed && sample.Mean > 0 ? "+" : "")}{Number(sample.Mean)} ± {Number(sample.Margin)}";
}
