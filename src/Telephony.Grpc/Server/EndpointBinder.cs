using System.Reflection;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.AspNetCore.Server.CallHandlers;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>An RPC endpoint found while a service is bound.</summary>
/// <param name="Method">The method.</param>
/// <param name="Handler">Serves its calls.</param>
/// <param name="Implementation">The service's method, for its attributes (authorization).</param>
/// <param name="HasNoSideEffects">Whether the definition says NO_SIDE_EFFECTS, so that Connect clients may use GET.</param>
internal sealed record BoundMethod(IMethod Method, RequestDelegate Handler, MethodInfo Implementation, bool HasNoSideEffects);

/// <summary>
/// Receives the methods of <typeparamref name="TService"/> from the generated <c>BindService</c> and makes a call handler of each.
/// The service object is looked up anew for each call.
/// </summary>
internal sealed class EndpointBinder<TService>(ServiceDescriptor? descriptor, HandlerServices services) : ServiceBinderBase
    where TService : class
{
    private readonly TypeRegistry _types = descriptor is null
        ? TypeRegistry.Empty
        : TypeRegistry.FromFiles(descriptor.File, ErrorDetailsReflection.Descriptor);

    private readonly List<BoundMethod> _methods = [];

    public IReadOnlyList<BoundMethod> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Implementation(method, typeof(TRequest), typeof(ServerCallContext));
        var open = implementation.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        var invoke = services.Options.Interceptors.Wrap<TRequest, TResponse>((request, context) => open(ServiceInstances<TService>.Get(context), request, context));
        Add(method, implementation, new UnaryCallHandler<TRequest, TResponse>(method, Requests(method), Responses(method), invoke, services).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Implementation(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var open = implementation.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        var invoke = services.Options.Interceptors.Wrap<TRequest, TResponse>(
            (IAsyncStreamReader<TRequest> requests, ServerCallContext context) => open(ServiceInstances<TService>.Get(context), requests, context));
        Add(method, implementation, new ClientStreamingCallHandler<TRequest, TResponse>(method, Requests(method), Responses(method), invoke, services).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Implementation(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var open = implementation.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        var invoke = services.Options.Interceptors.Wrap<TRequest, TResponse>(
            (TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
                open(ServiceInstances<TService>.Get(context), request, responses, context));
        Add(method, implementation, new ServerStreamingCallHandler<TRequest, TResponse>(method, Requests(method), Responses(method), invoke, services).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Implementation(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var open = implementation.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        var invoke = services.Options.Interceptors.Wrap<TRequest, TResponse>(
            (IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
                open(ServiceInstances<TService>.Get(context), requests, responses, context));
        Add(method, implementation, new DuplexStreamingCallHandler<TRequest, TResponse>(method, Requests(method), Responses(method), invoke, services).HandleAsync);
    }

    private static MethodInfo Implementation(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
        ?? throw new InvalidOperationException($"{typeof(TService).Name} has no method for {method.FullName}.");

    private MessageForms<TRequest> Requests<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class => MessageForms<TRequest>.Create(method.RequestMarshaller, _types);

    private MessageForms<TResponse> Responses<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TResponse : class => MessageForms<TResponse>.Create(method.ResponseMarshaller, _types);

    private void Add(IMethod method, MethodInfo implementation, RequestDelegate handler)
    {
        var idempotency = descriptor?.FindMethodByName(method.Name)?.GetOptions()?.IdempotencyLevel;
        var hasNoSideEffects = method.Type == MethodType.Unary && idempotency == Google.Protobuf.Reflection.MethodOptions.Types.IdempotencyLevel.NoSideEffects;
        _methods.Add(new BoundMethod(method, handler, implementation, hasNoSideEffects));
    }
}
