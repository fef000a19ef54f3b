namespace Grpc.Core;

/// <summary>Adds metadata (usually <c>authorization</c>) to a call before it is sent.</summary>
/// <param name="context">The call.</param>
/// <param name="metadata">Where to add.</param>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);

/// <summary>The call for which credentials are wanted.</summary>
/// <param name="serviceUrl">Address of the service, <c>scheme://host/{service}</c>.</param>
/// <param name="methodName">Name of the method.</param>
/// <param name="cancellationToken">Cancelled with the call.</param>
public class AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken = default)
{
    /// <summary>Address of the service.</summary>
    public string ServiceUrl { get; } = serviceUrl;

    /// <summary>Name of the method.</summary>
    public string MethodName { get; } = methodName;

    /// <summary>Cancelled with the call.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Says who makes a call.</summary>
public sealed class CallCredentials
{
    private CallCredentials(AsyncAuthInterceptor interceptor) => Interceptor = interceptor;

    internal AsyncAuthInterceptor Interceptor { get; }

    /// <summary>Credentials from a function that adds metadata.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new(interceptor);
    }

    /// <summary>Several credentials, applied in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return new(async (context, metadata) =>
        {
            foreach (var one in credentials)
                await one.Interceptor(context, metadata).ConfigureAwait(false);
        });
    }
}

/// <summary>How a channel is secured, and who makes its calls.</summary>
public sealed class ChannelCredentials
{
    private ChannelCredentials(bool isSecure, CallCredentials? callCredentials)
    {
        IsSecure = isSecure;
        CallCredentials = callCredentials;
    }

    /// <summary>No TLS: the address must be <c>http</c>.</summary>
    public static ChannelCredentials Insecure { get; } = new(false, null);

    /// <summary>TLS with the platform's trust store: the address must be <c>https</c>.</summary>
    public static ChannelCredentials SecureSsl { get; } = new(true, null);

    internal bool IsSecure { get; }

    internal CallCredentials? CallCredentials { get; }

    /// <summary>Credentials of a channel with call credentials for each of its calls.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        return new(channelCredentials.IsSecure, callCredentials);
    }
}
