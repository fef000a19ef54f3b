using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Everything the host logs.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception error);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}")]
    public static partial void CallEnded(ILogger logger, string method, StatusCode statusCode, string detail);

    [LoggerMessage(3, LogLevel.Debug, "The deadline of {Method} passed.")]
    public static partial void DeadlineExceeded(ILogger logger, string method);

    [LoggerMessage(4, LogLevel.Error, "The end of {Method} could not be sent.")]
    public static partial void EndFailed(ILogger logger, string method, Exception error);

    [LoggerMessage(5, LogLevel.Warning, "Metadata '{Key}' of {Method} is not sent: its value is not printable ASCII or its name is reserved.")]
    public static partial void MetadataSkipped(ILogger logger, string key, string method);
}
