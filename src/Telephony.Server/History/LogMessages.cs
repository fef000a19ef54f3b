namespace Telephony.Server.History;

internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Error, "The history {Path} cannot be written ({Reason}); calls go on, up to {Bound} facts wait")]
    public static partial void HistoryOut(this ILogger logger, string path, string reason, int bound);

    [LoggerMessage(2, LogLevel.Information, "The history can be written again; {Count} facts that waited are stored")]
    public static partial void HistoryBack(this ILogger logger, int count);

    [LoggerMessage(3, LogLevel.Error, "{Bound} facts wait to be written to the history; further ones are lost to it (not to the journal) until it can be written again")]
    public static partial void HistoryBufferFull(this ILogger logger, int bound);

    [LoggerMessage(4, LogLevel.Error, "The history {Path} cannot be used ({Reason}); it is kept as {Aside} and a fresh one begins")]
    public static partial void HistoryPutAside(this ILogger logger, string path, string reason, string aside);

    [LoggerMessage(5, LogLevel.Warning, "The history could not be written before the end; {Count} facts come again from the journal")]
    public static partial void HistoryLeftUnwritten(this ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Error, "Fact {Sequence} ({Kind}) cannot be stored in the history and is passed over: {Reason}")]
    public static partial void FactNotStored(this ILogger logger, long sequence, string kind, string reason);
}
