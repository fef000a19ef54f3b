using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Grpc.AspNetCore.Server.Framing;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A call over HTTP. Its deadline and lifetime are in <see cref="CallLifetime"/>, its bytes in a <see cref="ServerWire"/>.</summary>
internal sealed class HttpServerCallContext : ServerCallContext
{
    private readonly HttpContext _http;
    private readonly ServerWire _wire;
    private readonly CallLifetime _lifetime;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;

    public HttpServerCallContext(HttpContext http, ServerWire wire, CallLifetime lifetime)
    {
        _http = http;
        _wire = wire;
        _lifetime = lifetime;
    }

    public HttpContext HttpContext => _http;

    /// <summary>The trailers so far, without making a list when there are none.</summary>
    public Metadata TrailersOrEmpty => _responseTrailers ?? Metadata.Empty;

    public bool HasHeadersSent { get; private set; }

    protected override string MethodCore => _http.Request.Path.Value!;

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } ip => $"ipv4:{ip}:{_http.Connection.RemotePort}",
        { IsIPv4MappedToIPv6: true } ip => $"ipv4:{ip.MapToIPv4()}:{_http.Connection.RemotePort}",
        var ip => $"ipv6:{new IPEndPoint(ip, _http.Connection.RemotePort)}",
    };

    protected override DateTime DeadlineCore => _lifetime.Deadline;

    protected override CancellationToken CancellationTokenCore => _lifetime.CancellationToken;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders(_http.Request.Headers);

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= CertificateIdentity.Read(_http.Connection.ClientCertificate);

    protected override IDictionary<object, object> UserStateCore => _http.Items!;

    /// <summary>The next request, or null at the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _wire.ReadAsync(marshaller, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new ClientGoneException(error);
        }
    }

    /// <summary>The only request of a call that has one.</summary>
    /// <exception cref="RpcException">There is none, or more than one.</exception>
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        var request = await ReadAsync(marshaller, CancellationToken).ConfigureAwait(false) ?? throw GrpcErrors.NoRequest();
        try
        {
            return await _wire.IsAtEndAsync(CancellationToken).ConfigureAwait(false) ? request : throw GrpcErrors.ManyRequests();
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new ClientGoneException(error);
        }
    }

    /// <summary>Writes a response.</summary>
    /// <exception cref="InvalidOperationException">Another write is pending, or the call has ended.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync<T>(Marshaller<T> marshaller, T message, WriteFlags flags, CancellationToken cancellationToken)
    {
        _lifetime.EnterWrite();
        try
        {
            HasHeadersSent = true;
            await _wire.WriteAsync(marshaller, message, flags, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _lifetime.ExitWrite();
        }
    }

    /// <summary>Puts the only response of a call into the buffer; it leaves together with the status.</summary>
    public ValueTask WriteSingleAsync<T>(Marshaller<T> marshaller, T? message)
        where T : class
    {
        if (message is null)
            throw GrpcErrors.Error(StatusCode.Internal, "The method returned no message.");
        var flags = WriteOptionsCore?.Flags ?? WriteFlags.None;
        return WriteAsync(marshaller, message, flags | WriteFlags.BufferHint, CancellationToken);
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        _lifetime.EnterWrite();
        try
        {
            if (HasHeadersSent)
                throw new InvalidOperationException("Response headers can be sent only once, before the first message.");
            HasHeadersSent = true;
            await _wire.StartAsync(responseHeaders, CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _lifetime.ExitWrite();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => new(this, options);

    private static Metadata ReadHeaders(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                MetadataText.AddReceived(metadata, name, value ?? "");
        }
        return metadata;
    }
}
