namespace Grpc.Core;

/// <summary>The four shapes a call can have.</summary>
public enum MethodType
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>Many requests, one response.</summary>
    ClientStreaming,

    /// <summary>One request, many responses.</summary>
    ServerStreaming,

    /// <summary>Many requests and many responses, independent of each other.</summary>
    DuplexStreaming,
}

/// <summary>What is known of a method without its message types.</summary>
public interface IMethod
{
    /// <summary>Shape of the call.</summary>
    MethodType Type { get; }

    /// <summary>Full name of the service, e.g. <c>telephony.v1.QueueService</c>.</summary>
    string ServiceName { get; }

    /// <summary>Name of the method, without the service.</summary>
    string Name { get; }

    /// <summary>Path on the wire: <c>/{ServiceName}/{Name}</c>.</summary>
    string FullName { get; }
}

/// <summary>A method of a service, with what turns its messages into bytes.</summary>
/// <param name="type">Shape of the call.</param>
/// <param name="serviceName">Full name of the service.</param>
/// <param name="name">Name of the method.</param>
/// <param name="requestMarshaller">Bytes of a request.</param>
/// <param name="responseMarshaller">Bytes of a response.</param>
public class Method<TRequest, TResponse>(
    MethodType type,
    string serviceName,
    string name,
    Marshaller<TRequest> requestMarshaller,
    Marshaller<TResponse> responseMarshaller) : IMethod
{
    public MethodType Type { get; } = type;

    public string ServiceName { get; } = serviceName;

    public string Name { get; } = name;

    public string FullName { get; } = $"/{serviceName}/{name}";

    /// <summary>Bytes of a request.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; } = requestMarshaller;

    /// <summary>Bytes of a response.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; } = responseMarshaller;
}
