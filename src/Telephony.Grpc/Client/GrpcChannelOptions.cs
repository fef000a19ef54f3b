using Grpc.Core;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a channel connects and what it accepts.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>Security, and credentials for every call. By default what the address's scheme says.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Makes the connections, e.g. a <see cref="SocketsHttpHandler"/> with client certificates. Not together with <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Sends the requests. Not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether the channel disposes of <see cref="HttpClient"/> or <see cref="HttpHandler"/>. False by default.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Largest response message in bytes, after decompression. 4 MiB by default; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest request message in bytes. No limit by default.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The encodings that the client knows. gzip by default.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>For log messages of the channel.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Throw <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/> when the caller cancels or the deadline passes.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Send call credentials over a connection without TLS. They can then be read by anyone on the way.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }
}
