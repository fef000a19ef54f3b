using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The errors of the protocol itself, each with the status that the gRPC specification gives it (doc/statuscodes.md).</summary>
internal static class GrpcErrors
{
    public static RpcException TooLarge(string what, long length, int limit) =>
        Error(StatusCode.ResourceExhausted, $"{what} message of {length} bytes is larger than the limit of {limit} bytes.");

    public static RpcException Incomplete() =>
        Error(StatusCode.Internal, "The stream ended in the middle of a message.");

    public static RpcException UnknownFlags(byte flags) =>
        Error(StatusCode.Internal, $"Message flags 0x{flags:x2} are not valid.");

    public static RpcException CompressedWithoutEncoding() =>
        Error(StatusCode.Internal, "A message is marked as compressed, but the stream names no message encoding.");

    public static RpcException CannotDecompress(string encoding) =>
        Error(StatusCode.Internal, $"A message is not valid {encoding} data.");

    public static RpcException UnsupportedEncoding(string encoding) =>
        Error(StatusCode.Unimplemented, $"Message encoding '{encoding}' is not supported.");

    public static RpcException Malformed(StatusCode code, Exception cause) =>
        new(new Status(code, $"The message cannot be read: {cause.Message}", cause));

    public static RpcException NoRequest() =>
        Error(StatusCode.Unimplemented, "The method takes exactly one request, but the stream ended without one.");

    public static RpcException ManyRequests() =>
        Error(StatusCode.Unimplemented, "The method takes exactly one request, but the stream holds more.");

    public static RpcException BadTimeout(string value) =>
        Error(StatusCode.InvalidArgument, $"Timeout '{value}' is not valid.");

    public static RpcException BadBinaryMetadata(string key) =>
        Error(StatusCode.InvalidArgument, $"Metadata '{key}' is not valid base64.");

    public static RpcException Error(StatusCode code, string detail) => new(new Status(code, detail));
}
