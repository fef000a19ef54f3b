using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Telephony.Server.Configuration;
using Telephony.Server.Hosting;

namespace Telephony.Server.Access;

/// <summary>Links for screens in the data folder: <c>secrets/screens.json</c>, and the key they are signed with, <c>secrets/screen_key</c> (both mode 0600).</summary>
internal sealed class ScreenVault(string data, TimeProvider time)
{
    private const int Most = 1_000;
    private const int KeyBytes = 32;
    private const string IdAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly SecretFile<ScreenFile> _file = new(data, "screens.json", 1, time);

    /// <summary>The file of links.</summary>
    public string File => _file.Path;

    private string KeyFile => Path.Combine(DataFolders.Secrets(data), "screen_key");

    /// <summary>All links that were made.</summary>
    /// <exception cref="InvalidDataException">The file is not of our form.</exception>
    public ImmutableArray<ScreenLink> Read() => _file.Read(Check)?.Screens ?? [];

    /// <summary>The key; null when no link was ever made.</summary>
    /// <exception cref="InvalidDataException">It is not of our form.</exception>
    public byte[]? ReadKey()
    {
        if (!System.IO.File.Exists(KeyFile)) return null;
        try
        {
            return Convert.FromHexString(System.IO.File.ReadAllText(KeyFile).Trim()) is { Length: KeyBytes } key ? key : throw new FormatException();
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException($"{KeyFile}: {2 * KeyBytes} hexadecimal digits are wanted; remove it, and make the links anew", fault);
        }
    }

    /// <summary>Makes a link.</summary>
    /// <returns>The link, and its text.</returns>
    /// <exception cref="UsageException">The name is taken.</exception>
    public (ScreenLink Link, string Text) Add(string name, ImmutableArray<string> queues, DateTimeOffset expires)
    {
        using var alone = _file.Lock();
        var now = time.GetUtcNow();
        var good = Read().Where(s => s.Revoked is not null || s.HoldsAt(now)).ToImmutableArray();
        if (good.Any(s => s.Name == name && s.HoldsAt(now))) throw new UsageException($"--name {name}: there is such a link; 'tv show' prints it again, 'tv revoke' ends it");
        if (good.Length >= Most) throw new UsageException($"{File}: holds {Most} links");
        if (ReadKey() is not { } key)
        {
            key = RandomNumberGenerator.GetBytes(KeyBytes);
            AtomicFile.WriteIfChanged(KeyFile, Convert.ToHexStringLower(key) + "\n", SecretFile<ScreenFile>.OwnerOnly);
        }

        var link = new ScreenLink { Id = RandomNumberGenerator.GetString(IdAlphabet, 8), Name = name, Queues = queues, Created = now, Expires = expires };
        Write(good.Add(link));
        return (link, ScreenText.Of(link, key));
    }

    /// <summary>The text of a link that is good.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public (ScreenLink Link, string Text) Find(string name) =>
        Read().FirstOrDefault(s => (s.Name == name || s.Id == name) && s.HoldsAt(time.GetUtcNow())) is { } link && ReadKey() is { } key ? (link, ScreenText.Of(link, key)) : throw None(name);

    /// <summary>Ends a link now.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public void Revoke(string name)
    {
        using var alone = _file.Lock();
        var (all, now) = (Read(), time.GetUtcNow());
        var gone = all.Where(s => (s.Name == name || s.Id == name) && s.HoldsAt(now)).ToList();
        if (gone.Count == 0) throw None(name);
        Write([.. all.Select(s => gone.Contains(s) ? s with { Revoked = now } : s)]);
    }

    private static UsageException None(string name) => new($"{name}: there is no good link of this name; 'tv list' shows them");

    private static void Check(ScreenFile file)
    {
        if (file.Screens.IsDefault) throw new JsonException("'screens' is not in it");
    }

    private void Write(ImmutableArray<ScreenLink> links) => _file.Write(new ScreenFile(links));
}
