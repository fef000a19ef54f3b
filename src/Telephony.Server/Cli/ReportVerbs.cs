using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony report …</c>: figures of the past.</summary>
internal static class ReportVerbs
{
    private static readonly Option<DateTimeOffset?> Since = ClientOptions.TimeOption("--since", "from this time on (default: midnight)");
    private static readonly Option<DateTimeOffset?> Until = ClientOptions.TimeOption("--until", "up to this time (default: now)");
    private static readonly Option<string?> Queue = new("--queue") { Description = "only of this queue" };
    private static readonly Option<string?> Agent = new("--agent") { Description = "only of this agent" };
    private static readonly Option<TimeSpan> Interval = ClientOptions.DurationOption("--interval", "length of the intervals, e.g. 15m (default: the service's)", TimeSpan.Zero);
    private static readonly Argument<string> What = new("report") { Description = "intervals, waits, agents, attendance or calls" };
    private static readonly Option<FileInfo?> To = new("--to") { Description = "the file to write (default: standard output)" };

    private static readonly IReadOnlyList<Column<V1.QueueInterval>> Intervals =
    [
        new("QUEUE", (i, _) => Wording.Id(i.Queue)),
        new("FROM", (i, _) => Wording.Time(i.Period?.StartTime)),
        new("OFFERED", (i, _) => Wording.Number(i.Figures?.OfferedCalls ?? 0), true),
        new("ANSWERED", (i, _) => Wording.Number(i.Figures?.AnsweredCalls ?? 0), true),
        new("LOST", (i, _) => Wording.Number(i.Figures?.AbandonedCalls ?? 0), true),
        new("SL", (i, _) => Wording.Percent(i.Figures is { HasServiceLevel: true } figures ? figures.ServiceLevel : null), true),
        new("ASA", (i, _) => Wording.Clock(i.Figures?.AverageSpeedOfAnswer), true),
        new("AHT", (i, _) => Wording.Clock(i.Figures?.AverageHandleTime), true),
    ];

    private static readonly IReadOnlyList<Column<V1.AgentFigures>> Agents =
    [
        new("AGENT", (a, _) => Wording.Id(a.Agent)),
        new("FROM", (a, _) => Wording.Time(a.Period?.StartTime)),
        new("HANDLED", (a, _) => Wording.Number(a.HandledCalls), true),
        new("MISSED", (a, _) => Wording.Number(a.MissedOffers), true),
    ];

    private static readonly IReadOnlyList<Column<V1.PastCall>> Calls =
    [
        new("CALL", (c, _) => Wording.Id(c.Name)),
        new("START", (c, _) => Wording.Time(c.StartTime)),
        new("QUEUE", (c, _) => Wording.Id(c.Queue)),
        new("AGENT", (c, _) => Wording.Id(c.Agent)),
        new("CALLER", (c, _) => c.CallerNumber),
        new("WAIT", (c, _) => Wording.Clock(c.Wait), true),
        new("TALK", (c, _) => Wording.Clock(c.Talk), true),
        new("END", (c, _) => c.Disposition),
    ];

    public static Command Create() => Noun(
        "report", "Figures of the past: queues by interval, agents, calls.",
        Verb("intervals", "Queues by interval.", IntervalsAsync, Since, Until, Queue, Interval),
        Verb("agents", "Agents.", AgentsAsync, Since, Until, Agent, Interval),
        Verb("calls", "Calls that are over, newest first.", CallsAsync, Since, Until, Queue, Agent),
        Verb("export", "A report as comma-separated values.", ExportAsync, What, Since, Until, Queue, Agent, Interval, To));

    private static V1.Period PeriodOf(Session session) => new()
    {
        StartTime = Timestamp.FromDateTimeOffset(session.Get(Since) ?? new DateTimeOffset(DateTime.Today)),
        EndTime = Timestamp.FromDateTimeOffset(session.Get(Until) ?? DateTimeOffset.UtcNow),
    };

    private static Duration? IntervalOf(Session session) => session.Get(Interval) is var time && time > TimeSpan.Zero ? Duration.FromTimeSpan(time) : null;

    private static string QueueOf(Session session) => Session.Name(Rpc.Names.Queues, session.Get(Queue));

    private static string AgentOf(Session session) => Session.Name(Rpc.Names.Agents, session.Get(Agent));

    private static async Task IntervalsAsync(Session session)
    {
        var period = PeriodOf(session);
        var all = await Pages.AllAsync(
            token => session.Reports.QueryIntervalsAsync(
                new V1.QueryIntervalsRequest { Period = period, Queue = QueueOf(session), Interval = IntervalOf(session), PageSize = Pages.Size, PageToken = token, TimeZone = ZoneOf() }, session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Intervals, all.Intervals);
    }

    private static async Task AgentsAsync(Session session)
    {
        var period = PeriodOf(session);
        var all = await Pages.AllAsync(
            token => session.Reports.QueryAgentsAsync(
                new V1.QueryAgentsRequest { Period = period, Agent = AgentOf(session), Interval = IntervalOf(session), PageSize = Pages.Size, PageToken = token, TimeZone = ZoneOf() }, session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Agents, all.Agents);
    }

    private static async Task CallsAsync(Session session)
    {
        var period = PeriodOf(session);
        var all = await Pages.AllAsync(
            token => session.Reports.QueryCallsAsync(
                new V1.QueryCallsRequest { Period = period, Queue = QueueOf(session), Agent = AgentOf(session), PageSize = Pages.Size, PageToken = token }, session.Once),
            p => p.NextPageToken);
        await session.PrintAsync(all, Calls, all.Calls);
    }

    private static async Task ExportAsync(Session session)
    {
        var request = new V1.ExportRequest
        {
            Report = session.Get(What), Period = PeriodOf(session), Queue = QueueOf(session), Agent = AgentOf(session), Interval = IntervalOf(session), TimeZone = ZoneOf(),
            Language = Wording.IsChinese ? "zh-CN" : "en",
        };
        using var export = session.Reports.Export(request, session.Stream(session.Cancel));
        using var text = new MemoryStream();
        while (await export.ResponseStream.MoveNext(session.Cancel)) export.ResponseStream.Current.Data.WriteTo(text);
        if (session.Get(To) is { } file) await File.WriteAllBytesAsync(file.FullName, text.ToArray(), session.Cancel);
        else await session.Out.WriteAsync(System.Text.Encoding.UTF8.GetString(text.ToArray()).TrimStart('\uFEFF')); // spreadsheets want the mark, pipes do not
    }

    /// <summary>Days begin where this machine is.</summary>
    private static string ZoneOf() => TimeZoneInfo.Local.Id.Contains('/', StringComparison.Ordinal) ? TimeZoneInfo.Local.Id : "";
}
