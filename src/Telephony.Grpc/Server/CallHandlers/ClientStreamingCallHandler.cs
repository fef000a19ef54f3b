using Grpc.Core;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>Many requests, one response.</summary>
internal sealed class ClientStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MessageForms<TRequest> requests,
    MessageForms<TResponse> responses,
    ClientStreamingServerMethod<TRequest, TResponse> invoke,
    HandlerServices services) : ServerCallHandler<TRequest, TResponse>(method, requests, responses, services)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, Marshaller<TRequest> request, Marshaller<TResponse> response)
    {
        var result = await invoke(new RequestStream<TRequest>(call, request), call).ConfigureAwait(false);
        await call.WriteSingleAsync(response, result).ConfigureAwait(false);
    }
}
