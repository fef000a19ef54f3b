using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>The core's picture as messages.</summary>
internal static class Views
{
    public static V1.Queue Of(QueueView queue) => new()
    {
        Name = Names.Of(Names.Queues, queue.Name),
        DisplayName = new V1.LocalizedText { En = queue.Label.En, ZhCn = queue.Label.ZhCn },
        WaitingCalls = queue.Waiting,
        LongestWaitSince = Time(queue.LongestWaitSince),
        ReadyAgents = queue.Ready,
        BusyAgents = queue.Busy,
        UnavailableAgents = queue.NotReady,
        JoinedCalls = queue.Joined,
        AnsweredCalls = queue.Answered,
        AbandonedCalls = queue.Abandoned,
        OverflowedCalls = queue.Overflowed,
        FailedCalls = queue.Failed,
    };

    public static V1.Agent Of(AgentView agent) => new()
    {
        Name = Names.Of(Names.Agents, agent.Id),
        DisplayName = agent.Name,
        State = Of(agent.State),
        StateReason = agent.Reason ?? "",
        StateSince = Time(agent.Since),
        Call = Names.Of(Names.Calls, agent.Call),
        Queues = { agent.Queues.Select(q => Names.Of(Names.Queues, q)) },
        CallsTaken = agent.CallsTaken,
    };

    public static V1.Call Of(CallView call) => new()
    {
        Name = Names.Of(Names.Calls, call.Id),
        State = Of(call.State),
        DialedNumber = call.Number,
        CallerNumber = call.Caller,
        Queue = Names.Of(Names.Queues, call.Queue),
        Agent = Names.Of(Names.Agents, call.Agent),
        StateSince = Time(call.Since),
        QueuedAt = Time(call.QueuedAt),
        Priority = call.Priority,
    };

    public static V1.AgentState Of(AgentState state) => state switch
    {
        AgentState.LoggedOut => V1.AgentState.LoggedOut,
        AgentState.Paused => V1.AgentState.Paused,
        AgentState.Ready => V1.AgentState.Ready,
        AgentState.Reserved => V1.AgentState.Reserved,
        AgentState.Ringing => V1.AgentState.Ringing,
        AgentState.Talking => V1.AgentState.Talking,
        AgentState.WrapUp => V1.AgentState.WrapUp,
        AgentState.NotResponding => V1.AgentState.NotResponding,
        _ => V1.AgentState.Unspecified, // a state that the contract does not know yet must not blind every board
    };

    public static AgentState CoreStateOf(V1.AgentState state) => System.Enum.GetValues<AgentState>().First(s => Of(s) == state);

    public static V1.CallState Of(CallState state) => state switch
    {
        CallState.Offered => V1.CallState.Offered,
        CallState.InMenu => V1.CallState.InMenu,
        CallState.Informed => V1.CallState.Informed,
        CallState.Queued => V1.CallState.Queued,
        CallState.Ringing => V1.CallState.Ringing,
        CallState.Connecting => V1.CallState.Connecting,
        CallState.Connected => V1.CallState.Connected,
        _ => V1.CallState.Unspecified,
    };

    /// <summary>By name: a kind that the contract does not know yet is told in words only.</summary>
    public static V1.IdleReason Of(IdleReason reason) => System.Enum.TryParse<V1.IdleReason>(reason.ToString(), out var known) ? known : V1.IdleReason.Unspecified;

    public static V1.WaitEstimator Of(WaitEstimator estimator) =>
        System.Enum.TryParse<V1.WaitEstimator>(estimator.ToString(), out var known) ? known : V1.WaitEstimator.Unspecified;

    public static V1.WaitEstimate Of(WaitEstimate estimate) => new()
    {
        Expected = Duration.FromTimeSpan(estimate.Expected),
        Bound = Duration.FromTimeSpan(estimate.Bound),
        Estimator = Of(estimate.By),
        Coverage = estimate.Coverage,
        Trusted = estimate.IsTrustworthy,
    };

    public static Timestamp Time(DateTimeOffset time) => Timestamp.FromDateTimeOffset(time);

    public static Timestamp? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;
}
