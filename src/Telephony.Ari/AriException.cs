namespace Telephony.Ari;

/// <summary>
/// A request or a connection failed. The sub-class says what the caller may conclude:
/// Asterisk refused (<see cref="AriNotFoundException"/>, <see cref="AriConflictException"/>, <see cref="AriInvalidException"/>,
/// <see cref="AriServerException"/>), nobody knows (<see cref="AriTimeoutException"/>, <see cref="AriDisconnectedException"/>),
/// it was never sent (<see cref="AriOverloadedException"/>), or nothing will ever work
/// (<see cref="AriAuthenticationException"/>, <see cref="AriVersionException"/>, <see cref="AriReplacedException"/>).
/// </summary>
public abstract class AriException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>HTTP verb of the request, or null when no request was involved.</summary>
    public string? Method { get; init; }

    /// <summary>Path of the request below <c>/ari/</c>, without query.</summary>
    public string? Path { get; init; }

    /// <summary>HTTP status of the reply, or null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>What Asterisk wrote in the reply's <c>message</c> or <c>error</c> field.</summary>
    public string? AsteriskMessage { get; init; }
}

/// <summary>404: the channel, bridge, playback or recording does not exist, or no longer.</summary>
public sealed class AriNotFoundException(string message) : AriException(message);

/// <summary>
/// 409 or 412: it exists already, it is not in the application, or its state forbids the command.
/// After a repeated creation with an id of ours this is the success of the first try.
/// </summary>
public sealed class AriConflictException(string message) : AriException(message);

/// <summary>400, 403, 422 or another refusal of the request itself: an argument is wrong, or this cannot be asked of that channel.</summary>
public sealed class AriInvalidException(string message) : AriException(message);

/// <summary>500 and above: Asterisk could not do it.</summary>
public sealed class AriServerException(string message) : AriException(message)
{
    /// <summary>
    /// Asterisk has no way to the endpoint: unknown, or no phone registered. The agent is unreachable; trying again does not help.
    /// </summary>
    public bool IsUnreachableEndpoint => string.Equals(AsteriskMessage, "Allocation failed", StringComparison.OrdinalIgnoreCase);
}

/// <summary>There is no connection, or it died while the request was under way. In the second case its outcome is unknown: ask by id.</summary>
public sealed class AriDisconnectedException(string message, Exception? inner = null) : AriException(message, inner);

/// <summary>No reply within <see cref="AriOptions.RequestTimeout"/>. The outcome is unknown: ask by id.</summary>
public sealed class AriTimeoutException(string message) : AriException(message);

/// <summary>Too many commands are under way; this one was not sent.</summary>
public sealed class AriOverloadedException(string message) : AriException(message);

/// <summary>
/// 401: wrong user or password. While connecting also 403: a read-only user, or an address that is not permitted; both are fatal then.
/// </summary>
public sealed class AriAuthenticationException(string message) : AriException(message);

/// <summary>Asterisk is older than <see cref="AriOptions.MinimumVersion"/>. Fatal.</summary>
public sealed class AriVersionException(string message) : AriException(message);

/// <summary>
/// Another process registered our application. Fatal: reconnecting would only take it back and forth. Asterisk still obeys
/// commands of the replaced one, so this client refuses to send any.
/// </summary>
public sealed class AriReplacedException(string message) : AriException(message);
