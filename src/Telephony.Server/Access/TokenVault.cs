using System.Collections.Immutable;
using System.Text.Json;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>
/// The tokens in the data folder: <c>secrets/tokens.json</c> (hashes, mode 0600) and <c>secrets/admin_token</c> (the first token itself, mode 0600).
/// Changed by the command line, one at a time; a running service follows (<see cref="TokenStore"/>).
/// </summary>
internal sealed class TokenVault(string data, TimeProvider time)
{
    private const string AdminName = "admin";
    private const int Most = 10_000;

    private readonly SecretFile<TokenFile> _file = new(data, "tokens.json", 16, time);

    /// <summary>The file of hashes.</summary>
    public string File => _file.Path;

    /// <summary>The file of the first token.</summary>
    public string AdminFile => Path.Combine(DataFolders.Secrets(data), "admin_token");

    /// <summary>All that were ever made.</summary>
    /// <exception cref="InvalidDataException">The file is not of our form.</exception>
    public ImmutableArray<TokenRecord> Read() => _file.Read(Check)?.Tokens ?? [];

    /// <summary>Makes the admin's token when there was never one. Returns whether it did.</summary>
    public bool EnsureAdmin()
    {
        using var alone = _file.Lock();
        if (System.IO.File.Exists(AdminFile)) return false;
        var (id, token) = TokenText.New();
        AtomicFile.WriteIfChanged(AdminFile, token + "\n", SecretFile<TokenFile>.OwnerOnly);
        Write(Read().Add(new TokenRecord { Id = id, Name = AdminName, Role = Role.Admin.Word(), Sha256 = TokenText.HashOf(token), Created = time.GetUtcNow() }));
        return true;
    }

    /// <summary>Makes a token, or lets a certificate in.</summary>
    /// <param name="make">The record for an id and a hash.</param>
    /// <param name="certificate">The name in the certificate; null for a token.</param>
    /// <returns>The record, and the token: it is nowhere else.</returns>
    /// <exception cref="UsageException">The name is taken.</exception>
    public (TokenRecord Record, string? Token) Add(Func<string, string?, TokenRecord> make, string? certificate)
    {
        using var alone = _file.Lock();
        var (id, token) = TokenText.New();
        var record = make(id, certificate is null ? TokenText.HashOf(token) : null) with { Created = time.GetUtcNow() };
        var all = Read();
        var good = all.Where(t => t.HoldsAt(time.GetUtcNow())).ToList();
        if (good.Any(t => t.Name == record.Name)) throw new UsageException($"--name {record.Name}: there is such a token; revoke it first, or choose another name");
        if (certificate is not null && good.Any(t => t.Certificate == certificate)) throw new UsageException($"--certificate {certificate}: is known already; revoke it first");
        if (all.Length >= Most) all = [.. good];
        if (all.Length >= Most) throw new UsageException($"{File}: holds {Most} tokens; revoke some");
        Write(all.Add(record));
        return (record, certificate is null ? token : null);
    }

    /// <summary>Revokes all good tokens of this id or name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public IReadOnlyList<TokenRecord> Revoke(string idOrName)
    {
        using var alone = _file.Lock();
        var now = time.GetUtcNow();
        var all = Read();
        var gone = all.Where(t => t.HoldsAt(now) && (t.Id == idOrName || t.Name == idOrName)).ToList();
        if (gone.Count == 0) throw new UsageException($"{idOrName}: there is no good token of this id or name; 'token list' shows them");
        Write([.. all.Select(t => gone.Contains(t) ? t with { Revoked = now } : t)]);
        return gone;
    }

    private static void Check(TokenFile file)
    {
        if (file.Tokens.IsDefault) throw new JsonException("'tokens' is not in it");
        if (file.Tokens.FirstOrDefault(t => Roles.Find(t.Role) is null) is { } odd) throw new JsonException($"token {odd.Id} has the unknown role '{odd.Role}'");
    }

    private void Write(ImmutableArray<TokenRecord> tokens) => _file.Write(new TokenFile(tokens));
}
