namespace Telephony.Server.Rpc;

internal static partial class LogMessages
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method}: {Peer} read nothing for {Seconds} s and was cut off; it gets a fresh picture when it comes back")]
    public static partial void WatcherCutOff(this ILogger logger, string method, string peer, double seconds);
}
