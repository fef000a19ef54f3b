using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What a metric's number means.</summary>
public enum MetricUnit
{
    /// <summary>How many.</summary>
    Count,

    /// <summary>0 – 100.</summary>
    Percent,

    /// <summary>Seconds.</summary>
    Seconds,
}

/// <summary>One entry of the catalogue: the same name, formula and number wherever it is shown.</summary>
/// <param name="Name">How machines call it.</param>
/// <param name="Unit">What the number means.</param>
/// <param name="Label">How people call it.</param>
/// <param name="Formula">How it is computed.</param>
/// <param name="Source">Where the definition comes from.</param>
/// <param name="Of">The value; null when there is nothing to compute it of.</param>
public sealed record Metric<T>(string Name, MetricUnit Unit, Label Label, string Formula, string Source, Func<T, double?> Of);

/// <summary>The metric catalogue. docs/metrics.md is printed from it.</summary>
public static class Metrics
{
    /// <summary>Of a queue, and of a skill.</summary>
    public static ImmutableArray<Metric<QueueFigures>> OfQueues { get; } =
    [
        Count("offered", "Offered", "进线量", "O: calls that joined the queue, overflowed ones from elsewhere included", "Genesys nOffered", f => f.Offered),
        Count("answered", "Answered", "接听量", "A: calls that talked with an agent", "ICMI", f => f.Answered),
        Count("abandoned", "Abandoned", "放弃量", "B: callers who left the queue by hanging up = abandoned_waiting + abandoned_ringing", "ICMI", f => f.Abandoned),
        Count("abandoned_waiting", "Abandoned while waiting", "排队放弃量", "of B, while no phone rang", "Telephony", f => f.AbandonedWaiting),
        Count("abandoned_ringing", "Abandoned while ringing", "振铃放弃量", "of B, while an agent's phone rang", "Telephony", f => f.AbandonedRinging),
        Count("abandoned_short", "Short abandons", "短时放弃量", "B≤a: of B, within short_abandon of joining", "Genesys short abandon", f => f.AbandonedShort),
        Count("overflowed", "Overflowed", "溢出量", "sent on elsewhere by a rule of the queue (flow-out, not abandoned)", "Genesys flow-out", f => f.Overflowed),
        Count("called_back", "Called back", "回呼量", "left the phone to be called back (flow-out, not abandoned)", "Amazon Connect", f => f.CalledBack),
        Count("failed", "Failed", "失败量", "ended by a fault, or hung up by a rule of the queue", "Telephony", f => f.Failed),
        Percent("abandon_rate", "Abandon rate", "放弃率", "B / O", "Genesys", f => Share(f.Abandoned, f.Offered)),
        Percent("abandon_rate_net", "Abandon rate without short ones", "净放弃率", "(B − B≤a) / (O − B≤a)", "Genesys", f => Share(f.Abandoned - f.AbandonedShort, f.Offered - f.AbandonedShort)),
        ServiceLevelOf("service_level_without_short_abandons", "A≤T / (A + B − B≤a)", "Genesys, abandons on, short abandons off", ServiceLevelVariant.WithoutShortAbandons),
        ServiceLevelOf("service_level_abandons_within_as_served", "(A≤T + B≤T) / (A + B)", "app_queue SL2", ServiceLevelVariant.AbandonsWithinAsServed),
        ServiceLevelOf("service_level_of_answered", "A≤T / A", "app_queue SL", ServiceLevelVariant.OfAnswered),
        ServiceLevelOf("service_level_of_all", "A≤T / (A + B)", "ICMI; the strictest", ServiceLevelVariant.OfAll),
        ServiceLevelOf("service_level_without_abandons_within", "A≤T / (A + B>T)", "ICMI", ServiceLevelVariant.WithoutAbandonsWithin),
        ServiceLevelOf("service_level_short_abandons_as_served", "(A≤T + B≤a) / (A + B)", "ICMI", ServiceLevelVariant.ShortAbandonsAsServed),
        Percent("answered_in_three_rings", "Answered within three rings", "三声铃响内接听率", "of A, at most 15 s (3 × 5 s) from the phone's first ring to the conversation", "ITU-T E.180 (ring of 5 s)", f => Share(f.AnsweredInThreeRings, f.Answered)),
        Seconds("asa", "Average speed of answer", "平均应答速度", "Σ wait of A / A", "Amazon Connect AVG_QUEUE_ANSWER_TIME", f => f.AverageSpeedOfAnswer),
        Seconds("average_wait", "Average wait, all calls", "平均排队时长", "Σ wait / calls that left the queue, abandoned ones included", "Telephony", f => f.AverageWait),
        Seconds("average_time_to_abandon", "Average time to abandon", "平均放弃时长", "Σ wait of B / B", "Amazon Connect", f => f.AverageTimeToAbandon),
        Seconds("longest_wait", "Longest wait", "最长等待", "the longest wait of a call that left the queue, abandoned ones included", "Amazon Connect MAX_QUEUED_TIME", f => f.LongestWait),
        Seconds("answer_time_p50", "Half are answered within", "应答时长中位数", "50th percentile of the waits of A; at most 1.6 % too high", "Telephony", f => f.AnswerTimes.Percentile(0.5)),
        Seconds("answer_time_p80", "80 % are answered within", "应答时长 80 分位", "80th percentile of the waits of A; at most 1.6 % too high", "Telephony", f => f.AnswerTimes.Percentile(0.8)),
        Seconds("answer_time_p95", "95 % are answered within", "应答时长 95 分位", "95th percentile of the waits of A; at most 1.6 % too high", "Telephony", f => f.AnswerTimes.Percentile(0.95)),
        Count("handled", "Conversations ended", "处理量", "conversations that ended", "Amazon Connect", f => f.Handled),
        Seconds("talk_time", "Talk time", "通话时长", "Σ time agents talked, hold left out", "Amazon Connect", f => f.Talk),
        Seconds("hold_time", "Hold time", "保持时长", "Σ time callers were on hold in a conversation", "Amazon Connect", f => f.Hold),
        Seconds("wrap_up_time", "Wrap-up time", "话后整理时长", "Σ time in wrap-up after calls of the queue", "Amazon Connect", f => f.WrapUp),
        Seconds("aht", "Average handle time", "平均处理时长", "(talk + hold + wrap-up) / conversations ended", "Amazon Connect", f => f.AverageHandleTime),
        Count("offers", "Offers", "振铃次数", "agents' phones rung", "Telephony", f => f.Offers),
        Count("offers_missed", "Offers missed", "未接次数", "offers that no agent took: silent, busy, refused, unreachable, or the caller left meanwhile", "Amazon Connect agent non-response", f => f.OffersMissed),
    ];

    /// <summary>Of an agent.</summary>
    public static ImmutableArray<Metric<AgentFigures>> OfAgents { get; } =
    [
        new("answered", MetricUnit.Count, new Label("Answered", "接听量"), "calls answered", "ICMI", f => f.Answered),
        new("handled", MetricUnit.Count, new Label("Conversations ended", "处理量"), "conversations that ended", "Amazon Connect", f => f.Handled),
        new("offers", MetricUnit.Count, new Label("Offers", "振铃次数"), "ring attempts", "Telephony", f => f.Offers),
        new("offers_missed", MetricUnit.Count, new Label("Offers missed", "未接次数"), "not taken: silent, busy, refused, unreachable, or the caller left meanwhile", "Amazon Connect agent non-response", f => f.OffersMissed),
        new("answered_in_three_rings", MetricUnit.Percent, new Label("Answered within three rings", "三声铃响内接听率"), "of the answered, at most 15 s from the first ring", "ITU-T E.180 (ring of 5 s)", f => Share(f.AnsweredInThreeRings, f.Answered)),
        new("logged_in_time", MetricUnit.Seconds, new Label("Time logged in", "签入时长"), "Σ time in every state but logged out", "Amazon Connect", f => f.LoggedIn.TotalSeconds),
        new("on_contact_time", MetricUnit.Seconds, new Label("Time on contacts", "处理时长"), "talk + hold + wrap-up", "Amazon Connect", f => f.OnContact.TotalSeconds),
        new("idle_time", MetricUnit.Seconds, new Label("Time idle", "空闲时长"), "ready and not rung", "Amazon Connect", f => f.Idle.TotalSeconds),
        new("rung_time", MetricUnit.Seconds, new Label("Time being rung", "振铃时长"), "from an offer to its end, or to the conversation", "Telephony", f => f.Rung.TotalSeconds),
        new("paused_time", MetricUnit.Seconds, new Label("Time paused", "小休时长"), "Σ time paused, whatever the reason", "Telephony", f => f.Paused.TotalSeconds),
        new("not_responding_time", MetricUnit.Seconds, new Label("Time not responding", "无应答时长"), "left alone after an offer that was not taken; on contact, idle, rung, paused and this are all of the time logged in", "Telephony", f => f.NotResponding.TotalSeconds),
        new("aht", MetricUnit.Seconds, new Label("Average handle time", "平均处理时长"), "(talk + hold + wrap-up) / conversations ended", "Amazon Connect", f => f.AverageHandleTime?.TotalSeconds),
        new("occupancy", MetricUnit.Percent, new Label("Occupancy", "坐席利用率"), "on contact / (on contact + idle); time rung or paused is in neither", "Amazon Connect", f => f.OccupancyPercent),
    ];

    /// <summary>Of all callers.</summary>
    public static ImmutableArray<Metric<SiteFigures>> OfSite { get; } =
    [
        new("arrived", MetricUnit.Count, new Label("Arrived", "呼入量"), "calls that arrived", "Telephony", f => f.Arrived),
        new("answered", MetricUnit.Count, new Label("Answered", "接听量"), "calls that talked with an agent", "ICMI", f => f.Answered),
        Ended("abandoned_in_greeting", "Abandoned in the greeting", "欢迎语放弃量", "hung up before a menu or a queue", CallDisposition.AbandonedInGreeting),
        Ended("abandoned_in_menu", "Abandoned in a menu", "菜单放弃量", "hung up in a menu", CallDisposition.AbandonedInMenu),
        Ended("abandoned_waiting", "Abandoned while waiting", "排队放弃量", "hung up in a queue", CallDisposition.AbandonedInQueue),
        Ended("abandoned_ringing", "Abandoned while ringing", "振铃放弃量", "hung up while an agent's phone rang", CallDisposition.AbandonedWhileRinging),
        Ended("called_back", "Called back", "回呼量", "left the phone to be called back; the call that reaches the customer is a call of its own", CallDisposition.CalledBack),
        Ended("dismissed", "Hung up by a rule", "规则挂断量", "a menu, or the end of the wait, led to hanging up", CallDisposition.Dismissed),
        Ended("left_message", "Left a message", "留言量", "left a message in a flow", CallDisposition.LeftMessage),
        Ended("transferred", "Handed to a destination", "转出量", "handed by a flow to a destination outside", CallDisposition.Transferred),
        Ended("sent_to_fallback", "Sent to the fallback", "转备用量", "handed to the dialplan because of a fault", CallDisposition.SentToFallback),
        Ended("lost_with_asterisk", "Lost with Asterisk", "随 Asterisk 丢失量", "the Asterisk that carried the call was restarted", CallDisposition.LostWithAsterisk),
        new("asa", MetricUnit.Seconds, new Label("Average speed of answer", "平均应答速度"), "Σ wait of the answered over all queues / answered", "Amazon Connect", f => f.AverageSpeedOfAnswer?.TotalSeconds),
        new("longest_wait", MetricUnit.Seconds, new Label("Longest wait", "最长等待"), "over all queues, abandoned calls included", "Amazon Connect", f => f.LongestWait.TotalSeconds),
    ];

    private static Metric<QueueFigures> Count(string name, string en, string zh, string formula, string source, Func<QueueFigures, long> of) =>
        new(name, MetricUnit.Count, new Label(en, zh), formula, source, f => of(f));

    private static Metric<QueueFigures> Percent(string name, string en, string zh, string formula, string source, Func<QueueFigures, double?> of) =>
        new(name, MetricUnit.Percent, new Label(en, zh), formula, source, of);

    private static Metric<QueueFigures> Seconds(string name, string en, string zh, string formula, string source, Func<QueueFigures, TimeSpan?> of) =>
        new(name, MetricUnit.Seconds, new Label(en, zh), formula, source, f => of(f)?.TotalSeconds);

    private static Metric<QueueFigures> ServiceLevelOf(string name, string formula, string source, ServiceLevelVariant variant) =>
        new(name, MetricUnit.Percent, new Label("Service level", "服务水平"), formula, source, f => f.ServiceLevelPercent(variant));

    private static Metric<SiteFigures> Ended(string name, string en, string zh, string formula, CallDisposition disposition) =>
        new(name, MetricUnit.Count, new Label(en, zh), formula, "Telephony", f => f.Ended.GetValueOrDefault(disposition));

    private static double? Share(long part, long of) => of <= 0 ? null : 100.0 * part / of;
}
