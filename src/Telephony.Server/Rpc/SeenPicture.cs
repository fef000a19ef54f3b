using Google.Protobuf;

namespace Telephony.Server.Rpc;

/// <summary>What one watcher has of one kind of things.</summary>
/// <param name="feed">The pictures.</param>
/// <param name="isWanted">Which things this watcher sees; null: all, and the changes are then made once for all who do.</param>
internal sealed class SeenPicture<T>(PictureFeed<T> feed, Func<T, bool>? isWanted)
    where T : class, IMessage<T>
{
    private static readonly PictureChanges<T> Nothing = new([], []);

    private Picture<T>? _seen;

    /// <summary>The number of the picture the watcher has; 0 before the first.</summary>
    public long Revision => _seen?.Revision ?? 0;

    /// <summary>What makes what the watcher has into the latest picture, which it has from now on; null before there is one.</summary>
    public PictureChanges<T>? Next()
    {
        if (feed.Latest is not { } latest) return null;
        if (latest.Revision == _seen?.Revision) return Nothing;
        var now = isWanted is null ? latest : new Picture<T>(latest.Revision, [.. latest.Items.Where(isWanted)]);
        var changes = _seen is null ? new PictureChanges<T>(now.Items, [])
            : isWanted is null ? feed.Changes(_seen, now) : PictureChanges<T>.Between(_seen.Items, now.Items, feed.NameOf);
        _seen = now;
        return changes;
    }
}
