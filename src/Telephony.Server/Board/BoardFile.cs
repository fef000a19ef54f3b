using System.IO.Compression;
using System.Security.Cryptography;

namespace Telephony.Server.Board;

/// <summary>One file of the board, in memory, as it is sent.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Plain">Its bytes.</param>
/// <param name="Gzip">Its bytes, packed.</param>
/// <param name="IsForEver">Whether its name changes with its content.</param>
/// <param name="ETag">Names the content.</param>
internal sealed record BoardFile(string ContentType, byte[] Plain, byte[] Gzip, bool IsForEver, string ETag)
{
    /// <summary>Vite names the files of this folder by a hash of their content.</summary>
    private const string Hashed = "/assets/";

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="address">Where it is served.</param>
    public static BoardFile Read(string path, string address)
    {
        var plain = File.ReadAllBytes(path);
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..32]}\"";
        return new BoardFile(TypeOf(path), plain, Packed(plain), address.StartsWith(Hashed, StringComparison.Ordinal), etag);
    }

    private static byte[] Packed(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(plain);
        return packed.ToArray();
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".webmanifest" => "application/json",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };
}
