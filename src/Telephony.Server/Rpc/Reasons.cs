using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>Why a request is refused: what clients may decide by, and what people read. <c>docs/api.md</c> lists them all.</summary>
/// <param name="Code">The canonical status.</param>
/// <param name="Name">UPPER_SNAKE, never changed once published.</param>
/// <param name="En">What people read; <c>{key}</c> stands for a value.</param>
/// <param name="ZhCn">The same in Chinese.</param>
internal sealed record Reason(StatusCode Code, string Name, string En, string ZhCn)
{
    /// <summary>A field of the request is missing or malformed; the field violations say which.</summary>
    public static readonly Reason InvalidField = new(StatusCode.InvalidArgument, "INVALID_FIELD", "{field}: {wanted}.", "{field}：{wanted}。");

    /// <summary>No queue of this name.</summary>
    public static readonly Reason QueueNotFound = new(StatusCode.NotFound, "QUEUE_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>No flow of this name.</summary>
    public static readonly Reason FlowNotFound = new(StatusCode.NotFound, "FLOW_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>No alert of this name.</summary>
    public static readonly Reason AlertNotFound = new(StatusCode.NotFound, "ALERT_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>The alert is not so that anybody could know of it.</summary>
    public static readonly Reason AlertNotFiring = new(StatusCode.FailedPrecondition, "ALERT_NOT_FIRING", "{name}: {why}.", "{name} 当前未告警。");

    /// <summary>No agent of this name.</summary>
    public static readonly Reason AgentNotFound = new(StatusCode.NotFound, "AGENT_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>No live call of this name.</summary>
    public static readonly Reason CallNotFound = new(StatusCode.NotFound, "CALL_NOT_FOUND", "There is no live {name}.", "当前不存在 {name}。");

    /// <summary>No recording of this name.</summary>
    public static readonly Reason RecordingNotFound = new(StatusCode.NotFound, "RECORDING_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>The recording has no audio yet.</summary>
    public static readonly Reason RecordingNotStored = new(
        StatusCode.FailedPrecondition, "RECORDING_NOT_STORED", "{name} has no audio yet: {why}.", "{name} 尚无音频：{why}。");

    /// <summary>The file of a recording is not as it was kept, or its key is missing.</summary>
    public static readonly Reason RecordingDamaged = new(
        StatusCode.DataLoss, "RECORDING_DAMAGED", "{name} cannot be read: {why}.", "{name} 无法读取：{why}。");

    /// <summary>The recording was erased.</summary>
    public static readonly Reason RecordingErased = new(StatusCode.FailedPrecondition, "RECORDING_ERASED", "{name} has been erased.", "{name} 已被删除。");

    /// <summary>The recording has ended.</summary>
    public static readonly Reason RecordingNotRunning = new(StatusCode.FailedPrecondition, "RECORDING_NOT_RUNNING", "{name} does not run.", "{name} 未在录制。");

    /// <summary>The call cannot be recorded now.</summary>
    public static readonly Reason NotRecordable = new(
        StatusCode.FailedPrecondition, "NOT_RECORDABLE", "{name} cannot be recorded: {why}.", "{name} 无法录音：{why}。");

    /// <summary>A range that begins behind the end.</summary>
    public static readonly Reason RangeBeyondEnd = new(StatusCode.OutOfRange, "RANGE_BEYOND_END", "offset lies behind the end; there are {size} bytes.", "offset 超出末尾，共 {size} 字节。");

    /// <summary>The agent is not at work.</summary>
    public static readonly Reason AgentLoggedOut = new(
        StatusCode.FailedPrecondition, "AGENT_LOGGED_OUT", "{name} is logged out; log in first.", "{name} 未签入，请先签入。");

    /// <summary>The agent is not in wrap-up.</summary>
    public static readonly Reason NotInWrapUp = new(
        StatusCode.FailedPrecondition, "NOT_IN_WRAP_UP", "{name} is not in wrap-up.", "{name} 不在话后整理中。");

    /// <summary>A disposition must be given first.</summary>
    public static readonly Reason DispositionOwed = new(
        StatusCode.FailedPrecondition, "DISPOSITION_OWED", "{name} owes a disposition; finish wrap-up with one.", "{name} 尚未填写小结，请填写后再结束话后整理。");

    /// <summary>No pause of the agent waits for approval.</summary>
    public static readonly Reason NoPausePending = new(
        StatusCode.FailedPrecondition, "NO_PAUSE_PENDING", "No pause of {name} waits for approval.", "{name} 没有待审批的小休。");

    /// <summary>The call is not waiting in a queue.</summary>
    public static readonly Reason CallNotWaiting = new(
        StatusCode.FailedPrecondition, "CALL_NOT_WAITING", "{name} does not wait in a queue.", "{name} 不在排队中。");

    /// <summary>The call is in a queue already.</summary>
    public static readonly Reason CallWaitsAlready = new(
        StatusCode.FailedPrecondition, "CALL_WAITS_ALREADY", "{name} is in a queue already: {why}.", "{name} 已在排队：{why}。");

    /// <summary>The call is not in a conversation.</summary>
    public static readonly Reason CallNotTalking = new(
        StatusCode.FailedPrecondition, "CALL_NOT_TALKING", "{name} is not in a conversation.", "{name} 不在通话中。");

    /// <summary>The caller is on hold, which does not go with what is asked.</summary>
    public static readonly Reason CallOnHold = new(StatusCode.FailedPrecondition, "CALL_ON_HOLD", "The caller is on hold: {why}.", "来电者处于保持状态：{why}。");

    /// <summary>The call is being transferred already, which does not go with what is asked.</summary>
    public static readonly Reason CallInTransfer = new(
        StatusCode.FailedPrecondition, "CALL_IN_TRANSFER", "The call is being transferred: {why}.", "该通话正在转接：{why}。");

    /// <summary>No transfer is under way that could be completed or cancelled.</summary>
    public static readonly Reason CallNotInTransfer = new(
        StatusCode.FailedPrecondition, "CALL_NOT_IN_TRANSFER", "{name} is not being transferred.", "{name} 没有进行中的转接。");

    /// <summary>Whoever is asked in takes part already.</summary>
    public static readonly Reason InConversationAlready = new(
        StatusCode.FailedPrecondition, "IN_CONVERSATION_ALREADY", "Refused: {why}.", "已在通话中：{why}。");

    /// <summary>Whoever is to leave, or to be joined with all, takes no part.</summary>
    public static readonly Reason NotInConversation = new(
        StatusCode.FailedPrecondition, "NOT_IN_CONVERSATION", "Refused: {why}.", "不在该通话中：{why}。");

    /// <summary>No more can take part.</summary>
    public static readonly Reason ConversationFull = new(
        StatusCode.FailedPrecondition, "CONVERSATION_FULL", "No more can take part: {why}.", "参与者已满：{why}。");

    /// <summary>The call is in no parking place.</summary>
    public static readonly Reason CallNotParked = new(StatusCode.FailedPrecondition, "CALL_NOT_PARKED", "{name} is not parked.", "{name} 未驻留。");

    /// <summary>The parking place, or every one, is taken.</summary>
    public static readonly Reason ParkingTaken = new(
        StatusCode.FailedPrecondition, "PARKING_TAKEN", "No parking place: {why}.", "没有可用的驻留位：{why}。");

    /// <summary>The configuration has no such destination.</summary>
    public static readonly Reason DestinationUnknown = new(
        StatusCode.FailedPrecondition, "DESTINATION_UNKNOWN", "Only destinations of the configuration can be called: {why}.", "只能呼叫配置中的目的地：{why}。");

    /// <summary>The agent cannot be rung now.</summary>
    public static readonly Reason AgentNotFree = new(
        StatusCode.FailedPrecondition, "AGENT_NOT_FREE", "The agent is not free: {why}.", "该坐席当前不空闲：{why}。");

    /// <summary>The agent may not serve the call.</summary>
    public static readonly Reason AgentNotEligible = new(
        StatusCode.FailedPrecondition, "AGENT_NOT_ELIGIBLE", "The agent is not one for this call: {why}.", "该坐席不能处理此通话：{why}。");

    /// <summary>The queue's own rule decides, nobody else.</summary>
    public static readonly Reason NotDecidedElsewhere = new(
        StatusCode.FailedPrecondition, "NOT_DECIDED_ELSEWHERE", "{name} is not configured to be decided by others: {why}.", "{name} 未配置为由外部系统决定：{why}。");

    /// <summary>No callback of this name, or it is done.</summary>
    public static readonly Reason CallbackNotFound = new(StatusCode.NotFound, "CALLBACK_NOT_FOUND", "There is no {name}.", "不存在 {name}。");

    /// <summary>The queue does not call back, or not this number.</summary>
    public static readonly Reason NoCallback = new(StatusCode.FailedPrecondition, "NO_CALLBACK", "Nobody can be called back: {why}.", "无法安排回呼：{why}。");

    /// <summary>The queue does not take a call in now.</summary>
    public static readonly Reason QueueTakesNoCall = new(
        StatusCode.FailedPrecondition, "QUEUE_TAKES_NO_CALL", "The queue takes no call now: {why}.", "该技能组目前不接受来电：{why}。");

    /// <summary>The thing has changed since the client saw it.</summary>
    public static readonly Reason EtagMismatch = new(
        StatusCode.Aborted, "ETAG_MISMATCH", "{name} has changed meanwhile; look at it again (its etag is {etag}).", "{name} 已被修改，请重新查看（当前 etag 为 {etag}）。");

    /// <summary>The files are not a configuration.</summary>
    public static readonly Reason ConfigInvalid = new(StatusCode.InvalidArgument, "CONFIG_INVALID", "The configuration is not taken: {problem}.", "配置未被接受：{problem}。");

    /// <summary>No version of this name is kept.</summary>
    public static readonly Reason ConfigVersionNotFound = new(
        StatusCode.NotFound, "CONFIG_VERSION_NOT_FOUND", "No version {name} of the configuration is kept.", "没有保留配置版本 {name}。");

    /// <summary>The configuration folder cannot be written.</summary>
    public static readonly Reason ConfigNotWritable = new(
        StatusCode.FailedPrecondition, "CONFIG_NOT_WRITABLE", "The configuration folder cannot be written: {why}.", "无法写入配置目录：{why}。");

    /// <summary>The router refused for another reason.</summary>
    public static readonly Reason CommandRefused = new(StatusCode.FailedPrecondition, "COMMAND_REFUSED", "Refused: {why}.", "被拒绝：{why}。");

    /// <summary>The same request id came with another request.</summary>
    public static readonly Reason RequestIdReused = new(
        StatusCode.InvalidArgument, "REQUEST_ID_REUSED", "request_id {request_id} was used for another request; choose a new one.", "request_id {request_id} 已用于其他请求，请换一个。");

    /// <summary>More request ids than are remembered.</summary>
    public static readonly Reason TooManyRequestIds = new(
        StatusCode.ResourceExhausted, "TOO_MANY_REQUEST_IDS", "{limit} request ids came within 10 minutes; try again later.", "10 分钟内的 request_id 已达 {limit} 个，请稍后再试。");

    /// <summary>More streams than are served.</summary>
    public static readonly Reason TooManyWatchers = new(
        StatusCode.ResourceExhausted, "TOO_MANY_WATCHERS", "{limit} streams are open; close one or try again later.", "已打开 {limit} 个流，请关闭一个或稍后再试。");

    /// <summary>The watcher does not read.</summary>
    public static readonly Reason WatcherTooSlow = new(
        StatusCode.ResourceExhausted, "WATCHER_TOO_SLOW", "The stream was not read; connect again.", "流未被读取，请重新连接。");

    /// <summary>The router has no configuration in force yet.</summary>
    public static readonly Reason Starting = new(StatusCode.Unavailable, "STARTING", "The router is starting; try again.", "路由器正在启动，请重试。");

    /// <summary>The router did not answer in time; whether the command was carried out is not known.</summary>
    public static readonly Reason RouterHangs = new(
        StatusCode.Unavailable, "ROUTER_HANGS", "The router did not answer in time; try again with the same request_id.", "路由器未及时应答，请用同一 request_id 重试。");

    /// <summary>This router is a standby.</summary>
    public static readonly Reason NotLeader = new(
        StatusCode.Unavailable, "NOT_LEADER", "This router is a standby; ask the leader.", "本路由器为备用节点，请访问主节点。");

    /// <summary>Nobody could take this router's place.</summary>
    public static readonly Reason NoStandby = new(
        StatusCode.FailedPrecondition, "NO_STANDBY", "Nobody could take the place of {name}: {why}.", "没有节点可以接替 {name}：{why}。");

    /// <summary>The history cannot be read now.</summary>
    public static readonly Reason HistoryUnavailable = new(
        StatusCode.Unavailable, "HISTORY_UNAVAILABLE", "The history cannot be read now; try again.", "暂时无法读取历史记录，请重试。");

    /// <summary>Events before a sequence are not kept any more.</summary>
    public static readonly Reason EventsGone = new(
        StatusCode.OutOfRange, "EVENTS_GONE", "Events before {oldest} are not kept any more.", "序号 {oldest} 之前的事件已不再保留。");

    /// <summary>The sequence lies in the future: the client knows another journal.</summary>
    public static readonly Reason EventsAhead = new(
        StatusCode.OutOfRange, "EVENTS_AHEAD", "The last event is {newest}; after_sequence lies behind it.", "最新事件的序号是 {newest}，after_sequence 超出了它。");

    /// <summary>The fact log cannot be written, so its watchers cannot be served.</summary>
    public static readonly Reason EventsUnavailable = new(
        StatusCode.Unavailable, "EVENTS_UNAVAILABLE", "The log of events cannot be read now; try again.", "暂时无法读取事件日志，请重试。");

    /// <summary>Nobody knows who calls.</summary>
    public static readonly Reason TokenMissing = new(
        StatusCode.Unauthenticated, "TOKEN_MISSING", "A token is wanted: authorization: Bearer TOKEN.", "需要令牌：authorization: Bearer TOKEN。");

    /// <summary>The token is none of ours, or no longer good.</summary>
    public static readonly Reason TokenInvalid = new(
        StatusCode.Unauthenticated, "TOKEN_INVALID", "The token is not known, has expired or was revoked.", "令牌无效、已过期或已被吊销。");

    /// <summary>The client certificate names nobody who is known.</summary>
    public static readonly Reason CertificateUnknown = new(
        StatusCode.Unauthenticated, "CERTIFICATE_UNKNOWN", "The client certificate names nobody who is known.", "客户端证书未对应任何已知身份。");

    /// <summary>A page of another site wants to use the local admin's trust.</summary>
    public static readonly Reason CrossSite = new(
        StatusCode.Unauthenticated, "CROSS_SITE", "A page of another site needs a token.", "其他网站的页面需要令牌。");

    /// <summary>Wrong password, or no such user: which of both is not told.</summary>
    public static readonly Reason SignInFailed = new(
        StatusCode.Unauthenticated, "SIGN_IN_FAILED", "The name or the password is wrong.", "用户名或密码错误。");

    /// <summary>A password would be sent in clear from another machine.</summary>
    public static readonly Reason SignInWantsTls = new(
        StatusCode.FailedPrecondition, "SIGN_IN_WANTS_TLS", "Passwords are taken over https only, except on this machine itself.", "除本机外，仅可通过 https 使用密码登录。");

    /// <summary>The role may not call the method.</summary>
    public static readonly Reason RoleForbids = new(
        StatusCode.PermissionDenied, "ROLE_FORBIDS", "The role {role} may not call {method}.", "角色 {role} 无权调用 {method}。");

    /// <summary>The thing belongs to others, or is not there: which of both is not told.</summary>
    public static readonly Reason NotYours = new(
        StatusCode.PermissionDenied, "NOT_YOURS", "{name}: not yours, or not there.", "{name}：不属于您，或不存在。");

    /// <summary>More requests than one principal, or failures than one address, may send.</summary>
    public static readonly Reason TooManyRequests = new(
        StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS", "Too many requests; try again in {seconds} s.", "请求过于频繁，请在 {seconds} 秒后重试。");

    /// <summary>More streams than one principal may open.</summary>
    public static readonly Reason TooManyStreams = new(
        StatusCode.ResourceExhausted, "TOO_MANY_STREAMS", "You have {limit} streams open; close one.", "您已打开 {limit} 个流，请关闭一个。");

    /// <summary>The log of actions cannot be written or read, so what must be recorded cannot be done.</summary>
    public static readonly Reason ActionsUnavailable = new(
        StatusCode.Unavailable, "ACTIONS_UNAVAILABLE", "The log of actions is not available now; try again.", "操作日志暂时不可用，请重试。");

    /// <summary>No answer within the time every call has.</summary>
    public static readonly Reason TookTooLong = new(
        StatusCode.DeadlineExceeded, "TOOK_TOO_LONG", "No answer in time; try again with the same request_id.", "未能及时应答，请用同一 request_id 重试。");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        InvalidField, QueueNotFound, FlowNotFound, AlertNotFound, AlertNotFiring, AgentNotFound, CallNotFound, RecordingNotFound, RecordingNotStored, RecordingDamaged, RecordingErased, RecordingNotRunning, NotRecordable, RangeBeyondEnd, AgentLoggedOut, NotInWrapUp, DispositionOwed,
        NoPausePending, CallNotWaiting, CallWaitsAlready, CallNotTalking, CallOnHold, CallInTransfer, CallNotInTransfer,
        InConversationAlready, NotInConversation, ConversationFull, CallNotParked, ParkingTaken, DestinationUnknown, AgentNotFree, AgentNotEligible, NotDecidedElsewhere, CallbackNotFound, NoCallback, QueueTakesNoCall, CommandRefused, EtagMismatch, ConfigInvalid, ConfigVersionNotFound,
        ConfigNotWritable, RequestIdReused,
        TooManyRequestIds, TooManyWatchers, WatcherTooSlow, Starting, RouterHangs, NotLeader, NoStandby, HistoryUnavailable, EventsGone, EventsAhead, EventsUnavailable,
        TokenMissing, TokenInvalid, CertificateUnknown, CrossSite, SignInFailed, SignInWantsTls, RoleForbids, NotYours, TooManyRequests, TooManyStreams, TookTooLong, ActionsUnavailable,
    ];
}
