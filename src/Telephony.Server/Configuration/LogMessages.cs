namespace Telephony.Server.Configuration;

internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Warning, "The configuration folder {Folder} cannot be watched for changes ({Reason}); it is looked at every {Poll} instead")]
    public static partial void WatchingByPolling(this ILogger logger, string folder, string reason, TimeSpan poll);

    [LoggerMessage(2, LogLevel.Error, "A changed configuration could not be handed over; the one in force stays")]
    public static partial void HandingOverFailed(this ILogger logger, Exception fault);
}
