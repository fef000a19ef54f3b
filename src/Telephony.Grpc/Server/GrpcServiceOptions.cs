using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>How services are hosted; for all of them, or for one (<see cref="GrpcServiceOptions{TService}"/>).</summary>
public class GrpcServiceOptions
{
    /// <summary>4 MiB, the default of every gRPC implementation.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    private int? _maxReceiveMessageSize;
    private int? _maxSendMessageSize;

    /// <summary>Largest request message in bytes, after decompression. 4 MiB by default; null for no limit.</summary>
    public int? MaxReceiveMessageSize
    {
        get => _maxReceiveMessageSize;
        set
        {
            _maxReceiveMessageSize = value;
            IsMaxReceiveMessageSizeSet = true;
        }
    }

    /// <summary>Largest response message in bytes. No limit by default.</summary>
    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set
        {
            _maxSendMessageSize = value;
            IsMaxSendMessageSizeSet = true;
        }
    }

    /// <summary>Whether clients see the messages of exceptions that handlers throw. Off by default, since they may tell secrets.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Encoding of responses to clients that accept it, e.g. <c>gzip</c>. Null (default) for none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>How hard to compress responses; null for the provider's default.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>The encodings that the server knows. gzip by default.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>Step into the calls, in this order. Those of all services come before those of one.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    /// <summary>When true, calls to services that are not mapped are left to the rest of the application. By default they end with UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    internal bool IsMaxReceiveMessageSizeSet { get; private set; }

    internal bool IsMaxSendMessageSizeSet { get; private set; }
}

/// <summary>How one service is hosted. What is not set here is taken from <see cref="GrpcServiceOptions"/>.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions
    where TService : class
{
}

/// <summary>The options that hold for the methods of one service.</summary>
internal sealed class MethodOptions
{
    private MethodOptions(GrpcServiceOptions all, GrpcServiceOptions? one)
    {
        MaxReceiveMessageSize = one is { IsMaxReceiveMessageSizeSet: true } ? one.MaxReceiveMessageSize
            : all.IsMaxReceiveMessageSizeSet ? all.MaxReceiveMessageSize
            : GrpcServiceOptions.DefaultMaxReceiveMessageSize;
        MaxSendMessageSize = one is { IsMaxSendMessageSizeSet: true } ? one.MaxSendMessageSize : all.MaxSendMessageSize;
        EnableDetailedErrors = one?.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;
        ResponseCompressionAlgorithm = one?.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = one?.ResponseCompressionLevel ?? all.ResponseCompressionLevel;
        Encodings = new MessageEncodings([.. one?.CompressionProviders ?? [], .. all.CompressionProviders, .. MessageEncodings.Default]);
        Interceptors = [.. all.Interceptors, .. one?.Interceptors ?? []];
    }

    public int? MaxReceiveMessageSize { get; }

    public int? MaxSendMessageSize { get; }

    public bool EnableDetailedErrors { get; }

    public string? ResponseCompressionAlgorithm { get; }

    public CompressionLevel? ResponseCompressionLevel { get; }

    public MessageEncodings Encodings { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }

    /// <exception cref="InvalidOperationException">The response encoding is not among the providers.</exception>
    public static MethodOptions Create(GrpcServiceOptions all, GrpcServiceOptions? one)
    {
        var options = new MethodOptions(all, one);
        var wanted = options.ResponseCompressionAlgorithm;
        if (wanted is not null && options.Encodings.Negotiate(wanted, options.Encodings.AcceptHeader) is null && wanted != MessageEncodings.Identity)
            throw new InvalidOperationException($"The response compression algorithm '{wanted}' has no provider in {nameof(GrpcServiceOptions.CompressionProviders)}.");
        return options;
    }
}
