using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Goes on setting up the gRPC host.</summary>
public interface IGrpcServerBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}

/// <summary>The services that are mapped in this application; reflection lists them.</summary>
internal sealed class MappedServices
{
    private readonly List<Google.Protobuf.Reflection.ServiceDescriptor> _descriptors = [];

    public IReadOnlyList<Google.Protobuf.Reflection.ServiceDescriptor> Descriptors => _descriptors;

    /// <summary>Whether calls to unknown services are answered already.</summary>
    public bool AnswersUnknownServices { get; set; }

    public void Add(Google.Protobuf.Reflection.ServiceDescriptor descriptor) => _descriptors.Add(descriptor);
}
