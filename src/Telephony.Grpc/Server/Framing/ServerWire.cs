using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>
/// The wire form of one call: how messages, metadata and the status look in HTTP. One subclass a protocol.
/// Handlers do not see which one is in use.
/// </summary>
internal abstract class ServerWire(HttpContext http, MethodOptions options, ILogger logger)
{
    /// <summary>Whether messages are JSON instead of binary protobuf.</summary>
    public virtual bool IsJson => false;

    protected HttpContext Http => http;

    protected MethodOptions Options => options;

    /// <summary>How long the client waits; null when it does not say.</summary>
    /// <exception cref="RpcException">The header is not valid.</exception>
    public abstract TimeSpan? ReadTimeout();

    /// <summary>Reads the request headers that say how messages are encoded.</summary>
    /// <exception cref="RpcException">The client wants something that the server does not know.</exception>
    public abstract void Open();

    /// <summary>The next request, or null at the end.</summary>
    /// <exception cref="RpcException">The bytes are not a valid message, or it is too large.</exception>
    public abstract ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Whether the requests end here.</summary>
    public abstract ValueTask<bool> IsAtEndAsync(CancellationToken cancellationToken);

    /// <summary>Puts metadata into the response headers and, where the protocol allows, sends them.</summary>
    public abstract ValueTask StartAsync(Metadata headers, CancellationToken cancellationToken);

    /// <summary>Writes a response. With <see cref="WriteFlags.BufferHint"/> it may stay in the buffer.</summary>
    public abstract ValueTask WriteAsync<T>(Marshaller<T> marshaller, T message, WriteFlags flags, CancellationToken cancellationToken);

    /// <summary>Ends the call with a status.</summary>
    public abstract ValueTask EndAsync(Status status, Metadata trailers);

    /// <summary>Copies metadata into headers or trailers, except what HTTP cannot carry.</summary>
    protected void CopyMetadata(Metadata metadata, IHeaderDictionary target, string prefix = "")
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata[i];
            if (MetadataText.Value(entry) is { } value && !MetadataText.IsReserved(entry.Key))
                target.Append(prefix + entry.Key, value);
            else
                LogMessages.MetadataSkipped(logger, entry.Key, http.Request.Path);
        }
    }
}
