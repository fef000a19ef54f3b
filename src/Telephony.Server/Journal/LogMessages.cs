namespace Telephony.Server.Journal;

internal static partial class LogMessages
{
    [LoggerMessage(2001, LogLevel.Error, "journal {Directory} cannot be written: {Reason}; calls go on, but a restart now would lose them")]
    public static partial void JournalRefused(this ILogger logger, string directory, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "journal {Directory} is written again, from input {Next} on")]
    public static partial void JournalWritesAgain(this ILogger logger, string directory, long next);

    [LoggerMessage(2003, LogLevel.Error, "fact log {Directory} cannot be written: {Reason}; it goes on after the next start")]
    public static partial void FactLogRefused(this ILogger logger, string directory, string reason);

    [LoggerMessage(2004, LogLevel.Information, "journal replayed: {Inputs} inputs, {Facts} facts in {Milliseconds} ms")]
    public static partial void Replayed(this ILogger logger, long inputs, long facts, double milliseconds);
}
