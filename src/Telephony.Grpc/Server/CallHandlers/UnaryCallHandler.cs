using Grpc.Core;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>One request, one response.</summary>
internal sealed class UnaryCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MessageForms<TRequest> requests,
    MessageForms<TResponse> responses,
    UnaryServerMethod<TRequest, TResponse> invoke,
    HandlerServices services) : ServerCallHandler<TRequest, TResponse>(method, requests, responses, services)
    where TRequest : class
    where TResponse : class
{
    protected override async Task InvokeAsync(HttpServerCallContext call, Marshaller<TRequest> request, Marshaller<TResponse> response)
    {
        var message = await call.ReadSingleAsync(request).ConfigureAwait(false);
        var result = await invoke(message, call).ConfigureAwait(false);
        await call.WriteSingleAsync(response, result).ConfigureAwait(false);
    }
}
