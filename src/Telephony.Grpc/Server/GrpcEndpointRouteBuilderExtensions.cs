using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.CallHandlers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves every method of a generated service base class that <typeparamref name="TService"/> derives from,
    /// over gRPC, gRPC-Web and Connect. The service object is taken from the application's services, or made, for each call.
    /// </summary>
    /// <exception cref="InvalidOperationException">AddGrpc was not called, or the class has no generated base class.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var mapped = builder.ServiceProvider.GetService<MappedServices>()
            ?? throw new InvalidOperationException("Call services.AddGrpc() before mapping gRPC services.");
        var binding = GeneratedBinding.Find(typeof(TService));
        var services = CreateServices<TService>(builder.ServiceProvider);
        var binder = new EndpointBinder<TService>(binding.Descriptor, services);
        binding.Bind(binder);
        if (binding.Descriptor is not null)
            mapped.Add(binding.Descriptor);

        var conventions = binder.Methods.Select(method => Map<TService>(builder, method)).ToList();
        var serviceName = binder.Methods.Count > 0 ? binder.Methods[0].Method.ServiceName : typeof(TService).Name;
        conventions.Add(UnknownMethods.Map(builder, $"/{serviceName}/{{unimplementedMethod}}", $"Service {serviceName} has no such method.", services));
        MapUnknownServices(builder, mapped, services);
        return new GrpcServiceEndpointConventionBuilder(conventions);
    }

    private static HandlerServices CreateServices<TService>(IServiceProvider provider)
        where TService : class
    {
        var options = Grpc.AspNetCore.Server.MethodOptions.Create(
            provider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            provider.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
        var clock = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        return new HandlerServices(options, clock, provider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(TService).FullName!));
    }

    private static IEndpointConventionBuilder Map<TService>(IEndpointRouteBuilder builder, BoundMethod method)
    {
        string[] verbs = method.HasNoSideEffects ? [HttpMethods.Post, HttpMethods.Get] : [HttpMethods.Post];
        var endpoint = builder.Map(method.Method.FullName, method.Handler)
            .WithDisplayName($"gRPC - {method.Method.FullName}")
            .WithMetadata(new HttpMethodMetadata(verbs, acceptCorsPreflight: true), new GrpcMethodMetadata(typeof(TService), method.Method));
        return endpoint
            .WithMetadata(typeof(TService).GetCustomAttributes(inherit: true))
            .WithMetadata(method.Implementation.GetCustomAttributes(inherit: true));
    }

    private static void MapUnknownServices(IEndpointRouteBuilder builder, MappedServices mapped, HandlerServices services)
    {
        var ignore = builder.ServiceProvider.GetRequiredService<IOptions<GrpcServiceOptions>>().Value.IgnoreUnknownServices ?? false;
        if (ignore || mapped.AnswersUnknownServices)
            return;
        mapped.AnswersUnknownServices = true;
        UnknownMethods.Map(builder, "/{unimplementedService}/{unimplementedMethod}", "There is no such service.", services);
    }
}

/// <summary>Adds conventions (authorization, CORS, rate limits) to all methods of a mapped service.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _endpoints;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> endpoints) => _endpoints = endpoints;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in _endpoints)
            endpoint.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var endpoint in _endpoints)
            endpoint.Finally(finallyConvention);
    }
}
