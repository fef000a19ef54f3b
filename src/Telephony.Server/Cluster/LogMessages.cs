namespace Telephony.Server.Cluster;

internal static partial class LogMessages
{
    [LoggerMessage(9001, LogLevel.Warning, "Redis does not have input {Number}: {Reason}; calls go on, the local journal has it")]
    public static partial void NotAppended(this ILogger logger, long number, string reason);

    [LoggerMessage(9002, LogLevel.Information, "this router leads, epoch {Epoch}, {Milliseconds} ms after it was free to")]
    public static partial void Leads(this ILogger logger, long epoch, double milliseconds);

    [LoggerMessage(9003, LogLevel.Warning, "this router leads no more: {Reason}; it goes on as a standby")]
    public static partial void SteppedDown(this ILogger logger, string reason);

    [LoggerMessage(9004, LogLevel.Information, "this router follows {Leader}, from input {Number} on ({How})")]
    public static partial void Follows(this ILogger logger, string leader, long number, string how);

    [LoggerMessage(9005, LogLevel.Warning, "Redis {Redis} is away: {Reason}")]
    public static partial void RedisAway(this ILogger logger, string redis, string reason);

    [LoggerMessage(9006, LogLevel.Information, "Redis {Redis} answers")]
    public static partial void RedisBack(this ILogger logger, string redis);

    [LoggerMessage(9007, LogLevel.Warning, "the lease could not be renewed in Redis; this router goes on leading because Asterisk still obeys it")]
    public static partial void LeadsByAsterisk(this ILogger logger);

    [LoggerMessage(9008, LogLevel.Error, "this router's core is not the leader's before input {Number}: it begins anew from the leader's snapshot")]
    public static partial void NotTheSame(this ILogger logger, long number);

    [LoggerMessage(9009, LogLevel.Warning, "{Leader} has died: its port refuses connections")]
    public static partial void LeaderDied(this ILogger logger, string leader);

    [LoggerMessage(9010, LogLevel.Warning, "the highest epoch cannot be written to {File}: {Reason}")]
    public static partial void EpochNotKept(this ILogger logger, string file, string reason);

    [LoggerMessage(9011, LogLevel.Error, "a fault in the cluster: {Reason}")]
    public static partial void ClusterFault(this ILogger logger, string reason);

    [LoggerMessage(9012, LogLevel.Information, "Redis is at input {Last}, this router at {Own}: Redis has lost its memory, and this router keeps its own")]
    public static partial void RedisForgot(this ILogger logger, long last, long own);
}
