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
        Picture<T>? sent = null;
        return streams.RunAsync(common, stream, context, async write =>
        {
            if (feed.Latest is not { } latest) return 0;
            if (latest.Revision == sent?.Revision) return latest.Revision;
            var seen = isWanted is null ? latest : new Picture<T>(latest.Revision, [.. latest.Items.Where(isWanted)]);
            if (sent is null)
            {
                await write(form.Snapshot(seen.Revision, seen.Items));
            }
            else
            {
                var changes = isWanted is null ? feed.Changes(sent, seen) : PictureChanges<T>.Between(sent.Items, seen.Items, feed.NameOf);
                if (!changes.IsEmpty) await write(form.Delta(seen.Revision, changes));
            }

            sent = seen;
            return seen.Revision;
        });
    }
}
