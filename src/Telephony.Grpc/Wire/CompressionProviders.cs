using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A way of compressing messages.</summary>
public interface ICompressionProvider
{
    /// <summary>Name in <c>grpc-encoding</c>, e.g. <c>gzip</c>.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses into <paramref name="outputStream"/>.</summary>
    Stream CreateCompressionStream(Stream outputStream, CompressionLevel? compressionLevel);

    /// <summary>A stream that decompresses <paramref name="compressedStream"/>.</summary>
    Stream CreateDecompressionStream(Stream compressedStream);
}

/// <summary>gzip, which every gRPC implementation knows.</summary>
/// <param name="defaultCompressionLevel">Level when the call names none.</param>
public sealed class GzipCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    public string EncodingName => "gzip";

    public Stream CreateCompressionStream(Stream outputStream, CompressionLevel? compressionLevel) =>
        new GZipStream(outputStream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    public Stream CreateDecompressionStream(Stream compressedStream) => new GZipStream(compressedStream, CompressionMode.Decompress);
}
