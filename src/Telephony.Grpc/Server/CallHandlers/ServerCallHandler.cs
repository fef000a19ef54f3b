using Grpc.AspNetCore.Server.Framing;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>What a method's handler needs beside the method itself.</summary>
/// <param name="Options">Limits, encodings and interceptors.</param>
/// <param name="Clock">For deadlines.</param>
/// <param name="Logger">For everything that goes wrong.</param>
internal sealed record HandlerServices(MethodOptions Options, TimeProvider Clock, ILogger Logger);

/// <summary>
/// Serves the calls of one method: chooses the wire form, keeps the deadline, lets the subclass do the call in its shape,
/// and ends the call with the right status whatever happens.
/// </summary>
internal abstract class ServerCallHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MessageForms<TRequest> requests,
    MessageForms<TResponse> responses,
    HandlerServices services)
    where TRequest : class
    where TResponse : class
{
    public async Task HandleAsync(HttpContext http)
    {
        var wire = WireSelector.Select(http, method.Type, services.Options, services.Logger);
        if (wire is null || (wire.IsJson && (requests.Json is null || responses.Json is null)))
        {
            await WireSelector.RefuseAsync(http, method.Type).ConfigureAwait(false);
            return;
        }
        if (wire is GrpcWire && !HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            await RefuseHttp1Async(http).ConfigureAwait(false);
            return;
        }
        LiftBodyLimits(http);
        await CallAsync(http, wire).ConfigureAwait(false);
    }

    /// <summary>Reads what the shape reads, calls the service, and writes what the shape writes.</summary>
    protected abstract Task InvokeAsync(HttpServerCallContext call, Marshaller<TRequest> request, Marshaller<TResponse> response);

    private static Task RefuseHttp1Async(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        http.Response.Headers.Upgrade = "h2c";
        return http.Response.WriteAsync("gRPC needs HTTP/2; over HTTP/1.1 use gRPC-Web or Connect.\n");
    }

    private async Task CallAsync(HttpContext http, ServerWire wire)
    {
        TimeSpan? timeout = null;
        Status? refusal = null;
        try
        {
            wire.Open();
            timeout = wire.ReadTimeout();
        }
        catch (RpcException error)
        {
            refusal = error.Status;
        }

        await using var lifetime = new CallLifetime(http, wire, timeout, services.Clock, services.Logger);
        var call = new HttpServerCallContext(http, wire, lifetime);
        if (refusal is { } status)
            await lifetime.EndAsync(status, Metadata.Empty).ConfigureAwait(false);
        else
            await InvokeAndEndAsync(call, lifetime, wire.IsJson).ConfigureAwait(false);
    }

    private async Task InvokeAndEndAsync(HttpServerCallContext call, CallLifetime lifetime, bool isJson)
    {
        Status status;
        Metadata trailers;
        try
        {
            lifetime.CancellationToken.ThrowIfCancellationRequested();
            await InvokeAsync(call, isJson ? requests.Json! : requests.Binary, isJson ? responses.Json! : responses.Binary).ConfigureAwait(false);
            status = call.Status;
            trailers = call.TrailersOrEmpty;
        }
        catch (Exception error)
        {
            status = StatusOf(error, lifetime);
            trailers = AllTrailers(call, error as RpcException);
        }
        if (status.StatusCode != StatusCode.OK)
            LogMessages.CallEnded(services.Logger, method.FullName, status.StatusCode, status.Detail);
        await lifetime.EndAsync(status, trailers).ConfigureAwait(false);
    }

    private Status StatusOf(Exception error, CallLifetime lifetime)
    {
        switch (error)
        {
            case RpcException rpc:
                return rpc.Status;
            case ClientGoneException:
                return lifetime.CancelledStatus;
            case OperationCanceledException or IOException when lifetime.CancellationToken.IsCancellationRequested:
                return lifetime.CancelledStatus;
            case BadHttpRequestException bad:
                return new Status(StatusCode.Internal, $"The request body is not valid HTTP: {bad.Message}", bad);
            default:
                LogMessages.HandlerFailed(services.Logger, method.FullName, error);
                var detail = "Exception was thrown by handler.";
                return new Status(StatusCode.Unknown, services.Options.EnableDetailedErrors ? $"{detail} {error.GetType().Name}: {error.Message}" : detail, error);
        }
    }

    private static Metadata AllTrailers(HttpServerCallContext call, RpcException? error)
    {
        if (error is null || error.Trailers.Count == 0)
            return call.TrailersOrEmpty;
        foreach (var entry in error.Trailers)
            call.ResponseTrailers.Add(entry);
        return call.ResponseTrailers;
    }

    /// <summary>Message size is limited by us; how long a stream lives and how fast it flows is up to the application.</summary>
    private void LiftBodyLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
