using System.Globalization;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>
/// The door of the HTTP side. Finds out who calls, for every request; RPCs are then decided by <see cref="AccessInterceptor"/>, every other endpoint here.
/// The page's own files are for everybody: there is nothing in them.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator, Gate gate, StreamPlaces places)
{
    /// <summary>How the host ends the pattern of what answers UNIMPLEMENTED.</summary>
    private const string NoSuchMethod = "/{unimplementedMethod}";

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern } endpoint || IsOpen(http, pattern))
        {
            await next(http);
            return;
        }

        (await authenticator.WhoAsync(http)).KeepIn(http);
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is null) await PassAsync(http, pattern);
        else await next(http);
    }

    private static bool IsOpen(HttpContext http, string pattern) =>
        AccessPolicy.Open.Contains($"{http.Request.Method} {pattern}") || pattern.EndsWith(NoSuchMethod, StringComparison.Ordinal);

    private async Task PassAsync(HttpContext http, string pattern)
    {
        try
        {
            var thing = http.GetRouteValue("id") is { } id ? $"{Names.Recordings}/{id}" : http.GetRouteValue("session") is { } session ? $"sessions/{session}" : null;
            var pass = await gate.AdmitAsync(http, AccessPolicy.OfHttp(http.Request.Method, pattern), $"{http.Request.Method} {pattern}", null, thing);
            using var place = places.Enter(pass.Principal);
            await pass.DoAsync(async () =>
            {
                await next(http);
                return true;
            });
        }
        catch (RpcException refusal) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, refusal);
        }
    }

    /// <summary>Answers a refusal as HTTP has it, with the reason for programs.</summary>
    public static async Task AnswerAsync(HttpContext http, RpcException refusal)
    {
        http.Response.StatusCode = refusal.StatusCode switch
        {
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied or StatusCode.FailedPrecondition => StatusCodes.Status403Forbidden,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (refusal.StatusCode == StatusCode.Unauthenticated) http.Response.Headers.WWWAuthenticate = "Bearer realm=\"telephony\"";
        if (refusal.GetRpcStatus()?.GetDetail<RetryInfo>() is { } retry) http.Response.Headers.RetryAfter = Math.Max(1, retry.RetryDelay.Seconds).ToString(CultureInfo.InvariantCulture);
        await Results.Problem(
            refusal.Status.Detail, statusCode: http.Response.StatusCode, extensions: new Dictionary<string, object?> { ["reason"] = Pass.ReasonOf(refusal) }).ExecuteAsync(http);
    }
}
