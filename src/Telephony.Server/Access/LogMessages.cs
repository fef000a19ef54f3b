namespace Telephony.Server.Access;

internal static partial class LogMessages
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{File} cannot be read, so what it said before holds on: {Why}")]
    public static partial void FileUnreadable(this ILogger logger, string file, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The admin's token was made: {File}")]
    public static partial void AdminTokenMade(this ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} is reached from other machines without TLS: tokens can be read on the way; pass --tls-cert and --tls-key, or put it behind something that has them")]
    public static partial void TokensInClear(this ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "The log of actions cannot be written, so what must be recorded is refused: {Why}")]
    public static partial void ActionsNotWritten(this ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "A JSON Web Token was refused: {Why}")]
    public static partial void JwtRefused(this ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be read, so everybody has to sign in again: {Why}")]
    public static partial void SessionsForgotten(this ILogger logger, string file, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} cannot be written, so who signs in now has to sign in again after the next start: {Why}")]
    public static partial void SessionsNotWritten(this ILogger logger, string file, string why);
}
