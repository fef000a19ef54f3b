using System.Collections.Frozen;

namespace Telephony.Server.Access;

/// <summary>
/// Who may call what: the only place that says so. What is not in the table is refused, and a test that compares it with what is served fails.
/// An admin may do everything. <c>own</c> is explained in <c>docs/guides/security.md</c>.
/// </summary>
internal static class AccessPolicy
{
    /// <summary>Answered to everybody, unasked: whether the service lives, and signing in.</summary>
    public static readonly FrozenSet<string> Open = new[]
    {
        "GET /healthz", "GET /readyz", "POST /v1/session", "GET /v1/session", "grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All that a screen on a wall needs: its link opens nothing else.</summary>
    public const string OfScreens = "BoardService/WatchBoard";

    // about: named, listed, site, nothing (see About). "recorded": each use is in the log of actions. "free: FIELD": says only where to.
    // The columns: own, all, or - for refused.
    private const string Rows = """
        method                            about    agent lead superv quality analyst manager system auditor
        QueueService/GetQueue             named    own   own  all    all     all     all     all    -
        QueueService/ListQueues           listed   own   own  all    all     all     all     all    -
        QueueService/WatchQueues          listed   own   own  all    all     all     all     all    -
        QueueService/OpenQueue            named    -     own  all    -       -       all     -      -        recorded
        QueueService/CloseQueue           named    -     own  all    -       -       all     -      -        recorded
        QueueService/FollowCalendar       named    -     own  all    -       -       all     -      -        recorded
        QueueService/SetEmergency         named    -     own  all    -       -       all     -      -        recorded

        AgentService/GetAgent             named    own   own  all    all     all     all     all    -
        AgentService/ListAgents           listed   own   own  all    all     all     all     all    -
        AgentService/WatchAgents          listed   own   own  all    all     all     all     all    -
        AgentService/WatchAgent           named    own   own  all    -       -       all     all    -
        AgentService/LogIn                named    own   own  all    -       -       all     all    -        recorded
        AgentService/LogOut               named    own   own  all    -       -       all     all    -        recorded
        AgentService/SetReady             named    own   own  all    -       -       all     all    -        recorded
        AgentService/Pause                named    own   own  all    -       -       all     all    -        recorded
        AgentService/ExtendWrapUp         named    own   own  all    -       -       all     all    -        recorded
        AgentService/FinishWrapUp         named    own   own  all    -       -       all     all    -        recorded
        AgentService/SetSkills            named    -     own  all    -       -       all     -      -        recorded
        AgentService/SetQueues            named    -     own  all    -       -       all     -      -        recorded
        AgentService/ForceState           named    -     own  all    -       -       all     -      -        recorded
        AgentService/DecidePause          named    -     own  all    -       -       all     -      -        recorded

        CallService/GetCall               named    own   own  all    all     all     all     all    -
        CallService/ListCalls             listed   own   own  all    all     all     all     all    -
        CallService/WatchCalls            listed   own   own  all    all     all     all     all    -
        CallService/Hangup                named    own   own  all    -       -       all     all    -        recorded
        CallService/Hold                  named    own   own  all    -       -       all     all    -        recorded
        CallService/Transfer              named    own   own  all    -       -       all     all    -        recorded free: target
        CallService/Conference            named    own   own  all    -       -       all     all    -        recorded free: participant
        CallService/Park                  named    own   own  all    -       -       all     all    -        recorded
        CallService/PickUp                named    own   own  all    -       -       all     all    -        recorded
        CallService/Originate             named    own   own  all    -       -       all     all    -        recorded
        CallService/Supervise             named    -     own  all    -       -       all     -      -        recorded free: supervisor
        CallService/SendDigits            named    own   own  all    -       -       all     all    -        recorded

        BoardService/WatchBoard           listed   own   own  all    all     all     all     all    -

        AlertService/ListAlerts           listed   own   own  all    all     all     all     all    -
        AlertService/AcknowledgeAlert     named    -     own  all    -       -       all     all    -        recorded
        AlertService/SnoozeAlert          named    -     own  all    -       -       all     all    -        recorded

        RoutingService/Explain            named    -     own  all    all     all     all     all    -
        RoutingService/WhyIdle            named    own   own  all    all     all     all     all    -
        RoutingService/WhyNot             named    -     own  all    all     all     all     all    -
        RoutingService/EstimateWait       named    own   own  all    all     all     all     all    -
        RoutingService/DryRun             named    -     own  all    all     all     all     all    -
        RoutingService/SetPriority        named    -     own  all    -       -       all     all    -        recorded
        RoutingService/MoveToQueue        named    -     own  all    -       -       all     all    -        recorded free: queue, needs
        RoutingService/Withdraw           named    -     own  all    -       -       all     all    -        recorded
        RoutingService/AssignAgent        named    -     own  all    -       -       all     all    -        recorded
        RoutingService/SubmitCall         named    -     own  all    -       -       all     all    -        recorded
        RoutingService/SubmitCallback     named    own   own  all    -       -       all     all    -        recorded
        RoutingService/ListCallbacks      listed   own   own  all    all     all     all     all    -
        RoutingService/CancelCallback     named    own   own  all    -       -       all     all    -        recorded
        RoutingService/Route              named    -     -    -      -       -       -       all    -        recorded

        FlowService/GetFlow               site     -     -    all    all     all     all     all    -
        FlowService/ListFlows             site     -     -    all    all     all     all     all    -
        FlowService/WatchFlows            site     -     -    all    all     all     all     all    -

        RecordingService/GetRecording     named    own   own  all    all     -       all     -      -
        RecordingService/ListRecordings   listed   own   own  all    all     -       all     -      -
        RecordingService/DownloadRecording  named  own   own  all    all     -       all     -      -        recorded
        RecordingService/GetWaveform      named    own   own  all    all     -       all     -      -
        RecordingService/SetRecordingHold  named   -     -    all    all     -       all     -      -        recorded
        RecordingService/StartRecording   named    own   own  all    -       -       all     all    -        recorded
        RecordingService/StopRecording    named    own   own  all    -       -       all     all    -        recorded
        RecordingService/PauseRecording   named    own   own  all    -       -       all     all    -        recorded
        RecordingService/ResumeRecording  named    own   own  all    -       -       all     all    -        recorded
        RecordingService/MuteRecording    named    own   own  all    -       -       all     all    -        recorded

        AuditService/ListEvents           listed   -     own  all    -       -       all     all    all
        AuditService/WatchEvents          listed   -     own  all    -       -       all     all    all
        AuditService/ListActions          site     -     -    -      -       -       -       -      all

        EventService/StreamEvents         listed   -     own  all    -       -       all     all    all

        ReportService/QueryIntervals      named    -     own  all    all     all     all     all    -
        ReportService/QueryAgents         named    own   own  all    all     all     all     all    -
        ReportService/QueryCalls          named    -     own  all    all     all     all     all    -
        ReportService/Export              site     -     -    all    -       all     all     -      -        recorded

        ConfigService/GetConfig           site     -     -    -      -       -       all     -      -
        ConfigService/CheckConfig         site     -     -    -      -       -       all     -      -
        ConfigService/PlanConfig          site     -     -    -      -       -       all     -      -
        ConfigService/ListConfigVersions  site     -     -    -      -       -       all     -      all
        ConfigService/ApplyConfig         site     -     -    -      -       -       all     -      -        recorded
        ConfigService/RollbackConfig      site     -     -    -      -       -       all     -      -        recorded

        RouterService/GetRouter           site     -     -    all    -       -       all     all    all
        RouterService/Drain               site     -     -    -      -       -       -       -      -        recorded
        RouterService/Resume              site     -     -    -      -       -       -       -      -        recorded

        GET /v1/snapshot                  listed   own   own  all    all     all     all     all    -
        GET /v1/events                    listed   -     own  all    -       -       all     all    all
        GET /v1/history/calls             listed   -     own  all    all     all     all     all    -
        GET /v1/history/recordings        listed   own   own  all    all     -       all     -      -
        GET /v1/recordings/{id}           named    own   own  all    all     -       all     -      -        recorded

        DELETE /v1/session                nothing  all   all  all    all     all     all     all    all      recorded
        GET /v1/sessions                  nothing  all   all  all    all     all     all     all    all
        DELETE /v1/sessions/{session}     nothing  all   all  all    all     all     all     all    all      recorded

        grpc.reflection.v1.ServerReflection/ServerReflectionInfo       nothing  all all all all all all all all
        grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo  nothing  all all all all all all all all
        """;

    /// <summary>All rules, by method.</summary>
    public static FrozenDictionary<string, AccessRule> Rules { get; } = AccessTable.Parse(Rows).ToFrozenDictionary(r => r.Method, StringComparer.Ordinal);

    /// <summary>Whether a role sees callers' numbers in full. An agent sees those of the own calls.</summary>
    public static bool SeesNumbers(Role role) => role is not (Role.Quality or Role.Analyst or Role.Auditor);

    /// <summary>The rule of an RPC; null when there is none: it is refused then.</summary>
    /// <param name="path">As in the request: <c>/telephony.v1.QueueService/GetQueue</c>.</param>
    public static AccessRule? OfRpc(string path) => Rules.GetValueOrDefault(NameOf(path));

    /// <summary>Whether an RPC is answered to everybody.</summary>
    public static bool IsOpenRpc(string path) => Open.Contains(NameOf(path));

    /// <summary>The rule of another endpoint; null when there is none.</summary>
    /// <param name="verb">GET, …</param>
    /// <param name="pattern">As routed: <c>/v1/recordings/{id}</c>.</param>
    public static AccessRule? OfHttp(string verb, string pattern) => Rules.GetValueOrDefault($"{verb} {pattern}");

    private static string NameOf(string path)
    {
        const string Own = "/telephony.v1.";
        return path.StartsWith(Own, StringComparison.Ordinal) ? path[Own.Length..] : path.TrimStart('/');
    }
}
