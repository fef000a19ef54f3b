using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.History;
using Telephony.Server.Statistics;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.ReportService</c>: the statistics of the past, and calls of the history. A long period is read from the fact log;
/// two such questions are answered at a time.</summary>
internal sealed partial class ReportServiceImpl(IPastFigures past, HistoryStore history, SiteInForce site, TimeProvider time) : V1.ReportService.ReportServiceBase, IDisposable
{
    private const int AtOnce = 2;
    private const int LongestSkill = 40;
    private const int LongestNumber = 40;

    private readonly SemaphoreSlim _reading = new(AtOnce);

    public override async Task<V1.QueryIntervalsResponse> QueryIntervals(V1.QueryIntervalsRequest request, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, Core.Statistics.IntervalLength, time.LocalTimeZone);
        var rows = await IntervalsAsync(span, request.Group, request.Queue, request.Skill, request.WaitBands, context.CancellationToken);
        var (page, next) = Page(rows, request.PageSize, request.PageToken, $"intervals {request.Period} {request.Interval} {request.Group} {request.Queue} {request.Skill} {request.TimeZone} {request.WaitBands}");
        return new V1.QueryIntervalsResponse { Intervals = { page }, NextPageToken = next };
    }

    public override async Task<V1.QueryAgentsResponse> QueryAgents(V1.QueryAgentsRequest request, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, null, time.LocalTimeZone);
        var rows = await AgentsAsync(span, request.Agent, context.CancellationToken);
        var (page, next) = Page(rows, request.PageSize, request.PageToken, $"agents {request.Period} {request.Interval} {request.Agent} {request.TimeZone}");
        return new V1.QueryAgentsResponse { Agents = { page }, NextPageToken = next };
    }

    public override Task<V1.QueryCallsResponse> QueryCalls(V1.QueryCallsRequest request, ServerCallContext context)
    {
        var filter = FilterOf(request);
        if (request.CallerNumber.Length > 0 && !context.Sight().SeesNumbers) throw Refusals.Field("caller_number", "an empty one is wanted, since your role does not see callers' numbers");
        var most = Pages.Size(request.PageSize);
        var question = $"past calls {request.Period} {request.Queue} {request.Agent} {request.Disposition} {request.CallerNumber}";
        long? before = Pages.Key(question, request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : null;
        var rows = PastQuestions.Ask(() => history.Calls(filter, most, before));
        var next = rows.Count == most ? Pages.Token(question, rows[^1].Cursor.ToString(CultureInfo.InvariantCulture)) : "";
        return Task.FromResult(new V1.QueryCallsResponse { Calls = { rows.Select(Of) }, NextPageToken = next });
    }

    public void Dispose() => _reading.Dispose();

    private static CallFilter FilterOf(V1.QueryCallsRequest request)
    {
        var (from, until) = ReportTime.Exact(request.Period);
        Fields.CheckText("disposition", request.Disposition, 0, LongestSkill);
        Fields.CheckText("caller_number", request.CallerNumber, 0, LongestNumber);
        return new CallFilter(
            from, until, Names.Filter(Names.Queues, request.Queue, "queue"), Names.Filter(Names.Agents, request.Agent, "agent"),
            request.Disposition.Length == 0 ? null : request.Disposition, request.CallerNumber.Length == 0 ? null : request.CallerNumber);
    }

    private async Task<List<V1.QueueInterval>> IntervalsAsync(ReportTime span, V1.IntervalGroup group, string queue, string skill, bool withBands, CancellationToken cancel)
    {
        var isBySkill = group switch
        {
            V1.IntervalGroup.Unspecified or V1.IntervalGroup.Queue => false,
            V1.IntervalGroup.Skill => true,
            _ => throw Refusals.Field("group", "INTERVAL_GROUP_QUEUE or INTERVAL_GROUP_SKILL is wanted"),
        };
        var onlyQueue = Names.Filter(Names.Queues, queue, "queue");
        Fields.CheckText("skill", skill, 0, LongestSkill);
        if (isBySkill && onlyQueue is not null) throw Refusals.Field("queue", "a queue goes with figures by queue");
        if (!isBySkill && skill.Length > 0) throw Refusals.Field("skill", "a skill goes with INTERVAL_GROUP_SKILL");
        var rows = new List<V1.QueueInterval>();
        foreach (var (period, figures) in span.Group(await ReadAsync(span, cancel)))
        {
            if (isBySkill) rows.AddRange(figures.Skills.Where(s => skill.Length == 0 || s.Key.Value == skill).Select(s => Of(period, null, s.Key.Value, s.Value, withBands)));
            else rows.AddRange(figures.Queues.Where(q => onlyQueue is null || q.Key.Value == onlyQueue).Select(q => Of(period, q.Key, "", q.Value, withBands)));
        }

        return rows;
    }

    private async Task<List<V1.AgentFigures>> AgentsAsync(ReportTime span, string agent, CancellationToken cancel)
    {
        var only = Names.Filter(Names.Agents, agent, "agent");
        var rows = new List<V1.AgentFigures>();
        foreach (var (period, figures) in span.Group(await ReadAsync(span, cancel)))
            rows.AddRange(figures.Agents.Where(a => only is null || a.Key.Value == only).Select(a => Of(period, a.Key, a.Value)));
        return rows;
    }

    private async Task<IReadOnlyList<(DateTimeOffset Start, PeriodFigures Figures)>> ReadAsync(ReportTime span, CancellationToken cancel)
    {
        await _reading.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => past.Intervals(span.From, span.Until, cancel), cancel);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Refusals.Because(Reason.EventsUnavailable, []);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>A page of rows that are put together anew each time; those of past intervals do not change, so that places hold.</summary>
    private static (IEnumerable<T> Page, string Next) Page<T>(List<T> rows, int size, string token, string question)
    {
        var most = Pages.Size(size);
        var from = Pages.Key(question, token) is { } key ? int.Parse(key, CultureInfo.InvariantCulture) : 0;
        var next = from + most < rows.Count ? Pages.Token(question, (from + most).ToString(CultureInfo.InvariantCulture)) : "";
        return (rows.Skip(from).Take(most), next);
    }

    private V1.QueueInterval Of(V1.Period period, QueueName? queue, string skill, QueueFigures figures, bool withBands)
    {
        var objective = queue is { } name && site.Latest.Queues.TryGetValue(name.Value, out var rule) ? rule.Objective : ServiceObjective.Default;
        var row = new V1.QueueInterval
        {
            Queue = Names.Of(Names.Queues, queue?.Value), Skill = skill, Period = period, Figures = Views.Of(QueueToday.Of(figures, objective)),
        };
        foreach (var metric in Metrics.OfQueues)
        {
            if (metric.Of(figures) is { } value) row.Metrics.Add(metric.Name, value);
        }

        if (withBands) row.WaitBands.AddRange(WaitBands.Of(figures));
        return row;
    }

    private static V1.AgentFigures Of(V1.Period period, AgentId agent, AgentFigures figures)
    {
        var row = new V1.AgentFigures { Agent = Names.Of(Names.Agents, agent.Value), Period = period, HandledCalls = figures.Handled, MissedOffers = figures.OffersMissed };
        foreach (var metric in Metrics.OfAgents)
        {
            if (metric.Of(figures) is { } value) row.Metrics.Add(metric.Name, value);
        }

        foreach (var (state, spent) in figures.TimeIn) row.StateSeconds.Add(Shown(state), spent.TotalSeconds);
        foreach (var (reason, spent) in figures.PausedFor) row.PauseSeconds.Add(reason, spent.TotalSeconds);
        return row;
    }

    private static string Shown(AgentState state) => System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(state.ToString());

    private static V1.PastCall Of(CallRow row) => new()
    {
        Name = Names.Of(Names.Calls, row.Id),
        Queue = Names.Of(Names.Queues, row.Queue),
        Agent = Names.Of(Names.Agents, row.Agent),
        StartTime = Views.Time(row.ArrivedAt),
        EndTime = Views.Time(row.EndedAt),
        DialedNumber = row.Number,
        CallerNumber = row.Caller,
        Disposition = row.Disposition ?? "",
        QueueTime = Views.Time(row.QueuedAt),
        AnswerTime = Views.Time(row.AnsweredAt),
        Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(row.WaitSeconds)),
        Talk = Duration.FromTimeSpan(TimeSpan.FromSeconds(row.TalkSeconds)),
        EndedBy = row.EndedBy ?? "",
    };
}
