using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>The message encodings that one side knows, by name.</summary>
internal sealed class MessageEncodings
{
    public const string Identity = "identity";

    private readonly IReadOnlyList<ICompressionProvider> _providers;

    public MessageEncodings(IEnumerable<ICompressionProvider> providers)
    {
        _providers = [.. providers];
        AcceptHeader = string.Join(',', [Identity, .. _providers.Select(provider => provider.EncodingName)]);
    }

    /// <summary>gzip alone.</summary>
    public static IReadOnlyList<ICompressionProvider> Default { get; } = [new GzipCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>All names, for the header that says what this side understands.</summary>
    public string AcceptHeader { get; }

    /// <summary>The encoding that a header names; null for none and for identity.</summary>
    /// <exception cref="Core.RpcException">The encoding is not known.</exception>
    public ICompressionProvider? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name == Identity)
            return null;
        foreach (var provider in _providers)
        {
            if (provider.EncodingName == name)
                return provider;
        }
        throw GrpcErrors.UnsupportedEncoding(name);
    }

    /// <summary>The wanted encoding, when the peer's accept header lists it; else null.</summary>
    public ICompressionProvider? Negotiate(string? wanted, string? acceptHeader)
    {
        if (wanted is null || acceptHeader is null)
            return null;
        foreach (var part in acceptHeader.Split(',', StringSplitOptions.TrimEntries))
        {
            var name = part.Split(';')[0];
            if (name == wanted)
                return Find(wanted);
        }
        return null;
    }
}
