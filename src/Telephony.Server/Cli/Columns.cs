using Google.Protobuf;

namespace Telephony.Server.Cli;

/// <summary>Which columns a thing is shown in.</summary>
internal static class Columns
{
    public static IReadOnlyList<Column<V1.Queue>> Queues { get; } =
    [
        new("QUEUE", (q, _) => Wording.Id(q.Name)),
        new("NAME", (q, _) => Wording.Of(q.DisplayName)),
        new("NOW", (q, _) => Wording.Of(q.Opening)),
        new("WAITING", (q, _) => Wording.Number(q.WaitingCalls), true),
        new("LONGEST", (q, now) => Wording.Since(q.LongestWaitSince, now), true),
        new("SL", (q, _) => Wording.Percent(ServiceLevel(q)), true),
        new("READY", (q, _) => Wording.Number(q.ReadyAgents), true),
        new("BUSY", (q, _) => Wording.Number(q.BusyAgents), true),
        new("AWAY", (q, _) => Wording.Number(q.UnavailableAgents), true),
        new("ANSWERED", (q, _) => Wording.Number(q.Today?.AnsweredCalls ?? q.AnsweredCalls), true),
        new("LOST", (q, _) => Wording.Number(q.Today?.AbandonedCalls ?? q.AbandonedCalls), true),
    ];

    public static IReadOnlyList<Column<V1.Agent>> Agents { get; } =
    [
        new("AGENT", (a, _) => Wording.Id(a.Name)),
        new("NAME", (a, _) => a.DisplayName),
        new("STATE", (a, _) => a.StateReason.Length > 0 ? $"{Wording.Of(a.State)} ({a.StateReason})" : Wording.Of(a.State)),
        new("SINCE", (a, now) => Wording.Since(a.StateSince, now), true),
        new("CALL", (a, _) => Wording.Id(a.Call)),
        new("CALLS", (a, _) => Wording.Number(a.CallsTaken), true),
        new("QUEUES", (a, _) => string.Join(",", a.Queues.Select(Wording.Id)) + (a.QueuesSet ? " (shift)" : "")),
        new("SKILLS", (a, _) => string.Join(" ", a.Skills.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")) + (a.SkillsSet ? " (shift)" : "")),
    ];

    public static IReadOnlyList<Column<V1.Call>> Calls { get; } =
    [
        new("CALL", (c, _) => Wording.Id(c.Name)),
        new("STATE", (c, _) => Wording.Of(c.State)),
        new("SINCE", (c, now) => Wording.Since(c.StateSince, now), true),
        new("QUEUE", (c, _) => Wording.Id(c.Queue)),
        new("WAITS", (c, now) => c.State is V1.CallState.Connected ? "" : Wording.Since(c.QueuedAt, now), true),
        new("PRIORITY", (c, _) => Wording.Number(c.Priority), true),
        new("CALLER", (c, _) => c.CallerNumber),
        new("DIALLED", (c, _) => c.DialedNumber),
        new("AGENT", (c, _) => Wording.Id(c.Agent)),
    ];

    public static IReadOnlyList<Column<V1.Callback>> Callbacks { get; } =
    [
        new("CALLBACK", (c, _) => Wording.Id(c.Name)),
        new("KIND", (c, _) => Wording.Of(c.Kind)),
        new("STATE", (c, _) => Wording.Of(c.State)),
        new("NUMBER", (c, _) => c.Number),
        new("QUEUE", (c, _) => Wording.Id(c.Queue)),
        new("AGENT", (c, _) => Wording.Id(c.Agent)),
        new("DUE", (c, _) => Wording.Time(c.DueTime)),
        new("ATTEMPTS", (c, _) => Wording.Number(c.Attempts), true),
    ];

    public static IReadOnlyList<Column<V1.Flow>> Flows { get; } =
    [
        new("FLOW", (f, _) => Wording.Id(f.Name)),
        new("NODES", (f, _) => Wording.Number(f.Nodes.Count), true),
        new("HERE", (f, _) => Wording.Number(f.PresentCalls), true),
        new("CAME", (f, _) => Wording.Number(f.Nodes.FirstOrDefault(n => n.Id == f.Start)?.EnteredCalls ?? 0), true),
        new("HUNG UP", (f, _) => Wording.Number(f.Nodes.Sum(n => n.HungUpCalls)), true),
        new("LIMIT", (f, _) => Wording.Clock(f.Limit), true),
    ];

    public static IReadOnlyList<Column<V1.FlowNode>> FlowNodes { get; } =
    [
        new("NODE", (n, _) => n.Id),
        new("KIND", (n, _) => Wording.Of(n.Kind)),
        new("HERE", (n, _) => Wording.Number(n.PresentCalls), true),
        new("CAME", (n, _) => Wording.Number(n.EnteredCalls), true),
        new("HUNG UP", (n, _) => Wording.Number(n.HungUpCalls), true),
        new("OVERDUE", (n, _) => Wording.Number(n.OverdueCalls), true),
        new("NO ANSWER", (n, _) => Wording.Number(n.UnansweredQuestions), true),
        new("LEADS TO", (n, _) => n.Target.Length > 0 ? n.Target : string.Join(" ", n.Branches.Select(b => b.Label.Length > 0 ? $"{b.Label}:{b.To}" : b.To))),
    ];

    public static IReadOnlyList<Column<V1.Recording>> Recordings { get; } =
    [
        new("RECORDING", (r, _) => Wording.Id(r.Name)),
        new("START", (r, _) => Wording.Time(r.StartTime)),
        new("LENGTH", (r, _) => Wording.Clock(r.Duration), true),
        new("QUEUE", (r, _) => Wording.Id(r.Queue)),
        new("AGENT", (r, _) => Wording.Id(r.Agent)),
        new("CALL", (r, _) => Wording.Id(r.Call)),
        new("STATE", (r, _) => r.Paused ? "paused" : r is { CallerMuted: true, AgentMuted: true } ? "both muted" : r.CallerMuted ? "caller muted" : r.AgentMuted ? "agent muted" : r.Running ? "running" : r.EraseTime is not null ? "erased" : r.Held ? "held" : r.Complete ? "complete" : ""),
    ];

    public static IReadOnlyList<Column<V1.Event>> Events { get; } =
    [
        new("SEQUENCE", (e, _) => Wording.Number(e.Sequence), true),
        new("TIME", (e, _) => Wording.Time(e.Time)),
        new("KIND", (e, _) => e.Kind),
        new("CALL", (e, _) => Wording.Id(e.Call)),
        new("AGENT", (e, _) => Wording.Id(e.Agent)),
        new("QUEUE", (e, _) => Wording.Id(e.Queue)),
        new("DETAILS", (e, _) => e.Details is null ? "" : JsonFormatter.Default.Format(e.Details)),
    ];

    public static IReadOnlyList<Column<V1.ConfigVersion>> Versions { get; } =
    [
        new("VERSION", (v, _) => v.Version),
        new("APPLIED", (v, _) => Wording.Time(v.ApplyTime)),
        new("BY", (v, _) => v.By),
    ];

    /// <summary>Today's service level in percent; null as long as nothing counts.</summary>
    public static double? ServiceLevel(V1.Queue queue) => queue.Today is { HasServiceLevel: true } today ? today.ServiceLevel : null;
}
