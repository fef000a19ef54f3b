namespace Telephony.Server.Alerts;

internal static partial class LogMessages
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be read, so alerts begin anew: {Why}")]
    public static partial void AlertsForgotten(this ILogger logger, string file, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} cannot be written, so a restart would forget the latest alerts: {Why}")]
    public static partial void AlertsNotWritten(this ILogger logger, string file, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} events about alerts were given up: too many wait to be sent")]
    public static partial void EventsGivenUp(this ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {Webhook} was not told (attempt {Attempt}, again in {Seconds} s): {Why}")]
    public static partial void WebhookFailed(this ILogger logger, string webhook, int attempt, double seconds, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The event {Id} for the webhook {Webhook} was given up: {Why}")]
    public static partial void WebhookGivenUp(this ILogger logger, string id, string webhook, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The secret that {Webhook} checks signatures with was made: {File}")]
    public static partial void WebhookSecretMade(this ILogger logger, string webhook, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The secret of the webhook {Webhook} cannot be used, so it is not told: {Why}")]
    public static partial void WebhookSecretUnusable(this ILogger logger, string webhook, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The alerts could not be looked at: {Why}")]
    public static partial void AlertsFailed(this ILogger logger, string why);
}
