using System.Security.Cryptography;
using System.Text;
using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>JSON Web Tokens, made by hand so that the mistakes are those of an attacker, not of a library.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown.")]
public sealed class JwtTests
{
    private const string Issuer = "https://id.example";

    private readonly ManualTime _time = new();
    private RSA _rsa = null!;
    private ECDsa _curve = null!;
    private string _file = "";

    [OneTimeSetUp]
    public void MakeKeys()
    {
        (_rsa, _curve) = (RSA.Create(2048), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        _time.Advance(TimeSpan.FromDays(20_000));
        _file = Path.GetTempFileName();
        File.WriteAllText(_file, _rsa.ExportSubjectPublicKeyInfoPem() + "\n" + _curve.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    [OneTimeTearDown]
    public void DeleteKeys()
    {
        _rsa.Dispose();
        _curve.Dispose();
        File.Delete(_file);
    }

    [Test]
    public async Task A_good_token_says_who_and_what_for([Values("RS256", "ES256", "PS256")] string algorithm)
    {
        var who = (await FindAsync(Signed(algorithm, Claims(("role", "team_leader"), ("telephony_queues", new[] { "sales", "support" })))))!;
        Assert.That((who.Id, who.Name, who.Role, who.Proof), Is.EqualTo(("jwt:kim", "kim", Role.TeamLeader, Proof.Jwt)));
        Assert.That(who.Scope.Queues, Is.EqualTo(new[] { "sales", "support" }));
        Assert.That(who.Until, Is.EqualTo(Now.AddSeconds(600 + 30)));
    }

    [Test]
    public async Task The_keys_may_be_a_JWKS_document()
    {
        var parameters = _rsa.ExportParameters(false);
        var other = Path.GetTempFileName();
        File.WriteAllText(other, JsonSerializer.Serialize(new { keys = new[] { new { kty = "RSA", kid = "1", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) } } }));
        Assert.That(await Bearer(other).FindAsync(Signed("RS256", Claims(("role", "manager")))), Is.Not.Null);
        File.Delete(other);
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("nobody's role", ("role", "boss"));
        yield return Case("no role", ("role", null));
        yield return Case("two roles", ("role", new[] { "manager", "auditor" }));
        yield return Case("an agent who is none", ("role", "agent"));
        yield return Case("a leader without a team", ("role", "team_leader"));
        yield return Case("another issuer", ("iss", "https://evil.example"));
        yield return Case("for somebody else", ("aud", "other"));
        yield return Case("no audience", ("aud", null));
        yield return Case("no end", ("exp", null));
        yield return Case("over", ("exp", Now.ToUnixTimeSeconds() - 31));
        yield return Case("good for too long", ("exp", Now.ToUnixTimeSeconds() + 90_000));
        yield return Case("not yet good", ("nbf", Now.ToUnixTimeSeconds() + 31));
        yield return Case("no subject", ("sub", null));
        yield return Case("a subject with a line in it", ("sub", "kim\nadmin"));

        static TestCaseData Case(string name, (string, object?) claim) => new TestCaseData(claim.Item1, claim.Item2).SetName($"{{m}}: {name}");
    }

    [TestCaseSource(nameof(Wrong))]
    public async Task A_token_that_is_not_as_it_must_be_is_nobodys(string claim, object? value) =>
        Assert.That(await FindAsync(Signed("RS256", Claims(("role", "manager"), (claim, value)))), Is.Null);

    [Test]
    public async Task A_signature_that_does_not_fit_is_nobodys()
    {
        var good = Signed("RS256", Claims(("role", "manager")));
        var parts = good.Split('.');
        using var stranger = RSA.Create(2048);
        var publicKey = Encoding.UTF8.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());
        var forged = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(Claims(("role", "admin"))));
        var attempts = new Dictionary<string, string>
        {
            ["another's key"] = Sign("RS256", Claims(("role", "admin")), data => stranger.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["other claims"] = $"{parts[0]}.{forged}.{parts[2]}",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["alg none"] = Sign("none", Claims(("role", "admin")), _ => []),
            ["alg None"] = Sign("None", Claims(("role", "admin")), _ => []),
            ["the public key as a secret"] = Sign("HS256", Claims(("role", "admin")), data => HMACSHA256.HashData(publicKey, data)),
            ["an algorithm that is not taken"] = Sign("RS512", Claims(("role", "admin")), data => _rsa.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            ["rubbish"] = "a.b.c",
            ["nothing"] = "",
            ["five parts"] = "a.b.c.d.e",
            ["very long"] = new string('a', 100_000),
        };
        foreach (var (what, token) in attempts) Assert.That(await FindAsync(token), Is.Null, what);
    }

    [Test]
    public void A_key_that_is_too_weak_or_secret_is_refused_at_the_start()
    {
        using var weak = RSA.Create(1024);
        foreach (var text in new[] { weak.ExportSubjectPublicKeyInfoPem(), _rsa.ExportPkcs8PrivateKeyPem(), """{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""", "{", "" })
        {
            var file = Path.GetTempFileName();
            File.WriteAllText(file, text);
            Assert.That(Assert.Throws<InvalidDataException>(() => new JwtKeys(file, _time, NullLogger.Instance))!.Message, Does.StartWith(file), text);
            File.Delete(file);
        }
    }

    private static DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static Dictionary<string, object?> Claims(params (string Name, object? Value)[] changed)
    {
        var claims = new Dictionary<string, object?> { ["iss"] = Issuer, ["aud"] = "telephony", ["sub"] = "kim", ["exp"] = Now.ToUnixTimeSeconds() + 600 };
        foreach (var (name, value) in changed) claims[name] = value;
        return claims.Where(c => c.Value is not null).ToDictionary();
    }

    private string Signed(string algorithm, Dictionary<string, object?> claims) => Sign(algorithm, claims, data => algorithm switch
    {
        "RS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "PS256" => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => _curve.SignData(data, HashAlgorithmName.SHA256),
    });

    private static string Sign(string algorithm, Dictionary<string, object?> claims, Func<byte[], byte[]> sign)
    {
        var data = $"{Part(new { alg = algorithm, typ = "JWT" })}.{Part(claims)}";
        return $"{data}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(data)))}";

        static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
    }

    private Task<Principal?> FindAsync(string token) => Bearer(_file).FindAsync(token);

    private JwtBearer Bearer(string keys) =>
        new(new JwtOptions(Issuer, "telephony", keys, "role"), new JwtKeys(keys, _time, NullLogger.Instance), _time, NullLogger<JwtBearer>.Instance);
}
