using Google.Protobuf;
using Google.Protobuf.Collections;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.History;

namespace Telephony.Server.Rpc;

/// <content>Reports as files.</content>
internal sealed partial class ReportServiceImpl
{
    private const int MostRows = 1_000_000;

    /// <summary>A piece is sent when this much is there; with what one line adds it stays below 64 KiB.</summary>
    private const int PieceLength = 12_000;

    private static readonly string[] CallHeadings = ["call", "arrived", "queued", "answered", "ended", "number", "caller", "queue", "agent", "disposition", "wait_s", "talk_s", "ended_by"];
    private static readonly string[] CallHeadingsZhCn = ["通话", "呼入时间", "排队时间", "接听时间", "结束时间", "被叫号码", "主叫号码", "技能组", "坐席", "结果", "等待秒数", "通话秒数", "结束方"];

    public override async Task Export(V1.ExportRequest request, IServerStreamWriter<V1.ExportResponse> responseStream, ServerCallContext context)
    {
        if (request.Language is not ("" or "en" or "zh-CN")) throw Refusals.Field("language", "en or zh-CN is wanted");
        var zone = ReportTime.ZoneOf(request.TimeZone, time.LocalTimeZone);
        var csv = new Csv();
        switch (request.Report)
        {
            case "intervals": await ExportIntervalsAsync(request, csv, zone, SendAsync, context); break;
            case "agents": await ExportAgentsAsync(request, csv, zone, SendAsync, context); break;
            case "calls": await ExportCallsAsync(request, csv, zone, SendAsync, context.Sight()); break;
            case "waits": await ExportWaitsAsync(request, csv, zone, SendAsync, context); break;
            case "attendance": await ExportAttendanceAsync(request, csv, zone, SendAsync, context); break;
            default: throw Refusals.Field("report", "intervals, waits, agents, attendance or calls is wanted");
        }

        await SendAsync(0);

        async Task SendAsync(int least)
        {
            if (csv.Length > least) await responseStream.WriteAsync(new V1.ExportResponse { Data = UnsafeByteOperations.UnsafeWrap(csv.Take()) });
        }
    }

    private async Task ExportIntervalsAsync(V1.ExportRequest request, Csv csv, TimeZoneInfo zone, Func<int, Task> send, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, Core.Statistics.IntervalLength, time.LocalTimeZone);
        var rows = await IntervalsAsync(span, request.Group, request.Queue, "", withBands: false, context.CancellationToken);
        var isZhCn = request.Language == "zh-CN";
        foreach (var heading in isZhCn ? new[] { "开始", "结束", "技能组", "技能" } : ["start", "end", "queue", "skill"]) csv.Add(heading);
        foreach (var metric in Metrics.OfQueues) csv.Add(Heading(metric.Name, metric.Label, metric.Unit, isZhCn));
        csv.EndLine();
        foreach (var row in rows.Take(MostRows))
        {
            AddPeriod(csv, row.Period, zone).Add(IdOf(row.Queue)).Add(row.Skill);
            AddMetrics(csv, Metrics.OfQueues.Select(m => m.Name), row.Metrics);
            await send(PieceLength);
        }
    }

    private async Task ExportAgentsAsync(V1.ExportRequest request, Csv csv, TimeZoneInfo zone, Func<int, Task> send, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, null, time.LocalTimeZone);
        var rows = await AgentsAsync(span, request.Agent, context.CancellationToken);
        var isZhCn = request.Language == "zh-CN";
        foreach (var heading in isZhCn ? new[] { "开始", "结束", "坐席", "姓名" } : ["start", "end", "agent", "name"]) csv.Add(heading);
        foreach (var metric in Metrics.OfAgents) csv.Add(Heading(metric.Name, metric.Label, metric.Unit, isZhCn));
        csv.EndLine();
        foreach (var row in rows.Take(MostRows))
        {
            var id = IdOf(row.Agent);
            AddPeriod(csv, row.Period, zone).Add(id).Add(site.Latest.Agents.GetValueOrDefault(id)?.Name);
            AddMetrics(csv, Metrics.OfAgents.Select(m => m.Name), row.Metrics);
            await send(PieceLength);
        }
    }

    private async Task ExportCallsAsync(V1.ExportRequest request, Csv csv, TimeZoneInfo zone, Func<int, Task> send, Sight sight)
    {
        var filter = FilterOf(new V1.QueryCallsRequest { Period = request.Period, Queue = request.Queue, Agent = request.Agent });
        foreach (var heading in request.Language == "zh-CN" ? CallHeadingsZhCn : CallHeadings) csv.Add(heading);
        csv.EndLine();
        long? before = null;
        for (var count = 0; count < MostRows;)
        {
            var rows = PastQuestions.Ask(() => history.Calls(filter, HistoryQueries.MaxRows, before));
            foreach (var row in rows)
            {
                csv.Add(row.Id).Add(row.ArrivedAt, zone).Add(row.QueuedAt, zone).Add(row.AnsweredAt, zone).Add(row.EndedAt, zone).Add(row.Number).Add(sight.SeesNumbers ? row.Caller : NumberMask.Of(row.Caller))
                    .Add(row.Queue).Add(row.Agent).Add(row.Disposition).Add(row.WaitSeconds).Add(row.TalkSeconds).Add(row.EndedBy);
                csv.EndLine();
                await send(PieceLength);
            }

            if (rows.Count < HistoryQueries.MaxRows) return;
            (count, before) = (count + rows.Count, rows[^1].Cursor);
        }
    }

    private static Csv AddPeriod(Csv csv, V1.Period period, TimeZoneInfo zone) => csv.Add(period.StartTime.ToDateTimeOffset(), zone).Add(period.EndTime.ToDateTimeOffset(), zone);

    private static void AddMetrics(Csv csv, IEnumerable<string> names, MapField<string, double> metrics)
    {
        foreach (var name in names) csv.Add(metrics.TryGetValue(name, out var value) ? value : default(double?));
        csv.EndLine();
    }

    /// <summary>The six service levels have one label: they go by name.</summary>
    private static string Heading(string name, Label label, MetricUnit unit, bool isZhCn)
    {
        if (!isZhCn) return name;
        var text = name.StartsWith("service_level_", StringComparison.Ordinal) ? $"{label.ZhCn} {name["service_level_".Length..]}" : label.ZhCn;
        return unit switch
        {
            MetricUnit.Seconds => $"{text}（秒）",
            MetricUnit.Percent => $"{text}（%）",
            _ => text,
        };
    }

    private static string IdOf(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
