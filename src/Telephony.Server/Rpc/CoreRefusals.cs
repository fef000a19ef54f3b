using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>Makes errors of what the core answers in words. The words are the core's, so this is the only place that reads them.</summary>
internal static class CoreRefusals
{
    private static readonly (string Phrase, Reason Reason)[] Known =
    [
        ("is logged out", Reason.AgentLoggedOut),
        ("is not in wrap-up", Reason.NotInWrapUp),
        ("a disposition is owed", Reason.DispositionOwed),
        ("waits for approval", Reason.NoPausePending),
        (" cannot be rung", Reason.AgentNotFree),
        (" may not serve ", Reason.AgentNotEligible),
        ("takes no call now", Reason.QueueTakesNoCall),
        ("does not call back", Reason.NoCallback),
        ("cannot be called", Reason.NoCallback),
        ("is on the do-not-call list", Reason.NoCallback),
        (" rings with ", Reason.CallNotWaiting),
        (" talks with ", Reason.CallNotWaiting),
        (" is in no queue yet", Reason.CallNotWaiting),
        (" does not talk", Reason.NotRecordable),
        (" is recorded already", Reason.NotRecordable),
        (" are never recorded", Reason.NotRecordable),
        (" does not run", Reason.RecordingNotRunning),
        (" is not in a conversation", Reason.CallNotTalking),
        (" is not being transferred", Reason.CallNotInTransfer),
        (" is being transferred", Reason.CallInTransfer),
        (" is in the conversation already", Reason.InConversationAlready),
        (" does not supervise ", Reason.NotInConversation),
        (" is in no conference with ", Reason.NotInConversation),
        (" has not answered", Reason.NotInConversation),
        (" is full: ", Reason.ConversationFull),
        (" is not parked", Reason.CallNotParked),
        ("parking place", Reason.ParkingTaken),
        ("unknown destination ", Reason.DestinationUnknown),
        (" is on hold", Reason.CallOnHold),
        (" is kept on hold by ", Reason.CallOnHold),
        (" waits in ", Reason.CallWaitsAlready),
    ];

    /// <summary>An order for an agent was refused.</summary>
    public static RpcException OfAgent(string name, string refusal) => Of("AGENT_STATE", name, refusal);

    /// <summary>An order for a queue was refused.</summary>
    public static RpcException OfQueue(string name, string refusal) => Of("QUEUE_STATE", name, refusal);

    /// <summary>An order for a call was refused.</summary>
    public static RpcException OfCall(string name, string refusal) =>
        refusal.StartsWith("no call ", StringComparison.Ordinal) || refusal.EndsWith(" has ended", StringComparison.Ordinal)
            ? Refusals.NotFound(Reason.CallNotFound, "Call", name)
            : Of("CALL_STATE", name, refusal);

    /// <summary>An order for a recording was refused.</summary>
    public static RpcException OfRecording(string name, string refusal) => Of("RECORDING_STATE", name, refusal);

    /// <summary>An order for a callback was refused.</summary>
    public static RpcException OfCallback(string name, string refusal) => refusal.StartsWith("no callback ", StringComparison.Ordinal)
        ? Refusals.NotFound(Reason.CallbackNotFound, "Callback", name)
        : Of("CALLBACK_STATE", name, refusal);

    private static RpcException Of(string type, string name, string refusal)
    {
        var reason = Known.FirstOrDefault(k => refusal.Contains(k.Phrase, StringComparison.Ordinal)).Reason ?? Reason.CommandRefused;
        return Refusals.State(reason, type, name, refusal);
    }
}
