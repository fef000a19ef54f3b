using Google.Protobuf;
using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary>How a picture and its changes look on one stream.</summary>
internal sealed record PictureForm<T, TFrame>(Func<long, IEnumerable<T>, TFrame> Snapshot, Func<long, PictureChanges<T>, TFrame> Delta)
    where T : class;

/// <summary>A stream of pictures: the whole first, then what changed between what the watcher has and the latest. Pictures in between are not kept.</summary>
internal static class PictureWatch
{
    /// <summary>Serves one watcher.</summary>
    /// <param name="streams">All streams.</param>
    /// <param name="feed">The pictures.</param>
    /// <param name="isWanted">Which things this watcher sees; null: all.</param>
    /// <param name="form">How its frames look.</param>
    /// <param name="common">How the frames that all streams have look.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="context">The call.</param>
    public static Task RunAsync<T, TFrame>(
        this WatchStreams streams, PictureFeed<T> feed, Func<T, bool>? isWanted, PictureForm<T, TFrame> form, FrameForm<TFrame> common,
        IServerStreamWriter<TFrame> stream, ServerCallContext context)
        where T : class, IMessage<T>
    {
        var seen = new SeenPicture<T>(feed, isWanted);
        return streams.RunAsync(common, stream, context, async write =>
        {
            var isFirst = seen.Revision == 0;
            if (seen.Next() is not { } changes) return 0;
            if (isFirst) await write(form.Snapshot(seen.Revision, changes.Upserts));
            else if (!changes.IsEmpty) await write(form.Delta(seen.Revision, changes));
            return seen.Revision;
        });
    }
}
