using Telephony.Core;

namespace Telephony.Server.Http;

internal static partial class LogMessages
{
    [LoggerMessage(9001, LogLevel.Warning, "{Call}: {Server} did not answer as it should: {Outcome}")]
    public static partial void DipFailed(this ILogger logger, string call, string server, ServerOutcome outcome);

    [LoggerMessage(9002, LogLevel.Warning, "secret {Name} cannot be read in {Folder}: servers that need it are not asked")]
    public static partial void SecretMissing(this ILogger logger, string name, string folder);
}
