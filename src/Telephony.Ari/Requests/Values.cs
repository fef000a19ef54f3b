namespace Telephony.Ari;

/// <summary>Value of a channel or bridge variable.</summary>
/// <param name="Value">The text; names that are functions, such as <c>TIMEOUT(absolute)</c>, are called with it.</param>
/// <param name="ReportEvents">Whether every later event of the channel or bridge carries it. Plain variables only.</param>
public readonly record struct AriVariable(string Value, bool ReportEvents = false)
{
    public static implicit operator AriVariable(string value) => new(value);

    public static AriVariable FromString(string value) => new(value);
}

/// <summary>Why a channel is hung up, as ARI spells it. The far end sees the corresponding cause.</summary>
public readonly record struct HangupReason(string Value)
{
    public static readonly HangupReason Normal = new("normal");
    public static readonly HangupReason Busy = new("busy");
    public static readonly HangupReason Congestion = new("congestion");
    public static readonly HangupReason NoAnswer = new("no_answer");
    public static readonly HangupReason Timeout = new("timeout");
    public static readonly HangupReason Rejected = new("rejected");
    public static readonly HangupReason Unallocated = new("unallocated");
    public static readonly HangupReason NormalUnspecified = new("normal_unspecified");

    /// <summary>Another phone took the call: this one logs no missed call.</summary>
    public static readonly HangupReason AnsweredElsewhere = new("answered_elsewhere");
}

/// <summary>Which audio of a channel is meant: what it sends to Asterisk, what it hears, or both.</summary>
public enum AudioDirection
{
    None,
    In,
    Out,
    Both,
}

/// <summary>What a recording does when its name exists.</summary>
public enum IfExists
{
    Fail,
    Overwrite,
    Append,
}

/// <summary>What a bridge is for.</summary>
public enum BridgeType
{
    /// <summary>Its channels hear each other.</summary>
    Mixing,

    /// <summary>Its channels wait; they hear announcements and music only.</summary>
    Holding,
}

/// <summary>What the phone that asked for a transfer is told.</summary>
public enum TransferState
{
    Progress,
    Answered,
    Unavailable,
    Declined,
}

/// <summary>The enums above in ARI's spelling.</summary>
internal static class Words
{
    public static string Of(AudioDirection direction) => direction switch
    {
        AudioDirection.None => "none",
        AudioDirection.In => "in",
        AudioDirection.Out => "out",
        AudioDirection.Both => "both",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, null),
    };

    public static string Of(IfExists choice) => choice switch
    {
        IfExists.Fail => "fail",
        IfExists.Overwrite => "overwrite",
        IfExists.Append => "append",
        _ => throw new ArgumentOutOfRangeException(nameof(choice), choice, null),
    };

    public static string Of(BridgeType type) => type switch
    {
        BridgeType.Mixing => "mixing",
        BridgeType.Holding => "holding",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static string Of(TransferState state) => state switch
    {
        TransferState.Progress => "channel_progress",
        TransferState.Answered => "channel_answered",
        TransferState.Unavailable => "channel_unavailable",
        TransferState.Declined => "channel_declined",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
