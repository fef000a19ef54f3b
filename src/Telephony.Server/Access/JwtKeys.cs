using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Telephony.Server.Access;

/// <summary>The public keys of an identity provider: a JWKS document (RFC 7517), or PEM blocks (<c>PUBLIC KEY</c>, <c>CERTIFICATE</c>). RSA of 2048 bits or more, or EC on P-256.</summary>
internal sealed class JwtKeys
{
    private const int LeastRsaBits = 2048;
    private const int LongestFile = 1 << 20;

    private readonly FollowedFile<IReadOnlyList<SecurityKey>> _file;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It holds no key that can be used.</exception>
    public JwtKeys(string path, TimeProvider time, ILogger logger) => _file = new FollowedFile<IReadOnlyList<SecurityKey>>(path, () => Read(path), time, logger);

    /// <summary>The keys as the file has them.</summary>
    public IReadOnlyList<SecurityKey> Latest() => _file.Latest();

    private static List<SecurityKey> Read(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > LongestFile }) throw new InvalidDataException($"{path}: larger than 1 MiB");
        var text = File.ReadAllText(path);
        try
        {
            var keys = (text.TrimStart().StartsWith('{') ? JsonWebKeySet.Create(text).GetSigningKeys() : Pem(text)).Where(IsGood).ToList();
            return keys.Count > 0 ? keys : throw new InvalidDataException($"{path}: no public key in it that can be used: a JWKS document or PEM is wanted, RSA of {LeastRsaBits} bits or more or EC on P-256");
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException or System.Text.Json.JsonException)
        {
            throw new InvalidDataException($"{path}: not readable as JWKS or PEM: {fault.Message}", fault);
        }
    }

    private static IEnumerable<SecurityKey> Pem(string text)
    {
        while (PemEncoding.TryFind(text, out var found))
        {
            var block = text[found.Location];
            switch (text[found.Label])
            {
                case "CERTIFICATE": yield return new X509SecurityKey(X509Certificate2.CreateFromPem(block)); break;
                case "PUBLIC KEY": yield return PublicKey(block); break;
                case var other: throw new CryptographicException($"a block '{other}' is not public");
            }

            text = text[found.Location.End..];
        }
    }

    private static SecurityKey PublicKey(string block)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(block);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(block);
            return new ECDsaSecurityKey(curve);
        }
    }

    private static bool IsGood(SecurityKey key) => key switch
    {
        RsaSecurityKey rsa => rsa.KeySize >= LeastRsaBits,
        ECDsaSecurityKey curve => curve.KeySize == 256,
        X509SecurityKey certificate => certificate.KeySize >= LeastRsaBits || (certificate.PublicKey is ECDsa && certificate.KeySize == 256),
        JsonWebKey web => (web.Kty == JsonWebAlgorithmsKeyTypes.RSA && web.KeySize >= LeastRsaBits) || (web.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && web.Crv == "P-256"),
        _ => false,
    };
}
