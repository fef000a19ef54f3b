namespace Telephony.Server.Statistics;

internal static partial class LogMessages
{
    [LoggerMessage(7001, LogLevel.Warning, "figures stand still, {Directory} cannot be read: {Reason}; tried again every second")]
    public static partial void StatisticsStopped(this ILogger logger, string directory, string reason);
}
