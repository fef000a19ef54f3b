using Google.Protobuf;

namespace Telephony.Server.Cli;

/// <summary>Prints answers.</summary>
internal static class Printing
{
    private static readonly JsonFormatter OneLine = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private static readonly JsonFormatter Indented = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    /// <summary>An answer as it is, or its rows in a table.</summary>
    public static Task PrintAsync<T>(this Session session, IMessage answer, IReadOnlyList<Column<T>> columns, IEnumerable<T> rows) =>
        session.Format == OutputFormat.Json ? session.PrintJsonAsync(answer) : session.PrintTableAsync(columns, rows);

    /// <summary>An answer as it is, or these lines.</summary>
    public static async Task PrintAsync(this Session session, IMessage answer, IEnumerable<string> lines)
    {
        if (session.Format == OutputFormat.Json)
        {
            await session.PrintJsonAsync(answer);
            return;
        }

        foreach (var line in lines) await session.Out.WriteLineAsync(Table.Visible(line));
    }

    /// <summary>A message as JSON; one line when it is one of many.</summary>
    public static Task PrintJsonAsync(this Session session, IMessage message, bool isOneOfMany = false) =>
        session.Out.WriteLineAsync((isOneOfMany ? OneLine : Indented).Format(message));

    /// <summary>Rows in a table.</summary>
    public static async Task PrintTableAsync<T>(this Session session, IReadOnlyList<Column<T>> columns, IEnumerable<T> rows)
    {
        var lines = Table.Lines(columns, rows, DateTimeOffset.UtcNow);
        await session.Out.WriteLineAsync(session.Screen.Bold(lines[0]));
        foreach (var line in lines.Skip(1)) await session.Out.WriteLineAsync(line);
    }
}
