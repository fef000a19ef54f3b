using System.Globalization;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>How waits are distributed, and who was at work for how long, as files.</content>
internal sealed partial class ReportServiceImpl
{
    /// <summary>States at work, in the order of their columns.</summary>
    private static readonly (string State, string ZhCn)[] AtWork =
    [
        ("READY", "示闲"), ("RESERVED", "预占"), ("RINGING", "振铃"), ("TALKING", "通话"), ("WRAP_UP", "话后整理"), ("PAUSED", "小休"), ("NOT_RESPONDING", "无应答"),
    ];

    private async Task ExportWaitsAsync(V1.ExportRequest request, Csv csv, TimeZoneInfo zone, Func<int, Task> send, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, Core.Statistics.IntervalLength, time.LocalTimeZone);
        var rows = await IntervalsAsync(span, request.Group, request.Queue, "", withBands: true, context.CancellationToken);
        foreach (var heading in request.Language == "zh-CN" ? new[] { "开始", "结束", "技能组", "技能", "等待至（秒）", "接听量", "放弃量" } : ["start", "end", "queue", "skill", "wait_until_s", "answered", "abandoned"])
            csv.Add(heading);
        csv.EndLine();
        foreach (var row in rows.Take(MostRows / WaitBands.Count))
        {
            foreach (var band in row.WaitBands)
            {
                AddPeriod(csv, row.Period, zone).Add(IdOf(row.Queue)).Add(row.Skill).Add(band.Until?.ToTimeSpan().TotalSeconds).Add(band.AnsweredCalls).Add(band.AbandonedCalls);
                csv.EndLine();
            }

            await send(PieceLength);
        }
    }

    private async Task ExportAttendanceAsync(V1.ExportRequest request, Csv csv, TimeZoneInfo zone, Func<int, Task> send, ServerCallContext context)
    {
        var span = ReportTime.Of(request.Period, request.Interval, request.TimeZone, null, time.LocalTimeZone);
        var rows = await AgentsAsync(span, request.Agent, context.CancellationToken);
        string[] reasons = [.. rows.SelectMany(r => r.PauseSeconds.Keys).Distinct().Order(StringComparer.Ordinal)];
        var isZhCn = request.Language == "zh-CN";
        foreach (var heading in isZhCn ? new[] { "开始", "结束", "坐席", "姓名", "签入时长（秒）" } : ["start", "end", "agent", "name", "logged_in_s"]) csv.Add(heading);
        foreach (var (state, zhCn) in AtWork) csv.Add(isZhCn ? $"{zhCn}（秒）" : $"{state.ToLower(CultureInfo.InvariantCulture)}_s");
        foreach (var reason in reasons) csv.Add(isZhCn ? $"小休：{reason}（秒）" : $"paused_{reason}_s");
        csv.EndLine();
        foreach (var row in rows.Take(MostRows))
        {
            var id = IdOf(row.Agent);
            AddPeriod(csv, row.Period, zone).Add(id).Add(site.Latest.Agents.GetValueOrDefault(id)?.Name).Add(row.StateSeconds.Values.Sum());
            foreach (var (state, _) in AtWork) csv.Add(row.StateSeconds.GetValueOrDefault(state));
            foreach (var reason in reasons) csv.Add(row.PauseSeconds.GetValueOrDefault(reason));
            csv.EndLine();
            await send(PieceLength);
        }
    }
}
