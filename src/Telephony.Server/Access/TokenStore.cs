using System.Collections.Frozen;

namespace Telephony.Server.Access;

/// <summary>The tokens as a running service knows them. Follows the file within a second; a file that cannot be read changes nothing.</summary>
internal sealed class TokenStore
{
    private readonly TimeProvider _time;
    private readonly FollowedFile<Tokens> _file;

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">It is not of our form.</exception>
    public TokenStore(TokenVault vault, TimeProvider time, ILogger<TokenStore> logger) =>
        (_time, _file) = (time, new FollowedFile<Tokens>(vault.File, () => Tokens.Of(vault.Read()), time, logger));

    /// <summary>Whoever bears a token; null when it is not one of ours, has expired or was revoked.</summary>
    public Principal? Find(string token) =>
        TokenText.IdOf(token) is { } id && RecordOf(id) is { Sha256: { } hash } record && TokenText.Matches(token, hash)
            ? Bearer(record, Proof.Token)
            : null;

    /// <summary>Whoever shows a certificate with one of these names; null when none is known.</summary>
    public Principal? FindCertificate(IEnumerable<string> names)
    {
        var known = _file.Latest().ByCertificate;
        return names.Select(n => known.GetValueOrDefault(n)).FirstOrDefault(r => r is not null) is { } record ? Bearer(record, Proof.Certificate) : null;
    }

    /// <summary>One that is not known may have been made a moment ago.</summary>
    private TokenRecord? RecordOf(string id) => _file.Latest().ById.GetValueOrDefault(id) ?? _file.Latest(atOnce: true).ById.GetValueOrDefault(id);

    private Principal? Bearer(TokenRecord record, Proof proof) => !record.HoldsAt(_time.GetUtcNow()) ? null
        : new Principal($"token:{record.Id}", record.Name, Roles.Find(record.Role)!.Value, proof)
        {
            Scope = record.Scope(),
            Until = record.Expires,
            StillHolds = () => _file.Latest().ById.GetValueOrDefault(record.Id)?.HoldsAt(_time.GetUtcNow()) == true,
        };

    private sealed record Tokens(FrozenDictionary<string, TokenRecord> ById, FrozenDictionary<string, TokenRecord> ByCertificate)
    {
        /// <summary>Of two records for one certificate the younger holds.</summary>
        public static Tokens Of(IReadOnlyCollection<TokenRecord> records) => new(
            records.DistinctBy(r => r.Id).ToFrozenDictionary(r => r.Id, StringComparer.Ordinal),
            records.Where(r => r is { Certificate: not null, Revoked: null }).Reverse().DistinctBy(r => r.Certificate, StringComparer.OrdinalIgnoreCase)
                .ToFrozenDictionary(r => r.Certificate!, StringComparer.OrdinalIgnoreCase));
    }
}
