using System.Globalization;
using System.Text.RegularExpressions;

namespace Telephony.Server.Simulation;

/// <summary>What a change must keep: <c>sales: service_level &gt;= 80</c>. The queue may be <c>*</c>: every queue.</summary>
/// <param name="Text">As written.</param>
/// <param name="Queue">The queue, or <c>*</c>.</param>
/// <param name="Figure">A figure of <see cref="Figures.Names"/>.</param>
/// <param name="Comparison"><c>&gt;=</c>, <c>&lt;=</c>, <c>&gt;</c> or <c>&lt;</c>.</param>
/// <param name="Value">In the unit of the figure.</param>
public sealed partial record Limit(string Text, string Queue, string Figure, string Comparison, double Value)
{
    /// <summary>Reads a limit.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static Limit Parse(string text)
    {
        var match = Form.Match(text);
        if (!match.Success) throw new FormatException($"--limit '{text}': write it like \"sales: service_level >= 80\"");
        var asked = Plain(match.Groups["figure"].Value);
        var figure = Figures.Names.FirstOrDefault(n => Plain(n) == asked)
            ?? throw new FormatException($"--limit '{text}': unknown figure '{match.Groups["figure"].Value}'; known are {string.Join(", ", Figures.Names)}");
        return new Limit(text, match.Groups["queue"].Value, figure, match.Groups["comparison"].Value, double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether a value keeps the limit.</summary>
    public bool Holds(double value) => Comparison switch
    {
        ">=" => value >= Value,
        "<=" => value <= Value,
        ">" => value > Value,
        _ => value < Value,
    };

    /// <summary><c>serviceLevel</c> and <c>service_level</c> are the same.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex(@"^\s*(?<queue>\*|[A-Za-z0-9_-]{1,40})\s*:\s*(?<figure>[A-Za-z0-9_]+)\s*(?<comparison>>=|<=|>|<)\s*(?<value>-?[0-9]+(\.[0-9]+)?)\s*(%|s)?\s*\z")]
    private static partial Regex Form { get; }
}
