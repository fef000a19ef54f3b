using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Core;

/// <summary>Rich errors: a <see cref="Google.Rpc.Status"/> with details, carried in <c>grpc-status-details-bin</c>.</summary>
public static class RpcStatusExtensions
{
    /// <summary>Trailer that carries the serialized <see cref="Google.Rpc.Status"/>.</summary>
    public const string StatusDetailsTrailerName = "grpc-status-details-bin";

    /// <summary>An exception that sends this status with its details to the caller.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var trailers = new Metadata { { StatusDetailsTrailerName, status.ToByteArray() } };
        return new RpcException(new Status((StatusCode)status.Code, status.Message), trailers);
    }

    /// <summary>The status with details that the server sent, or null when it sent none.</summary>
    /// <exception cref="InvalidProtocolBufferException">The trailer is not a status.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Trailers.GetRpcStatus();
    }

    /// <summary>The status with details in these trailers, or null.</summary>
    /// <exception cref="InvalidProtocolBufferException">The trailer is not a status.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata trailers)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        var bytes = trailers.Get(StatusDetailsTrailerName)?.RawBytes;
        return bytes is null ? null : Google.Rpc.Status.Parser.ParseFrom(bytes);
    }

    /// <summary>The first detail of this type, or null.</summary>
    public static T? GetDetail<T>(this Google.Rpc.Status status)
        where T : class, IMessage<T>, new()
    {
        ArgumentNullException.ThrowIfNull(status);
        var descriptor = new T().Descriptor;
        return status.Details.FirstOrDefault(detail => detail.Is(descriptor))?.Unpack<T>();
    }

    private static bool Is(this Google.Protobuf.WellKnownTypes.Any detail, MessageDescriptor descriptor) =>
        Google.Protobuf.WellKnownTypes.Any.GetTypeName(detail.TypeUrl) == descriptor.FullName;
}
