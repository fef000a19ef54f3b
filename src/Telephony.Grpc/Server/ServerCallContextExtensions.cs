using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>From a call to the HTTP request it came in.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request of a call, e.g. for its user and services.</summary>
    /// <exception cref="InvalidOperationException">The call did not come over HTTP (a context made by a test).</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) =>
        (serverCallContext as HttpServerCallContext)?.HttpContext
        ?? throw new InvalidOperationException("This call did not come over HTTP.");
}
