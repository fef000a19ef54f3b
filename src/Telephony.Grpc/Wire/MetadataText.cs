using System.Collections.Frozen;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata as header values: text as it is, bytes as base64.</summary>
internal static class MetadataText
{
    /// <summary>Headers of HTTP and of the protocols; never metadata of the application, in either direction.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "grpc-status", "grpc-message", "grpc-encoding", "grpc-accept-encoding", "grpc-timeout",
        "content-type", "content-length", "content-encoding", "te", "connection", "transfer-encoding", "trailer", "upgrade",
        "connect-timeout-ms", "connect-protocol-version", "connect-content-encoding", "connect-accept-encoding",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool IsReserved(string name) => name.StartsWith(':') || Reserved.Contains(name);

    /// <summary>The header value of an entry, or null when HTTP cannot carry it.</summary>
    public static string? Value(Metadata.Entry entry)
    {
        if (entry.RawBytes is { } bytes)
            return Convert.ToBase64String(bytes).TrimEnd('=');
        return Metadata.Entry.IsPrintableAscii(entry.Value) ? entry.Value : null;
    }

    /// <summary>Adds a received header. Several binary values may stand in one header, separated by commas.</summary>
    /// <exception cref="RpcException">A binary value is not base64.</exception>
    public static void AddReceived(Metadata metadata, string name, string value)
    {
        var key = name.ToLowerInvariant();
        if (IsReserved(key) || !Metadata.Entry.IsValidKey(key))
            return;
        if (!Metadata.Entry.IsBinaryKey(key))
        {
            metadata.Add(Metadata.Entry.Received(key, value));
            return;
        }
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
            metadata.Add(Metadata.Entry.Received(key, FromBase64(part) ?? throw GrpcErrors.BadBinaryMetadata(key)));
    }

    /// <summary>Decodes base64 with or without padding; null when it is not valid.</summary>
    public static byte[]? FromBase64(string text)
    {
        var padded = (text.Length % 4) switch { 2 => text + "==", 3 => text + "=", _ => text };
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
            return null;
        return length == bytes.Length ? bytes : bytes[..length];
    }
}
