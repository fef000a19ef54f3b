using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// Connections to one server over HTTP/2; <c>http</c> addresses use HTTP/2 without TLS (prior knowledge).
/// Threadsafe and meant to live long: calls share its connections.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly bool _ownsClient;
    private readonly CancellationTokenSource _closing = new();
    private bool _disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        Address = address;
        Options = options;
        Encodings = new MessageEncodings([.. options.CompressionProviders ?? [], .. MessageEncodings.Default]);
        _ownsClient = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        HttpClient = options.HttpClient ?? CreateClient(options);
    }

    internal Uri Address { get; }

    internal GrpcChannelOptions Options { get; }

    internal MessageEncodings Encodings { get; }

    internal HttpClient HttpClient { get; }

    /// <summary>Fires when the channel is disposed of.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>A channel to the server at this address, e.g. <c>http://localhost:8081</c>. Connects at the first call.</summary>
    /// <exception cref="ArgumentException">The address is not http or https, or does not fit the credentials.</exception>
    public static GrpcChannel ForAddress(string address) => ForAddress(new Uri(address));

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <inheritdoc cref="ForAddress(string)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"Address '{address}' must start with http:// or https://.", nameof(address));
        if (channelOptions.HttpClient is not null && channelOptions.HttpHandler is not null)
            throw new ArgumentException($"Set either {nameof(GrpcChannelOptions.HttpClient)} or {nameof(GrpcChannelOptions.HttpHandler)}, not both.", nameof(channelOptions));
        if (channelOptions.Credentials is { } credentials && credentials.IsSecure != (address.Scheme == "https"))
            throw new ArgumentException($"Address '{address}' does not fit the channel's credentials: TLS needs https, insecure needs http.", nameof(channelOptions));
        return new GrpcChannel(address, channelOptions);
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Cancels the calls under way; closes the connections unless they belong to a handler or client given by the caller.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _closing.Cancel();
        _closing.Dispose();
        if (_ownsClient)
            HttpClient.Dispose();
    }

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static HttpClient CreateClient(GrpcChannelOptions options)
    {
        var handler = options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false };
        return new HttpClient(handler, disposeHandler: options.HttpHandler is null || options.DisposeHttpClient)
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each call has its own deadline.
        };
    }
}
