using Grpc.AspNetCore.Server.CallHandlers;
using Grpc.AspNetCore.Server.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers calls to methods that do not exist with UNIMPLEMENTED, in the protocol of the call.</summary>
internal static class UnknownMethods
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder builder, string pattern, string detail, HandlerServices services) =>
        builder.Map(pattern, http => AnswerAsync(http, detail, services))
            .WithDisplayName($"gRPC - unimplemented {pattern}")
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true))
            .WithOrder(int.MaxValue);

    private static async Task AnswerAsync(HttpContext http, string detail, HandlerServices services)
    {
        var wire = WireSelector.Select(http, type: null, services.Options, services.Logger);
        if (wire is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var status = new Status(StatusCode.Unimplemented, detail);
        try
        {
            wire.Open();
        }
        catch (RpcException error)
        {
            status = error.Status;
        }
        await using var lifetime = new CallLifetime(http, wire, timeout: null, services.Clock, services.Logger);
        await lifetime.EndAsync(status, Metadata.Empty).ConfigureAwait(false);
    }
}
