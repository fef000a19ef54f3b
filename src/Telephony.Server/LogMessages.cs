namespace Telephony.Server;

internal static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Information, "the loop has stopped after input {Inputs}")]
    public static partial void LoopStopped(this ILogger logger, long inputs);

    [LoggerMessage(1002, LogLevel.Error, "invariant {Invariant} broken: {Detail}")]
    public static partial void InvariantBroken(this ILogger logger, string invariant, string detail);

    [LoggerMessage(1003, LogLevel.Warning, "this router stood still for {Seconds} s: nothing is done before Asterisk's lists have been read again")]
    public static partial void LoopStalled(this ILogger logger, double seconds);
}
