using Telephony.Core;

namespace Telephony.Server.Alerts;

/// <summary>Figures of calls of a time, that may be added and taken away.</summary>
internal readonly record struct CallFigures(
    long Offered, long Answered, long AnsweredWithin, long Abandoned, long AbandonedWithin, long AbandonedShort, TimeSpan WaitAnswered, long Handled,
    TimeSpan Handle)
{
    /// <summary>Of a queue's figures.</summary>
    public static CallFigures Of(QueueFigures f) => new(f.Offered, f.Answered, f.AnsweredWithin, f.Abandoned, f.AbandonedWithin, f.AbandonedShort, f.WaitAnswered, f.Handled,
        f.Talk + f.Hold + f.WrapUp);

    public static CallFigures operator +(CallFigures a, CallFigures b) => new(
        a.Offered + b.Offered, a.Answered + b.Answered, a.AnsweredWithin + b.AnsweredWithin, a.Abandoned + b.Abandoned, a.AbandonedWithin + b.AbandonedWithin,
        a.AbandonedShort + b.AbandonedShort, a.WaitAnswered + b.WaitAnswered, a.Handled + b.Handled, a.Handle + b.Handle);

    public static CallFigures operator -(CallFigures a, CallFigures b) => new(
        a.Offered - b.Offered, a.Answered - b.Answered, a.AnsweredWithin - b.AnsweredWithin, a.Abandoned - b.Abandoned, a.AbandonedWithin - b.AbandonedWithin,
        a.AbandonedShort - b.AbandonedShort, a.WaitAnswered - b.WaitAnswered, a.Handled - b.Handled, a.Handle - b.Handle);

    /// <summary>A metric of them; null when there is nothing to compute it of.</summary>
    public double? Of(AlertMetric metric, ServiceLevelVariant variant) => metric switch
    {
        AlertMetric.Offered => Offered,
        AlertMetric.Answered => Answered,
        AlertMetric.Abandoned => Abandoned,
        AlertMetric.AbandonRate => Answered + Abandoned == 0 ? null : 100.0 * Abandoned / (Answered + Abandoned),
        AlertMetric.ServiceLevel => ServiceLevel.Percent(variant, Answered, AnsweredWithin, Abandoned, AbandonedWithin, AbandonedShort),
        AlertMetric.AverageWait => Answered == 0 ? null : WaitAnswered.TotalSeconds / Answered,
        AlertMetric.AverageHandle => Handled == 0 ? null : Handle.TotalSeconds / Handled,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "is of now"),
    };
}

/// <summary>The figures that rules look at.</summary>
/// <param name="picture">What the boards see.</param>
/// <param name="linkSince">Since when Asterisk is connected, or is not.</param>
/// <param name="calls">Figures of calls of a window, by queue; null for the site.</param>
/// <param name="variantOf">How a queue computes its service level.</param>
internal sealed class AlertFigures(AcdSnapshot picture, DateTimeOffset linkSince, Func<string?, TimeSpan?, CallFigures> calls, Func<string?, ServiceLevelVariant> variantOf)
{
    /// <summary>What a rule looks at: each of its queues, its agents, or the site; and the figure, null when there is none.</summary>
    public IEnumerable<(string? Queue, double? Value)> Of(AlertRule rule, DateTimeOffset now)
    {
        if (rule.Queues.IsEmpty) yield return (null, OfAll(rule, now));
        foreach (var queue in rule.Queues) yield return (queue, picture.Queues.FirstOrDefault(q => q.Name == queue) is { } view ? Of(rule, [view], queue, now) : null);
    }

    private double? OfAll(AlertRule rule, DateTimeOffset now) => rule.Metric == AlertMetric.AsteriskDisconnected
        ? picture.Connected ? 0 : Math.Max(0, (now - linkSince).TotalSeconds)
        : Of(rule, picture.Queues, null, now);

    private double? Of(AlertRule rule, IReadOnlyCollection<QueueView> queues, string? queue, DateTimeOffset now) => rule.Metric switch
    {
        AlertMetric.Waiting => queues.Sum(q => q.Waiting),
        AlertMetric.LongestWait => queues.Max(q => q.LongestWaitSince) is null ? 0 : Seconds(queues.Min(q => q.LongestWaitSince), now),
        AlertMetric.ExpectedWait => queues.Max(q => q.EstimatedWait?.Expected.TotalSeconds),
        AlertMetric.ReadyAgents => AgentsOf(rule, queue).Count(a => a.State == AgentState.Ready),
        AlertMetric.BusyAgents => AgentsOf(rule, queue).Count(a => a.State is AgentState.Reserved or AgentState.Ringing or AgentState.Talking or AgentState.WrapUp),
        AlertMetric.StaffedAgents => AgentsOf(rule, queue).Count(a => a.State != AgentState.LoggedOut),
        AlertMetric.PausedAgents => AgentsOf(rule, queue).Count(a => a.State == AgentState.Paused),
        AlertMetric.LongestPause => AgentsOf(rule, queue).Where(a => a.State == AgentState.Paused).Select(a => Seconds(a.Since, now)).DefaultIfEmpty(0).Max(),
        AlertMetric.AsteriskDisconnected => null,
        _ => calls(queue, rule.Window).Of(rule.Metric, variantOf(queue)),
    };

    private IEnumerable<AgentView> AgentsOf(AlertRule rule, string? queue) =>
        picture.Agents.Where(a => rule.Agents.IsEmpty ? queue is null || a.Queues.Contains(queue) : rule.Agents.Contains(a.Id));

    private static double Seconds(DateTimeOffset? since, DateTimeOffset now) => since is { } moment ? Math.Max(0, (now - moment).TotalSeconds) : 0;
}
