using System.Collections.Frozen;

namespace Telephony.Server.Access;

/// <summary>The links for screens as a running service knows them. Follows the file within a second.</summary>
internal sealed class ScreenStore
{
    private readonly TimeProvider _time;
    private readonly FollowedFile<Screens> _file;

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidDataException">One is not of our form.</exception>
    public ScreenStore(ScreenVault vault, TimeProvider time, ILogger<ScreenStore> logger) => (_time, _file) = (time, new FollowedFile<Screens>(
        vault.File, () => new Screens(vault.Read().ToFrozenDictionary(s => s.Id, StringComparer.Ordinal), vault.ReadKey() ?? []), time, logger));

    /// <summary>Whoever shows a link's text: reads what one page shows, sees no numbers, changes nothing. Null when the link is not good.</summary>
    public Principal? Find(string text)
    {
        if (!text.StartsWith(ScreenText.Prefix, StringComparison.Ordinal)) return null;
        var known = _file.Latest();
        if (IdIn(known, text) is not { } id || !known.ById.ContainsKey(id))
        {
            known = _file.Latest(atOnce: true); // it may have been made a moment ago
            if (IdIn(known, text) is not { } young) return null;
            id = young;
        }

        if (known.ById.GetValueOrDefault(id) is not { } link || !link.HoldsAt(_time.GetUtcNow())) return null;
        return new Principal($"screen:{id}", link.Name, Role.Analyst, Proof.Screen)
        {
            Scope = new Scope(null, link.Queues, []), Until = link.Expires, StillHolds = () => _file.Latest().ById.GetValueOrDefault(id)?.HoldsAt(_time.GetUtcNow()) == true,
        };
    }

    private string? IdIn(Screens known, string text) => known.Key.Length > 0 ? ScreenText.IdOf(text, known.Key, _time.GetUtcNow()) : null;

    private sealed record Screens(FrozenDictionary<string, ScreenLink> ById, byte[] Key);
}
