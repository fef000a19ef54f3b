using System.Collections.Immutable;
using Google.Protobuf;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>All things of one kind at one moment.</summary>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Items">Ordered by name, ordinal. A thing that did not change is the same object as in the picture before.</param>
internal sealed record Picture<T>(long Revision, ImmutableArray<T> Items);

/// <summary>Whether pictures can be shown.</summary>
internal static class Pictures
{
    /// <summary>Before the first configuration is in force nothing is known, which is not the same as that nothing is there.</summary>
    public static bool ShowsSite(this AcdSnapshot picture) => picture.Configuration != SiteConfiguration.Empty.Version;
}

/// <summary>The board's pictures as messages of one kind, made once for all who ask. Never holds more than the latest.</summary>
internal sealed class PictureFeed<T>(LiveBoard board, Func<AcdSnapshot, IEnumerable<T>> read, Func<T, string> nameOf)
    where T : class, IMessage<T>
{
    /// <summary>Watchers are rarely further behind than the one picture that a turn of theirs lasts; whoever is, has the changes made for itself.</summary>
    private const int ChangesKept = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, PictureChanges<T>> _changes = [];
    private AcdSnapshot? _source;
    private Picture<T>? _latest;

    /// <summary>The latest picture; null before a configuration is in force.</summary>
    public Picture<T>? Latest
    {
        get
        {
            lock (_lock)
            {
                if (board.Latest is { } source && source.ShowsSite() && !ReferenceEquals(source, _source))
                {
                    var next = Next(_latest, read(source));
                    if (!ReferenceEquals(next, _latest)) _changes.Clear();
                    _latest = next;
                    _source = source;
                }

                return _latest;
            }
        }
    }

    /// <summary>What makes one picture into the other. Made once for all who have the same earlier one.</summary>
    /// <param name="before">A picture of this feed.</param>
    /// <param name="now">A later one.</param>
    public PictureChanges<T> Changes(Picture<T> before, Picture<T> now)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(now, _latest)) return Between(before, now);
            if (_changes.TryGetValue(before.Revision, out var made)) return made;
            var changes = Between(before, now);
            if (_changes.Count < ChangesKept) _changes.Add(before.Revision, changes);
            return changes;
        }
    }

    private PictureChanges<T> Between(Picture<T> before, Picture<T> now) => PictureChanges<T>.Between(before.Items, now.Items, nameOf);

    /// <summary>The name of a thing.</summary>
    public string NameOf(T item) => nameOf(item);

    /// <summary>The latest picture.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no configuration is in force yet.</exception>
    public Picture<T> Now() => Latest ?? throw Refusals.Starting();

    /// <summary>The thing of this name; null when there is none.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no configuration is in force yet.</exception>
    public T? Find(string name) => Now().Items.FirstOrDefault(item => nameOf(item) == name);

    private Picture<T> Next(Picture<T>? before, IEnumerable<T> items)
    {
        var known = before?.Items.ToDictionary(nameOf, StringComparer.Ordinal) ?? [];
        var isSame = before is not null;
        var next = items.Select(item =>
        {
            if (known.TryGetValue(nameOf(item), out var old) && old.Equals(item)) return old;
            isSame = false;
            return item;
        }).OrderBy(nameOf, StringComparer.Ordinal).ToImmutableArray();
        return isSame && next.Length == before!.Items.Length ? before : new Picture<T>((before?.Revision ?? 0) + 1, next);
    }
}
