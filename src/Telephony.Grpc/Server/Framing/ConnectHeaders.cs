using System.Globalization;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>Headers that unary and streaming Connect share.</summary>
internal static class ConnectHeaders
{
    private const int LongestTimeout = 10;

    public static TimeSpan? ReadTimeout(IHeaderDictionary headers)
    {
        var value = headers["connect-timeout-ms"].ToString();
        if (value.Length == 0)
            return null;
        return value.Length <= LongestTimeout && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw GrpcErrors.BadTimeout(value);
    }

    /// <exception cref="RpcException">The client speaks another version of the protocol.</exception>
    public static void CheckVersion(string version, string expected)
    {
        if (version.Length > 0 && version != expected)
            throw GrpcErrors.Error(StatusCode.InvalidArgument, $"Connect protocol version '{version}' is not supported; send '{expected}'.");
    }
}
