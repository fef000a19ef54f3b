using System.Collections.Immutable;
using System.Text;

namespace Telephony.Server.Access;

/// <summary>Reads the table of <see cref="AccessPolicy"/>.</summary>
internal static class AccessTable
{
    private const string FreeMark = "free:";

    private static readonly Role[] Columns =
        [Role.Agent, Role.TeamLeader, Role.Supervisor, Role.Quality, Role.Analyst, Role.Manager, Role.System, Role.Auditor];

    /// <summary>The rules of a table; its first line is the head.</summary>
    /// <exception cref="FormatException">A row is not of the form.</exception>
    public static IEnumerable<AccessRule> Parse(string rows) => rows.Split('\n').Skip(1).Where(r => r.Trim().Length > 0).Select(Row);

    /// <summary>The table as Markdown.</summary>
    public static string Print()
    {
        var text = new StringBuilder("| method | ").AppendJoin(" | ", Columns.Select(r => r.Word().Replace('_', ' '))).Append(" | |\n| --- |");
        text.Append(string.Concat(Enumerable.Repeat(" --- |", Columns.Length + 1))).Append('\n');
        foreach (var rule in AccessPolicy.Rules.Values.OrderBy(r => r.Method, StringComparer.Ordinal))
        {
            text.Append("| `").Append(rule.Method).Append("` | ").AppendJoin(" | ", Columns.Select(r => Word(rule.Reaches[r]))).Append(" | ");
            text.Append(rule.Recorded ? "●" : "").Append(" |\n");
        }

        return text.ToString();
    }

    private static string Word(Reach reach) => reach switch { Reach.All => "all", Reach.Own => "own", _ => "–" };

    private static AccessRule Row(string row)
    {
        var free = row.IndexOf(FreeMark, StringComparison.Ordinal);
        var words = (free < 0 ? row : row[..free]).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var isHttp = words[0].All(char.IsAsciiLetterUpper);
        var method = isHttp ? $"{words[0]} {words[1]}" : words[0];
        words.RemoveRange(0, isHttp ? 2 : 1);
        var recorded = words.Remove("recorded");
        if (words.Count != Columns.Length + 1 || !Enum.TryParse<About>(words[0], ignoreCase: true, out var about))
            throw new FormatException($"the table of access has a malformed row: {row}");
        return new AccessRule(
            method, about, recorded, free < 0 ? [] : [.. row[(free + FreeMark.Length)..].Split(',', StringSplitOptions.TrimEntries)],
            Columns.Zip(words.Skip(1)).ToImmutableDictionary(c => c.First, c => ReachOf(c.Second, row)));
    }

    private static Reach ReachOf(string word, string row) => word switch
    {
        "-" => Reach.None,
        "own" => Reach.Own,
        "all" => Reach.All,
        _ => throw new FormatException($"the table of access says '{word}' in: {row}"),
    };
}
