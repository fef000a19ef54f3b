using Google.Protobuf.WellKnownTypes;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>The core's picture as messages.</summary>
internal static class Views
{
    public static V1.Queue Of(QueueView queue) => new()
    {
        Name = Names.Of(Names.Queues, queue.Name),
        Etag = Etags.Of(queue),
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
        Opening = Of(queue.Opening),
        Holiday = queue.Holiday ?? "",
        Switch = Of(queue.Switch),
        Emergency = queue.Emergency,
        ExpectedWait = queue.EstimatedWait is { } wait ? InSeconds(Of(wait)) : null,
        Today = queue.Today is { } today ? Of(today) : null,
        Limits = Of(queue.Limits),
    };

    private static V1.QueueLimits Of(BoardLimits limits) => new()
    {
        LongestWaitWatch = Duration.FromTimeSpan(limits.LongestWait.Watch),
        LongestWaitAlarm = Duration.FromTimeSpan(limits.LongestWait.Alarm),
        WaitingWatch = limits.Waiting.Watch,
        WaitingAlarm = limits.Waiting.Alarm,
        ServiceLevelWatch = limits.ServiceLevel.Watch,
        ServiceLevelAlarm = limits.ServiceLevel.Alarm,
        AbandonRateWatch = limits.AbandonRate.Watch,
        AbandonRateAlarm = limits.AbandonRate.Alarm,
    };

    public static V1.QueueFigures Of(QueueToday today)
    {
        var figures = new V1.QueueFigures
        {
            OfferedCalls = today.Offered,
            AnsweredCalls = today.Answered,
            AbandonedCalls = today.Abandoned,
            ServiceLevelTarget = today.Target,
            ServiceLevelWithin = Seconds(today.Within),
            AverageSpeedOfAnswer = Seconds(today.Asa),
            AverageHandleTime = Seconds(today.Aht),
            LongestWait = Seconds(today.LongestWait),
            AnswerTimeP80 = Seconds(today.AnswerTimeP80),
        };
        if (today.ServiceLevel is { } level) figures.ServiceLevel = level;
        return figures;
    }

    private static Duration? Seconds(double? seconds) => seconds is { } known ? Duration.FromTimeSpan(TimeSpan.FromSeconds(known)) : null;

    /// <summary>A picture that changes with every millisecond would be sent over and over.</summary>
    private static V1.WaitEstimate InSeconds(V1.WaitEstimate estimate)
    {
        (estimate.Expected, estimate.Bound) = (RoundedUp(estimate.Expected), RoundedUp(estimate.Bound));
        estimate.Coverage = Math.Round(estimate.Coverage, 2);
        return estimate;
    }

    private static Duration RoundedUp(Duration time) => new() { Seconds = time.Nanos > 0 ? time.Seconds + 1 : time.Seconds };

    public static V1.Agent Of(AgentView agent) => new()
    {
        Skills = { agent.Skills },
        SkillsSet = agent.SkillsAreSet,
        QueuesSet = agent.QueuesAreSet,
        LoginTime = Time(agent.LoggedInAt),
        WrapUpEndTime = Time(agent.WrapUp?.Until),
        WrapUpCall = Names.Of(Names.Calls, agent.WrapUp?.Call),
        DispositionOwed = agent.WrapUp?.DispositionOwed ?? false,
        Dispositions = { agent.WrapUp?.Dispositions ?? [] },
        PendingPause = agent.PendingPause ?? "",
        NextState = agent.Next is { } next ? Of(next) : V1.AgentState.Unspecified,
        NextStateReason = agent.NextReason ?? "",
        Name = Names.Of(Names.Agents, agent.Id),
        Etag = Etags.Of(agent),
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
        Etag = Etags.Of(call),
        State = Of(call.State),
        DialedNumber = call.Number,
        CallerNumber = call.Caller,
        Queue = Names.Of(Names.Queues, call.Queue),
        Agent = Names.Of(Names.Agents, call.Agent),
        StateSince = Time(call.Since),
        QueuedAt = Time(call.QueuedAt),
        Priority = call.Priority,
        RelaxationStep = call.RelaxStep,
        ReservedAgent = Names.Of(Names.Agents, call.Reserved),
        Variables = { call.Attached },
        CallerName = call.CallerName,
        Position = call.Position,
        ExpectedWait = call.ExpectedWait is { } wait ? InFives(wait.Expected) : null,
        Skills = call.Skills,
        ParkingPlace = call.ParkingPlace ?? 0,
    };

    /// <summary>Whole 5 s, rounded up: an estimate is no more exact, and a picture that changes every second would be sent every second.</summary>
    private static Duration InFives(TimeSpan wait) => Duration.FromTimeSpan(TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds / 5) * 5));

    public static V1.Callback Of(Callback callback) => new()
    {
        Name = Names.Of(Names.Callbacks, callback.Id.Value),
        Kind = Of(callback.Kind),
        State = Of(callback.State),
        Number = callback.Customer.Number,
        Queue = Names.Of(Names.Queues, callback.Queue.Value),
        Agent = Names.Of(Names.Agents, callback.Agent?.Value),
        DueTime = Time(callback.DueUtc),
        QueuedAt = Time(callback.QueuedAt?.Utc),
        Call = Names.Of(Names.Calls, callback.Call?.Value),
        Attempts = callback.Attempts,
        Reference = callback.Customer.Name,
    };

    public static V1.CallbackKind Of(CallbackKind kind) =>
        System.Enum.TryParse<V1.CallbackKind>(kind.ToString(), out var known) ? known : V1.CallbackKind.Unspecified;

    public static V1.CallbackState Of(CallbackState state) =>
        System.Enum.TryParse<V1.CallbackState>(state.ToString(), out var known) ? known : V1.CallbackState.Unspecified;

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
        CallState.Virtual => V1.CallState.Virtual,
        CallState.Dialling => V1.CallState.Dialling,
        CallState.Queued => V1.CallState.Queued,
        CallState.Ringing => V1.CallState.Ringing,
        CallState.Connecting => V1.CallState.Connecting,
        CallState.Connected => V1.CallState.Connected,
        CallState.OnHold => V1.CallState.OnHold,
        CallState.Consulting => V1.CallState.Consulting,
        CallState.Parked => V1.CallState.Parked,
        CallState.Outside => V1.CallState.Outside,
        CallState.Surveying => V1.CallState.Surveying,
        _ => V1.CallState.Unspecified,
    };

    public static V1.QueueOpening Of(OpeningKind opening) => opening switch
    {
        OpeningKind.Open => V1.QueueOpening.Open,
        OpeningKind.Closed => V1.QueueOpening.Closed,
        OpeningKind.Holiday => V1.QueueOpening.Holiday,
        OpeningKind.Emergency => V1.QueueOpening.Emergency,
        _ => V1.QueueOpening.Unspecified,
    };

    public static V1.QueueSwitch Of(QueueSwitch to) => to switch
    {
        QueueSwitch.Calendar => V1.QueueSwitch.Calendar,
        QueueSwitch.Open => V1.QueueSwitch.Open,
        QueueSwitch.Closed => V1.QueueSwitch.Closed,
        _ => V1.QueueSwitch.Unspecified,
    };

    /// <summary>By name: a kind that the contract does not know yet is told in words only.</summary>
    public static V1.IdleReason Of(IdleReason reason) => System.Enum.TryParse<V1.IdleReason>(reason.ToString(), out var known) ? known : V1.IdleReason.Unspecified;

    public static V1.RouteOutcome Of(DecisionOutcome outcome) =>
        System.Enum.TryParse<V1.RouteOutcome>(outcome.ToString(), out var known) ? known : V1.RouteOutcome.Unspecified;

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
