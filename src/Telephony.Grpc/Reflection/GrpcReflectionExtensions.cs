using Grpc.AspNetCore.Server;
using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds server reflection, by which tools such as <c>grpcurl</c> and <c>buf curl</c> learn the services of a server.</summary>
public static class GrpcReflectionExtensions
{
    /// <summary>Adds what reflection needs. Call <see cref="MapGrpcReflectionService"/> after all services are mapped.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ReflectionV1ServiceImpl(provider.GetRequiredService<MappedServices>().Descriptors));
        services.TryAddSingleton(provider => new ReflectionServiceImpl(provider.GetRequiredService<MappedServices>().Descriptors));
        return services;
    }

    /// <summary>Serves reflection, v1 and v1alpha, on all services that are mapped before its first call.</summary>
    public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder) =>
        new GrpcServiceEndpointConventionBuilder([builder.MapGrpcService<ReflectionV1ServiceImpl>(), builder.MapGrpcService<ReflectionServiceImpl>()]);
}
