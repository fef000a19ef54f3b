using System.Globalization;

namespace Telephony.Server.Cli.Top;

/// <summary>How a line looks.</summary>
internal enum LineStyle
{
    Plain,
    Bold,
    Chosen,
    Alarm,
}

/// <summary>A line of the screen, at most as wide as the screen.</summary>
internal readonly record struct TopLine(string Text, LineStyle Style = LineStyle.Plain);

/// <summary>Draws the board: pure, so that it can be held against a string.</summary>
internal static class TopPage
{
    /// <summary>Smaller screens show what fits.</summary>
    private const int LeastHeight = 12;

    private static readonly IReadOnlyList<Column<QueueRow>> QueueColumns =
    [
        new("QUEUE", (r, _) => Table.Cut(r.Name, 20)),
        new("WAITING", (r, _) => Wording.Number(r.Waiting), true),
        new("LONGEST", (r, now) => r.Since is { } since ? Wording.Clock(now - since) : "", true),
        new("SL", (r, _) => Wording.Percent(r.ServiceLevel), true),
        new("ANSWERED", (r, _) => Wording.Number(r.Answered), true),
        new("LOST", (r, _) => Wording.Number(r.Lost), true),
        new("READY", (r, _) => Wording.Number(r.Ready), true),
        new("BUSY", (r, _) => Wording.Number(r.Busy), true),
        new("AWAY", (r, _) => Wording.Number(r.Away), true),
        new("NOW", (r, _) => r.Opening),
    ];

    private static readonly IReadOnlyList<Column<V1.Call>> CallColumns =
    [
        new("CALL", (c, _) => Table.Cut(Wording.Id(c.Name), 20)),
        new("STATE", (c, _) => Wording.Of(c.State)),
        new("WAITS", (c, now) => Wording.Since(c.QueuedAt, now), true),
        new("PRIORITY", (c, _) => Wording.Number(c.Priority), true),
        new("QUEUE", (c, _) => Table.Cut(Wording.Id(c.Queue), 12)),
        new("CALLER", (c, _) => Table.Cut(c.CallerNumber, 14)),
        new("AGENT", (c, _) => Wording.Id(c.Agent)),
    ];

    /// <summary>The lines of the screen, from the top.</summary>
    /// <param name="board">What is known.</param>
    /// <param name="chosen">The queue chosen: 0 is all of them, then by name.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    /// <param name="now">This machine's clock.</param>
    public static IReadOnlyList<TopLine> Draw(TopBoard board, int chosen, int width, int height, DateTimeOffset now)
    {
        var time = board.ServerTime(now);
        var rows = QueueRow.Of(board);
        chosen = Math.Clamp(chosen, 0, rows.Count - 1);
        var agents = AgentLines(board, rows[chosen], width);
        var free = Math.Max(height, LeastHeight) - 8; // title, totals, two headings, three blanks, keys
        var agentRoom = Math.Min(agents.Count, Math.Max(2, free / 4));
        var queueRoom = Math.Min(rows.Count, Math.Max(2, (free - agentRoom) / 2));
        var callRoom = free - agentRoom - queueRoom;
        List<TopLine> lines =
        [
            Title(board, width, now),
            new(Totals(board)),
            new(""),
            .. QueueLines(rows, chosen, queueRoom, time),
            new(""),
            .. CallLines(board, rows[chosen], callRoom, time),
            new(""),
            .. agents.Take(agentRoom),
        ];
        while (lines.Count < height - 1) lines.Add(new(""));
        lines.Insert(Math.Min(height - 1, lines.Count), new(" q quit   ↑ ↓ choose a queue"));
        return [.. lines.Take(height).Select(line => line with { Text = Table.Cut(line.Text, width) })];
    }

    private static TopLine Title(TopBoard board, int width, DateTimeOffset now)
    {
        var trouble = board.Trouble(now);
        var left = $" telephony top   {board.Server}";
        var right = $"{(trouble.Length > 0 ? $"! {trouble}" : "live")}   {now.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} ";
        return new(Table.Pad(left, width - Table.Width(right)) + right, trouble.Length > 0 ? LineStyle.Alarm : LineStyle.Bold);
    }

    private static string Totals(TopBoard board)
    {
        var waiting = board.Calls.Items.Count(c => IsWaiting(c));
        var states = Enum.GetValues<V1.AgentState>().Where(s => s != V1.AgentState.Unspecified)
            .Select(s => (State: s, Count: board.Agents.Items.Count(a => a.State == s))).Where(s => s.Count > 0 || s.State is V1.AgentState.Ready or V1.AgentState.Talking);
        return $" calls {board.Calls.Items.Count}, waiting {waiting}   agents: " + string.Join(", ", states.Select(s => $"{s.Count} {Wording.Of(s.State)}"));
    }

    /// <summary>As many as there is room for, the chosen one among them.</summary>
    private static IEnumerable<TopLine> QueueLines(IReadOnlyList<QueueRow> rows, int chosen, int room, DateTimeOffset time)
    {
        var lines = Table.Lines(QueueColumns, rows, time);
        yield return new($"  {lines[0]}", LineStyle.Bold);
        var first = Math.Clamp(chosen - (room / 2), 0, Math.Max(0, rows.Count - room));
        for (var i = first; i < Math.Min(first + room, rows.Count); i++)
        {
            var style = i == chosen ? LineStyle.Chosen : rows[i].IsAlarming(time) ? LineStyle.Alarm : LineStyle.Plain;
            yield return new($"{(i == chosen ? '>' : ' ')}{(rows[i].IsAlarming(time) ? '!' : ' ')}{lines[i + 1]}", style);
        }
    }

    private static IEnumerable<TopLine> CallLines(TopBoard board, QueueRow row, int room, DateTimeOffset time)
    {
        var calls = board.Calls.Items.Where(c => row.IsAll || c.Queue == row.Resource)
            .OrderBy(c => IsWaiting(c) ? 0 : 1).ThenByDescending(c => c.Priority).ThenBy(c => c.QueuedAt?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue).ToList();
        var shown = calls.Count > room ? Math.Max(0, room - 1) : calls.Count;
        var lines = Table.Lines(CallColumns, calls.Take(shown), time);
        yield return new($"  {lines[0]}", LineStyle.Bold);
        foreach (var line in lines.Skip(1)) yield return new($"  {line}");
        if (shown < calls.Count) yield return new($"  … {calls.Count - shown} more");
        for (var i = shown + (shown < calls.Count ? 1 : 0); i < room; i++) yield return new("");
    }

    private static List<TopLine> AgentLines(TopBoard board, QueueRow row, int width)
    {
        var agents = board.Agents.Items.Where(a => row.IsAll || a.Queues.Contains(row.Resource)).GroupBy(a => a.State).OrderBy(g => Order(g.Key));
        return [.. agents.Select(g => new TopLine(Table.Cut($"  {Table.Pad(Wording.Of(g.Key), 14)} {g.Count(),4}  {string.Join(", ", g.Select(Shown))}", width)))];
    }

    private static string Shown(V1.Agent agent) =>
        Table.Visible(agent.DisplayName.Length > 0 ? agent.DisplayName : Wording.Id(agent.Name)) + (agent.StateReason.Length > 0 ? $" ({Table.Visible(agent.StateReason)})" : "");

    // First who can help, last who is not here.
    private static int Order(V1.AgentState state) => state switch
    {
        V1.AgentState.Ready => 0,
        V1.AgentState.Ringing or V1.AgentState.Reserved => 1,
        V1.AgentState.Talking => 2,
        V1.AgentState.WrapUp => 3,
        V1.AgentState.NotResponding => 4,
        V1.AgentState.Paused => 5,
        _ => 6,
    };

    private static bool IsWaiting(V1.Call call) => call.State is V1.CallState.Queued or V1.CallState.Virtual;
}
