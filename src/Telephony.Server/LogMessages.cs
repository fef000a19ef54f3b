namespace Telephony.Server;

internal static partial class LogMessages
{
    [LoggerMessage(1001, LogLevel.Information, "the loop has stopped after input {Inputs}")]
    public static partial void LoopStopped(this ILogger logger, long inputs);

    [LoggerMessage(1002, LogLevel.Error, "invariant {Invariant} broken: {Detail}")]
    public static partial void InvariantBroken(this ILogger logger, string invariant, string detail);
}
