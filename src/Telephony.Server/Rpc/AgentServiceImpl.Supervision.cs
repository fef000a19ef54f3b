using System.Collections.Immutable;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>Wrap-up, skills for a shift, and what supervisors decide.</content>
internal sealed partial class AgentServiceImpl
{
    private const int LongestNote = 1_000;
    private const int LongestWhy = 200;
    private const int MostSkills = 100;
    private const int MostQueues = 100;

    private static readonly TimeSpan LongestExtension = TimeSpan.FromHours(1);

    public override Task<V1.ExtendWrapUpResponse> ExtendWrapUp(V1.ExtendWrapUpRequest request, ServerCallContext context)
    {
        var by = Fields.Time("duration", request.Duration, LongestExtension);
        if (by == TimeSpan.Zero) throw Refusals.Field("duration", "a time longer than 0 s is wanted");
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (id, asked) => new AcdInput.WrapUpExtended(asked, id, by),
            agent => new V1.ExtendWrapUpResponse { Agent = agent }, () => { }, CheckInWrapUp);
    }

    public override Task<V1.FinishWrapUpResponse> FinishWrapUp(V1.FinishWrapUpRequest request, ServerCallContext context)
    {
        var disposition = request.Disposition.Length == 0 ? null : request.Disposition;
        Fields.CheckText("note", request.Note, 0, LongestNote);
        if (disposition is null && request.Note.Length > 0) throw Refusals.Field("note", "a note goes with a disposition");
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (id, asked) => new AcdInput.WrapUpFinished(asked, id, disposition, request.Note.Length == 0 ? null : request.Note),
            agent => new V1.FinishWrapUpResponse { Agent = agent }, () => { }, agent => CheckDisposition(agent, disposition));
    }

    public override Task<V1.SetSkillsResponse> SetSkills(V1.SetSkillsRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        if (request.AsConfigured && request.Skills.Count > 0) throw Refusals.Field("skills", "no skills are wanted with as_configured");
        if (request.Skills.Count > MostSkills) throw Refusals.Field("skills", $"at most {MostSkills} skills are wanted");
        if (request.Skills.Any(s => s.Key.Length == 0 || s.Value is < 1 or > 10)) throw Refusals.Field("skills", "names with levels from 1 to 10 are wanted");
        var only = SkillsChanged(request);
        var skills = request.AsConfigured ? null : request.Skills.ToImmutableSortedDictionary(StringComparer.Ordinal);
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (id, asked) => new AcdInput.SkillsSet(asked, id, skills, request.By) { Only = only },
            agent => new V1.SetSkillsResponse { Agent = agent }, () => { }, AgentOrders.CheckAtWork);
    }

    /// <summary>The skills an update mask names; null when all are set.</summary>
    private static ImmutableArray<string>? SkillsChanged(V1.SetSkillsRequest request)
    {
        const string one = "skills.";
        if (request.UpdateMask is null || request.UpdateMask.Paths.Contains("skills")) return null;
        if (request.AsConfigured) throw Refusals.Field("update_mask", "no mask is wanted with as_configured");
        if (request.UpdateMask.Paths.Count is 0 or > MostSkills || request.UpdateMask.Paths.Any(p => !p.StartsWith(one, StringComparison.Ordinal) || p.Length == one.Length))
            throw Refusals.Field("update_mask", "skills, or skills.NAME for some of them, is wanted");
        var names = request.UpdateMask.Paths.Select(p => p[one.Length..].Trim('`')).Distinct().ToImmutableArray();
        if (request.Skills.Keys.FirstOrDefault(s => !names.Contains(s)) is { } other) throw Refusals.Field("update_mask", $"skills.{other} is wanted, for it is in skills");
        return names;
    }

    public override Task<V1.SetQueuesResponse> SetQueues(V1.SetQueuesRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        if (request.AsConfigured && request.Queues.Count > 0) throw Refusals.Field("queues", "no queues are wanted with as_configured");
        if (!request.AsConfigured && request.Queues.Count is 0 or > MostQueues) throw Refusals.Field("queues", $"1 to {MostQueues} queues are wanted");
        ImmutableArray<QueueName>? queues = request.AsConfigured ? null : [.. request.Queues.Select(q => new QueueName(Names.Id(Names.Queues, q, "queues")))];
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (id, asked) => new AcdInput.QueuesSet(asked, id, queues, request.By),
            agent => new V1.SetQueuesResponse { Agent = agent }, () => orders.CheckQueues(request.Queues), AgentOrders.CheckAtWork);
    }

    public override Task<V1.ForceStateResponse> ForceState(V1.ForceStateRequest request, ServerCallContext context)
    {
        var command = request.State switch
        {
            V1.AgentState.Ready => AgentCommand.Ready,
            V1.AgentState.Paused => AgentCommand.Pause,
            V1.AgentState.LoggedOut => AgentCommand.LogOut,
            _ => throw Refusals.Field("state", "AGENT_STATE_READY, AGENT_STATE_PAUSED or AGENT_STATE_LOGGED_OUT is wanted"),
        };
        var reason = request.Reason.Length == 0 ? null : request.Reason;
        Fields.CheckBy(request.By);
        Fields.CheckText("why", request.Why, 1, LongestWhy);
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (id, asked) => new AcdInput.StateForced(asked, id, command, reason, request.By, request.Why),
            agent => new V1.ForceStateResponse { Agent = agent }, () => orders.CheckReason(command, reason), agent =>
            {
                if (command != AgentCommand.LogOut) AgentOrders.CheckAtWork(agent);
            });
    }

    public override Task<V1.DecidePauseResponse> DecidePause(V1.DecidePauseRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        return orders.DoAsync(
            request, request.Name, new Asking(request.RequestId, request.ValidateOnly, request.Etag), (id, asked) => new AcdInput.PauseDecided(asked, id, request.Approved, request.By),
            agent => new V1.DecidePauseResponse { Agent = agent }, () => { }, agent =>
            {
                if (agent.PendingPause.Length == 0) throw Refusals.State(Reason.NoPausePending, "AGENT_STATE", agent.Name, "no pause waits for approval");
            });
    }

    private static void CheckInWrapUp(V1.Agent agent)
    {
        if (agent.State != V1.AgentState.WrapUp) throw Refusals.State(Reason.NotInWrapUp, "AGENT_STATE", agent.Name, "the agent must be in wrap-up");
    }

    private static void CheckDisposition(V1.Agent agent, string? disposition)
    {
        CheckInWrapUp(agent);
        var codes = string.Join(", ", agent.Dispositions);
        if (disposition is null && agent.DispositionOwed) throw Refusals.State(Reason.DispositionOwed, "AGENT_STATE", agent.Name, $"a disposition is owed: {codes}");
        if (disposition is not null && !agent.Dispositions.Contains(disposition)) throw Refusals.Field("disposition", $"one of the queue's dispositions is wanted ({codes})");
    }
}
