namespace Telephony.Server.QueueLogs;

internal static partial class LogMessages
{
    [LoggerMessage(2101, LogLevel.Error, "queue_log {Path} cannot be written: {Reason}; it is tried again")]
    public static partial void QueueLogRefused(this ILogger logger, string path, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "queue_log {Path} is written again")]
    public static partial void QueueLogWritesAgain(this ILogger logger, string path);
}
