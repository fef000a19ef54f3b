namespace Telephony.Server.Hosting;

internal static partial class LogMessages
{
    [LoggerMessage(4001, LogLevel.Warning, "configuration not taken over: {Problem}")]
    public static partial void SiteRefused(this ILogger logger, string problem);

    [LoggerMessage(4002, LogLevel.Information, "configuration {Version} is in force")]
    public static partial void SiteTakenOver(this ILogger logger, string version);

    [LoggerMessage(4003, LogLevel.Warning, "agents' phones not written: {Reason}")]
    public static partial void PhonesNotWritten(this ILogger logger, string reason);

    [LoggerMessage(4004, LogLevel.Warning, "a prompt has no sound: {Problem}")]
    public static partial void PromptWithoutSound(this ILogger logger, string problem);

    [LoggerMessage(4005, LogLevel.Warning, "version {Version} of the configuration is not kept: {Reason}")]
    public static partial void VersionNotKept(this ILogger logger, string version, string reason);
}
