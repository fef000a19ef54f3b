namespace Telephony.Server.Cli.Top;

/// <summary>A queue on the full-screen board, or all of them together.</summary>
/// <param name="Resource">The queue's resource name; empty for all.</param>
/// <param name="Name">What is shown.</param>
/// <param name="Waiting">Calls that wait.</param>
/// <param name="Since">Since when the longest waits.</param>
/// <param name="ServiceLevel">Today's service level in percent; null when unknown.</param>
/// <param name="Answered">Calls answered today.</param>
/// <param name="Lost">Calls abandoned today.</param>
/// <param name="Ready">Agents who wait for a call.</param>
/// <param name="Busy">Agents in a call or after one.</param>
/// <param name="Away">Agents who take no calls.</param>
/// <param name="Opening">Whether it is open, in a word.</param>
/// <param name="Within">Answers within so long count for the service level.</param>
internal sealed record QueueRow(
    string Resource, string Name, long Waiting, DateTimeOffset? Since, double? ServiceLevel, long Answered, long Lost, int Ready, int Busy, int Away, string Opening, TimeSpan? Within)
{
    /// <summary>Whether this row is all queues.</summary>
    public bool IsAll => Resource.Length == 0;

    /// <summary>All queues together, then each by name.</summary>
    public static IReadOnlyList<QueueRow> Of(TopBoard board)
    {
        var queues = board.Queues.Items.Select(Of).ToList();
        var agents = board.Agents.Items;
        var ready = agents.Count(a => a.State == V1.AgentState.Ready);
        var busy = agents.Count(a => a.State is V1.AgentState.Reserved or V1.AgentState.Ringing or V1.AgentState.Talking or V1.AgentState.WrapUp);
        var all = new QueueRow(
            "", "all queues", queues.Sum(q => q.Waiting), queues.Min(q => q.Since), null, queues.Sum(q => q.Answered), queues.Sum(q => q.Lost), ready, busy,
            agents.Count - ready - busy, "", null);
        return [all, .. queues];
    }

    /// <summary>Whether somebody waits whom nobody can help, or longer than the service level allows.</summary>
    public bool IsAlarming(DateTimeOffset now) => !IsAll && Waiting > 0 && (Ready + Busy == 0 || (Within is { } within && now - Since > within));

    private static QueueRow Of(V1.Queue queue) => new(
        queue.Name, Wording.Of(queue.DisplayName) is { Length: > 0 } label ? label : Wording.Id(queue.Name), queue.WaitingCalls, queue.LongestWaitSince?.ToDateTimeOffset(), Columns.ServiceLevel(queue),
        queue.Today?.AnsweredCalls ?? queue.AnsweredCalls, queue.Today?.AbandonedCalls ?? queue.AbandonedCalls, queue.ReadyAgents, queue.BusyAgents, queue.UnavailableAgents,
        Wording.Of(queue.Opening), queue.Today?.ServiceLevelWithin?.ToTimeSpan());
}
