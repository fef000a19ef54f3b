using System.Text;
using Google.Protobuf.WellKnownTypes;
using Telephony.Server.Access;
using Telephony.Server.Tests.Access;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Reports over the API.</summary>
public sealed class ReportTests : ApiFixture
{
    private V1.ReportService.ReportServiceClient Reports => new(Api.Channel);

    private static V1.Period Today => new()
    {
        StartTime = DateTimeOffset.UtcNow.AddHours(-1).ToTimestamp(), EndTime = DateTimeOffset.UtcNow.AddHours(1).ToTimestamp(),
    };

    [Test]
    public async Task An_abandoned_call_is_in_every_report_of_its_time()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
        var caller = Asterisk.Call("acd-n1", "+4930", "call,8100");
        await Api.UntilAsync("the call waits", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Any(c => c.State == V1.CallState.Queued));
        caller.HangUp();
        var day = new V1.QueryIntervalsRequest { Period = Today, Queue = "queues/tech", Interval = Duration.FromTimeSpan(TimeSpan.FromDays(1)), TimeZone = "Asia/Shanghai" };
        await Api.UntilAsync("it is counted", async () => (await Reports.QueryIntervalsAsync(day)).Intervals.Any(i => i.Figures.AbandonedCalls == 1));
        var row = (await Reports.QueryIntervalsAsync(day)).Intervals.Single(i => i.Figures.AbandonedCalls == 1);
        Assert.That((row.Queue, row.Metrics["abandon_rate"], row.Metrics.ContainsKey("asa")), Is.EqualTo(("queues/tech", 100.0, false)));
        var bySkill = (await Reports.QueryIntervalsAsync(new V1.QueryIntervalsRequest { Period = Today, Group = V1.IntervalGroup.Skill })).Intervals;
        Assert.That(bySkill.Select(i => (i.Skill, i.Figures.OfferedCalls)), Does.Contain(("english", 1L)));
        var agent = (await Reports.QueryAgentsAsync(new V1.QueryAgentsRequest { Period = Today, Agent = "agents/1001" })).Agents.Single();
        Assert.That((agent.HandledCalls, agent.StateSeconds.ContainsKey("READY")), Is.EqualTo((0L, true)));

        await Api.UntilAsync("it is in the history", async () => (await Reports.QueryCallsAsync(new V1.QueryCallsRequest { Period = Today })).Calls.Count == 1);
        var call = (await Reports.QueryCallsAsync(new V1.QueryCallsRequest { Period = Today, Queue = "queues/tech", Disposition = "abandoned_in_queue" })).Calls.Single();
        Assert.That((call.Name, call.CallerNumber, call.Agent, call.EndedBy), Is.EqualTo(($"calls/{caller.Id}", "+4930", "", "caller")));
        Assert.That((await Reports.QueryCallsAsync(new V1.QueryCallsRequest { Period = Today, Queue = "queues/sales" })).Calls, Is.Empty);

        var lines = await ExportAsync(new V1.ExportRequest { Report = "calls", Period = Today, Language = "zh-CN" });
        Assert.That(lines[0], Does.StartWith("\uFEFF通话,呼入时间"));
        Assert.That(lines[1], Does.StartWith(caller.Id).And.Contain(",'+4930,tech,,abandoned_in_queue,"));
        Assert.That((await ExportAsync(new V1.ExportRequest { Report = "intervals", Period = Today, Queue = "queues/tech" }))[0], Does.StartWith("\uFEFFstart,end,queue,skill,offered,answered,"));
        Assert.That((await ExportAsync(new V1.ExportRequest { Report = "agents", Period = Today }))[1], Does.Contain(",1001,Ann,"));

        day.WaitBands = true;
        var bands = (await Reports.QueryIntervalsAsync(day)).Intervals.Single(i => i.Figures.AbandonedCalls == 1).WaitBands;
        Assert.That((bands.Count, bands[0].Until.Seconds, bands[^1].Until, bands.Sum(b => b.AbandonedCalls), bands.Sum(b => b.AnsweredCalls)), Is.EqualTo((13, 5L, (Duration?)null, 1L, 0L)));
        var waits = await ExportAsync(new V1.ExportRequest { Report = "waits", Period = Today, Queue = "queues/tech", Language = "zh-CN" });
        Assert.That((waits[0], waits.Count(l => l.EndsWith(",0,1", StringComparison.Ordinal))), Is.EqualTo(("\uFEFF开始,结束,技能组,技能,等待至（秒）,接听量,放弃量", 1)));
        var attendance = await ExportAsync(new V1.ExportRequest { Report = "attendance", Period = Today });
        Assert.That(attendance[0], Does.StartWith("\uFEFFstart,end,agent,name,logged_in_s,ready_s,"));
        Assert.That(attendance[1], Does.Contain(",1001,Ann,"));
    }

    [Test]
    public async Task Whoever_does_not_see_numbers_neither_reads_nor_seeks_nor_exports_them()
    {
        var caller = Asterisk.Call("acd-n1", "+4930123456", "call,8100");
        await Api.UntilAsync("the call waits", async () => (await Api.Calls.ListCallsAsync(new V1.ListCallsRequest())).Calls.Any(c => c.State == V1.CallState.Queued));
        caller.HangUp();
        var mine = new V1.QueryCallsRequest { Period = Today, CallerNumber = "+4930123456" };
        await Api.UntilAsync("it is in the history", async () => (await Reports.QueryCallsAsync(mine)).Calls.Count == 1);
        var (calls, _) = await Bearer.ForAsync(Api, Role.Analyst);
        var analyst = new V1.ReportService.ReportServiceClient(calls);
        Assert.That((await analyst.QueryCallsAsync(new V1.QueryCallsRequest { Period = Today })).Calls.Single().CallerNumber, Is.EqualTo("*******3456"));
        WrongField(() => analyst.QueryCalls(mine), "caller_number");
        var export = new V1.ExportRequest { Report = "calls", Period = Today };
        Assert.That((await ExportAsync(export))[1], Does.Contain("4930123456"));
        Assert.That((await ExportAsync(export, analyst))[1], Does.Contain("*******3456").And.Not.Contain("4930"));
    }

    [Test]
    public void What_cannot_be_meant_is_told()
    {
        Wrong(new V1.QueryIntervalsRequest(), "period.start_time");
        Wrong(new V1.QueryIntervalsRequest { Period = new V1.Period { StartTime = Today.EndTime, EndTime = Today.StartTime } }, "period.end_time");
        Wrong(new V1.QueryIntervalsRequest { Period = new V1.Period { StartTime = new Timestamp(), EndTime = Today.EndTime } }, "period");
        Wrong(new V1.QueryIntervalsRequest { Period = Today, Interval = Duration.FromTimeSpan(TimeSpan.FromMinutes(20)) }, "interval");
        Wrong(new V1.QueryIntervalsRequest { Period = Today, TimeZone = "Moon/Base" }, "time_zone");
        Wrong(new V1.QueryIntervalsRequest { Period = Today, Group = V1.IntervalGroup.Skill, Queue = "queues/tech" }, "queue");
        Wrong(new V1.QueryIntervalsRequest { Period = Today, PageToken = "x" }, "page_token");
        WrongField(() => ExportAsync(new V1.ExportRequest { Report = "weather", Period = Today }).GetAwaiter().GetResult(), "report");
        WrongField(() => ExportAsync(new V1.ExportRequest { Report = "calls", Period = Today, Language = "fr" }).GetAwaiter().GetResult(), "language");

        void Wrong(V1.QueryIntervalsRequest request, string field) => WrongField(() => Reports.QueryIntervals(request), field);
    }

    private async Task<string[]> ExportAsync(V1.ExportRequest request, V1.ReportService.ReportServiceClient? by = null)
    {
        var all = new MemoryStream();
        using var export = (by ?? Reports).Export(request);
        while (await export.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience)) export.ResponseStream.Current.Data.WriteTo(all);
        return Encoding.UTF8.GetString(all.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
