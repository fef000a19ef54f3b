using System.Buffers;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Framing;

/// <summary>Errors in the JSON of the Connect protocol (connectrpc.com/docs/protocol, "Error codes").</summary>
internal static class ConnectError
{
    private static readonly TypeRegistry DetailTypes = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor);
    private static readonly JsonFormatter DebugFormatter = new(new JsonFormatter.Settings(formatDefaultValues: false, DetailTypes));

    /// <summary>Name of a code, in snake case.</summary>
    public static string Name(StatusCode code) => code switch
    {
        StatusCode.Cancelled => "canceled",
        StatusCode.InvalidArgument => "invalid_argument",
        StatusCode.DeadlineExceeded => "deadline_exceeded",
        StatusCode.NotFound => "not_found",
        StatusCode.AlreadyExists => "already_exists",
        StatusCode.PermissionDenied => "permission_denied",
        StatusCode.ResourceExhausted => "resource_exhausted",
        StatusCode.FailedPrecondition => "failed_precondition",
        StatusCode.Aborted => "aborted",
        StatusCode.OutOfRange => "out_of_range",
        StatusCode.Unimplemented => "unimplemented",
        StatusCode.Internal => "internal",
        StatusCode.Unavailable => "unavailable",
        StatusCode.DataLoss => "data_loss",
        StatusCode.Unauthenticated => "unauthenticated",
        _ => "unknown",
    };

    /// <summary>HTTP status of a unary call that ended with this code.</summary>
    public static int HttpStatus(StatusCode code) => code switch
    {
        StatusCode.OK => 200,
        StatusCode.Cancelled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.Unauthenticated => 401,
        _ => 500,
    };

    /// <summary>Writes <c>{"code":…,"message":…,"details":[…]}</c>.</summary>
    public static void Write(Utf8JsonWriter json, Core.Status status, Metadata trailers)
    {
        json.WriteStartObject();
        json.WriteString("code", Name(status.StatusCode));
        if (status.Detail.Length > 0)
            json.WriteString("message", status.Detail);
        if (Details(trailers) is { Count: > 0 } details)
        {
            json.WriteStartArray("details");
            foreach (var detail in details)
                Write(json, detail);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>The bytes of <see cref="Write(Utf8JsonWriter, Core.Status, Metadata)"/>.</summary>
    public static ReadOnlyMemory<byte> ToBytes(Core.Status status, Metadata trailers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            Write(json, status, trailers);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, Google.Protobuf.WellKnownTypes.Any detail)
    {
        var name = Google.Protobuf.WellKnownTypes.Any.GetTypeName(detail.TypeUrl);
        json.WriteStartObject();
        json.WriteString("type", name);
        json.WriteString("value", Convert.ToBase64String(detail.Value.Span).TrimEnd('='));
        if (Debug(detail, name) is { } debug)
        {
            json.WritePropertyName("debug");
            json.WriteRawValue(debug);
        }
        json.WriteEndObject();
    }

    private static RepeatedField<Google.Protobuf.WellKnownTypes.Any>? Details(Metadata trailers)
    {
        try
        {
            return trailers.GetRpcStatus()?.Details;
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // The service put something else into the trailer; the error itself still reaches the client.
        }
    }

    private static string? Debug(Google.Protobuf.WellKnownTypes.Any detail, string name)
    {
        try
        {
            return DetailTypes.Find(name)?.Parser.ParseFrom(detail.Value) is { } message ? DebugFormatter.Format(message) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
