namespace Grpc.Core;

/// <summary>
/// A call ended with a status other than OK. A service throws it to choose the status the caller gets;
/// a client receives it from every call that fails.
/// </summary>
public class RpcException : Exception
{
    /// <summary>An exception whose message is derived from <paramref name="status"/>.</summary>
    public RpcException(Status status) : this(status, [])
    {
    }

    /// <summary>An exception with a message of its own; the message stays on this side.</summary>
    public RpcException(Status status, string message) : this(status, [], message)
    {
    }

    /// <summary>An exception with trailers, e.g. rich error details in <c>grpc-status-details-bin</c>.</summary>
    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString())
    {
    }

    /// <summary>An exception with trailers and a message of its own.</summary>
    public RpcException(Status status, Metadata trailers, string message) : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>The status of the call.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>, for exception filters.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Trailing metadata of the call; empty when there was none.</summary>
    public Metadata Trailers { get; }
}
