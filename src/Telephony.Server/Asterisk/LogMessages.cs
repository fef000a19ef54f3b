namespace Telephony.Server.Asterisk;

internal static partial class LogMessages
{
    [LoggerMessage(3001, LogLevel.Error, "{Reason}")]
    public static partial void LinkFatal(this ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Information, "taken over from Asterisk {Version}: {Channels} channels of ours")]
    public static partial void TakenOver(this ILogger logger, string version, int channels);

    [LoggerMessage(3003, LogLevel.Warning, "taking over from Asterisk failed: {Reason}")]
    public static partial void TakeOverFailed(this ILogger logger, string reason);

    [LoggerMessage(3004, LogLevel.Debug, "{Call}: nothing to do: {Reason}")]
    public static partial void RequestIdle(this ILogger logger, string call, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "{Call}: {Reason}")]
    public static partial void RequestFailed(this ILogger logger, string call, string reason);

    [LoggerMessage(3006, LogLevel.Debug, "{Channel} not claimed: {Reason}")]
    public static partial void ClaimLost(this ILogger logger, string channel, string reason);

    [LoggerMessage(3007, LogLevel.Critical, "the loop has not turned for {Seconds} s: leases are not renewed, callers will reach the fallback")]
    public static partial void LoopHangs(this ILogger logger, double seconds);

    [LoggerMessage(3008, LogLevel.Warning, "{Call}: lease not set: {Reason}")]
    public static partial void LeaseNotSet(this ILogger logger, string call, string reason);

    [LoggerMessage(3009, LogLevel.Warning, "recording {Recording}: {Reason}")]
    public static partial void RecordingFailed(this ILogger logger, string recording, string reason);

    [LoggerMessage(3010, LogLevel.Warning, "mended: {What} {Subject}")]
    public static partial void Healing(this ILogger logger, string what, string subject);

    [LoggerMessage(3011, LogLevel.Warning, "Asterisk was not compared with what is known here: {Reason}")]
    public static partial void NotLooked(this ILogger logger, string reason);

    [LoggerMessage(3012, LogLevel.Error, "recording {Recording} cannot be stored, and stays in Asterisk meanwhile: {Reason}; it is tried again, for a day")]
    public static partial void RecordingWaits(this ILogger logger, string recording, string reason);

    [LoggerMessage(3013, LogLevel.Error, "event {Type} could not be handled; what it told is found by the watchdog")]
    public static partial void EventFault(this ILogger logger, string type, Exception fault);

    [LoggerMessage(3014, LogLevel.Error, "Asterisk's lists could not be taken over; the connection is made anew")]
    public static partial void TakeOverFault(this ILogger logger, Exception fault);

    [LoggerMessage(3015, LogLevel.Error, "leases could not be renewed; tried again in a moment")]
    public static partial void RenewalFault(this ILogger logger, Exception fault);
}
