using Grpc.Core;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>One request, many responses.</summary>
internal sealed class ServerStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MessageForms<TRequest> requests,
    MessageForms<TResponse> responses,
    ServerStreamingServerMethod<TRequest, TResponse> invoke,
    HandlerServices services) : ServerCallHandler<TRequest, TResponse>(method, requests, responses, services)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, Marshaller<TRequest> request, Marshaller<TResponse> response)
    {
        var message = await call.ReadSingleAsync(request).ConfigureAwait(false);
        await invoke(message, new ResponseStream<TResponse>(call, response), call).ConfigureAwait(false);
    }
}
