using Microsoft.Extensions.Logging;

namespace Telephony.Ari;

/// <summary>Every log event of the ARI client. Ids 2000 to 2099.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2000, LogLevel.Information, "Connected to Asterisk {Version} at {BaseUrl} as {Application}, connection {Epoch}")]
    public static partial void Connected(this ILogger logger, string version, Uri baseUrl, string application, int epoch);

    [LoggerMessage(2001, LogLevel.Warning, "Lost Asterisk at {BaseUrl}: {Reason}")]
    public static partial void Lost(this ILogger logger, Uri baseUrl, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Cannot connect to Asterisk at {BaseUrl}, attempt {Attempt}, next in {Delay}: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, Uri baseUrl, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Asterisk calls its version '{Version}', which cannot be compared with the minimum {Minimum}; going on")]
    public static partial void VersionUnreadable(this ILogger logger, string version, Version minimum);

    [LoggerMessage(2004, LogLevel.Error, "Event {Type} could not be read ({Reason}): {Json}")]
    public static partial void EventUnreadable(this ILogger logger, string type, string reason, string json);

    [LoggerMessage(2005, LogLevel.Error, "Event buffer is full ({Capacity} events): the consumer is too slow; closing the socket to resynchronise")]
    public static partial void EventBufferFull(this ILogger logger, int capacity);

    [LoggerMessage(2006, LogLevel.Error, "Another process took over application {Application}; this client stops")]
    public static partial void Replaced(this ILogger logger, string application);

    [LoggerMessage(2007, LogLevel.Debug, "Reply {RequestId} came after its request had been given up")]
    public static partial void LateReply(this ILogger logger, long requestId);

    [LoggerMessage(2008, LogLevel.Warning, "A reply could not be read ({Reason}): {Json}")]
    public static partial void ReplyUnreadable(this ILogger logger, string reason, string json);
}
