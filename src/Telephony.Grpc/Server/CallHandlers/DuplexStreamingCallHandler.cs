using Grpc.Core;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>Many requests, many responses.</summary>
internal sealed class DuplexStreamingCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MessageForms<TRequest> requests,
    MessageForms<TResponse> responses,
    DuplexStreamingServerMethod<TRequest, TResponse> invoke,
    HandlerServices services) : ServerCallHandler<TRequest, TResponse>(method, requests, responses, services)
    where TRequest : class
    where TResponse : class
{
    protected override Task InvokeAsync(HttpServerCallContext call, Marshaller<TRequest> request, Marshaller<TResponse> response) =>
        invoke(new RequestStream<TRequest>(call, request), new ResponseStream<TResponse>(call, response), call);
}
