using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The HTTP request of a call, without its body.</summary>
internal sealed class RequestHeaders
{
    /// <summary>Metadata key by which a caller chooses the encoding of its requests; not sent.</summary>
    private const string EncodingRequest = "grpc-internal-encoding-request";

    private static readonly ProductInfoHeaderValue UserAgent = new("grpc-csharp-httpclient", "1.0");

    private readonly GrpcChannel _channel;
    private readonly IMethod _method;
    private readonly string? _host;
    private readonly CallOptions _options;

    public RequestHeaders(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        Compression = channel.Encodings.Find(options.Headers?.GetValue(EncodingRequest));
    }

    /// <summary>Compresses the requests; null for none.</summary>
    public ICompressionProvider? Compression { get; }

    public async Task<HttpRequestMessage> CreateAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_channel.Address, _method.FullName))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = content,
        };
        if (_channel.Address.Scheme == "http")
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Host = _host;
        request.Headers.TryAddWithoutValidation("grpc-accept-encoding", _channel.Encodings.AcceptHeader);
        if (Compression is not null)
            request.Headers.TryAddWithoutValidation("grpc-encoding", Compression.EncodingName);
        if (CallClock.Deadline(_options) is { } deadline)
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(deadline - DateTime.UtcNow));
        Add(request, _options.Headers);
        if (_options.Credentials is not null || _channel.Options.Credentials?.CallCredentials is not null)
            Add(request, await CredentialsAsync(cancellationToken).ConfigureAwait(false));
        return request;
    }

    private static void Add(HttpRequestMessage request, Metadata? metadata)
    {
        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (entry.Key != EncodingRequest && !MetadataText.IsReserved(entry.Key) && MetadataText.Value(entry) is { } value)
                request.Headers.TryAddWithoutValidation(entry.Key, value);
        }
    }

    private async Task<Metadata> CredentialsAsync(CancellationToken cancellationToken)
    {
        if (_channel.Address.Scheme != "https" && !_channel.Options.UnsafeUseInsecureChannelCallCredentials)
        {
            throw GrpcErrors.Error(
                StatusCode.Unauthenticated,
                $"Call credentials are not sent without TLS; use https or set {nameof(GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials)}.");
        }
        var metadata = new Metadata();
        var service = new Uri(_channel.Address, _method.ServiceName);
        var context = new AuthInterceptorContext(service.ToString(), _method.Name, cancellationToken);
        foreach (var credentials in new[] { _channel.Options.Credentials?.CallCredentials, _options.Credentials })
        {
            if (credentials is not null)
                await credentials.Interceptor(context, metadata).ConfigureAwait(false);
        }
        return metadata;
    }
}
