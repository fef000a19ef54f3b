using System.Collections.Immutable;

namespace Telephony.Server.Rpc;

/// <summary>What makes one picture into a later one.</summary>
/// <param name="Upserts">New and changed things.</param>
/// <param name="Removes">Names of things that are gone.</param>
internal sealed record PictureChanges<T>(IReadOnlyList<T> Upserts, IReadOnlyList<string> Removes)
    where T : class
{
    /// <summary>Whether nothing changed.</summary>
    public bool IsEmpty => Upserts.Count == 0 && Removes.Count == 0;

    /// <summary>Compares two lists that are ordered by name. Things that did not change must be the same objects.</summary>
    public static PictureChanges<T> Between(ImmutableArray<T> before, ImmutableArray<T> now, Func<T, string> nameOf)
    {
        var (upserts, removes) = (new List<T>(), new List<string>());
        var (old, fresh) = (0, 0);
        while (old < before.Length || fresh < now.Length)
        {
            var order = old == before.Length ? 1 : fresh == now.Length ? -1
                : ReferenceEquals(before[old], now[fresh]) ? 0 : string.CompareOrdinal(nameOf(before[old]), nameOf(now[fresh]));
            if (order < 0)
            {
                removes.Add(nameOf(before[old++]));
                continue;
            }

            if (order > 0 || !ReferenceEquals(before[old], now[fresh])) upserts.Add(now[fresh]);
            if (order == 0) old++;
            fresh++;
        }

        return new PictureChanges<T>(upserts, removes);
    }
}
