namespace Telephony.Server.Recordings;

internal static partial class LogMessages
{
    [LoggerMessage(3103, LogLevel.Critical, "no recording begins: {Reason}")]
    public static partial void NoRoom(this ILogger logger, string reason);

    [LoggerMessage(3104, LogLevel.Warning, "there is room for recordings again")]
    public static partial void RoomAgain(this ILogger logger);

    [LoggerMessage(3101, LogLevel.Information, "recording {Recording} was erased after {Days} days")]
    public static partial void RecordingErased(this ILogger logger, string recording, int days);

    [LoggerMessage(3102, LogLevel.Error, "old recordings cannot be erased: {Reason}; it is tried again in an hour")]
    public static partial void RetentionFailed(this ILogger logger, string reason);
}
