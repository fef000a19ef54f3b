using System.Text;

namespace Telephony.Server.Cli;

/// <summary>A column: its heading, what stands in it, and whether it holds numbers.</summary>
internal sealed record Column<T>(string Heading, Func<T, DateTimeOffset, string> Read, bool IsNumber = false);

/// <summary>Text in columns. Chinese characters are two columns of a terminal wide.</summary>
internal static class Table
{
    private const string Gap = "  ";

    /// <summary>The lines of a table: the heading, then one line a row.</summary>
    public static IReadOnlyList<string> Lines<T>(IReadOnlyList<Column<T>> columns, IEnumerable<T> rows, DateTimeOffset now)
    {
        var cells = rows.Select(row => columns.Select(c => Visible(c.Read(row, now))).ToArray()).Prepend([.. columns.Select(c => c.Heading)]).ToList();
        var widths = columns.Select((_, i) => cells.Max(row => Width(row[i]))).ToArray();
        return [.. cells.Select(row => string.Join(Gap, row.Select((text, i) => Pad(text, widths[i], columns[i].IsNumber))).TrimEnd())];
    }

    /// <summary>The text, filled up to a width.</summary>
    public static string Pad(string text, int width, bool atTheLeft = false)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(text)));
        return atTheLeft ? blanks + text : text + blanks;
    }

    /// <summary>The text cut to a width.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width) return text;
        var (cut, left) = (new StringBuilder(), Math.Max(0, width - 1));
        foreach (var rune in text.EnumerateRunes())
        {
            if ((left -= Width(rune)) < 0) break;
            cut.Append(rune);
        }

        return width > 0 ? cut.Append('…').ToString() : "";
    }

    /// <summary>Columns of a terminal that the text takes.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    /// <summary>The text without characters that would steer the terminal: names come from others.</summary>
    public static string Visible(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '·' : c)) : text;

    // East Asian wide and full-width characters (Unicode TR 11), as far as names use them.
    private static int Width(Rune rune) => rune.Value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD)
        ? 2 : 1;
}
