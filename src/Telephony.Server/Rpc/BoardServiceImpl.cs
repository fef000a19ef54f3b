using System.Collections.Immutable;
using Grpc.Core;
using Telephony.Server.Access;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.BoardService</c>: the pictures of queues, agents and calls in one stream.</summary>
internal sealed class BoardServiceImpl(
    PictureFeed<V1.Site> site, PictureFeed<V1.Queue> queues, PictureFeed<V1.Agent> agents, PictureFeed<V1.Call> calls, QueueTrends trends, LatestAlerts alerts, LiveBoard board, WatchStreams streams, TimeProvider time)
    : V1.BoardService.BoardServiceBase
{
    /// <summary>A board says within three seconds that its figures are old, and must not say so because one sign was late.</summary>
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);

    public override Task WatchBoard(V1.WatchBoardRequest request, IServerStreamWriter<V1.WatchBoardResponse> responseStream, ServerCallContext context)
    {
        var sight = context.Sight();
        var watched = (
            Site: new SeenPicture<V1.Site>(site, null),
            Queues: new SeenPicture<V1.Queue>(queues, sight.SeesSite ? null : q => sight.SeesQueue(q.Name)),
            Agents: new SeenPicture<V1.Agent>(agents, sight.SeesSite ? null : a => sight.SeesAgent(a.Name)),
            Calls: new SeenPicture<V1.Call>(calls, sight.SeesSite ? null : sight.Sees));
        var (revision, sent, told) = (0L, default(ImmutableArray<V1.QueueTrend>), default(ImmutableArray<V1.Alert>));
        return streams.RunAsync(Form(), responseStream, context, async write =>
        {
            // The site last: it then belongs to a picture that is no older than the others.
            if (watched.Queues.Next() is not { } q || watched.Agents.Next() is not { } a || watched.Calls.Next() is not { } c || watched.Site.Next() is not { } s) return revision;
            var latest = trends.Latest;
            var hour = latest == sent ? [] : latest.Where(t => sight.SeesQueue(t.Queue));
            var alarms = alerts();
            if (q.IsEmpty && a.IsEmpty && c.IsEmpty && s.IsEmpty && latest == sent && alarms == told) return revision;
            var shown = alarms == told ? null : new V1.AlertList { Alerts = { alarms.Where(sight.Sees) } };
            (revision, sent, told) = (revision + 1, latest, alarms);
            await write(revision == 1 ? Snapshot(s, q, a, c, hour, shown) : new V1.WatchBoardResponse
            {
                Delta = new V1.BoardDelta
                {
                    Revision = revision, Site = s.Upserts.Count == 0 ? null : s.Upserts[0], Queues = { q.Upserts }, Agents = { a.Upserts }, Calls = { c.Upserts },
                    Removes = { q.Removes, a.Removes, c.Removes }, Trends = { hour }, Alerts = shown,
                },
            });
            return revision;
        });
    }

    private FrameForm<V1.WatchBoardResponse> Form() => new(
        beat =>
        {
            beat.AsOf = Views.Time(time.GetUtcNow() - board.SinceLook);
            return new V1.WatchBoardResponse { Heartbeat = beat };
        },
        bye => new V1.WatchBoardResponse { Goodbye = bye }) { BeatEvery = BeatEvery };

    private V1.WatchBoardResponse Snapshot(PictureChanges<V1.Site> s, PictureChanges<V1.Queue> q, PictureChanges<V1.Agent> a, PictureChanges<V1.Call> c, IEnumerable<V1.QueueTrend> hour, V1.AlertList? alarms) => new()
    {
        Snapshot = new V1.BoardSnapshot
        {
            Revision = 1, Site = s.Upserts[0], Queues = { q.Upserts }, Agents = { a.Upserts }, Calls = { c.Upserts }, ServerTime = Views.Time(time.GetUtcNow()), Trends = { hour }, Alerts = alarms,
        },
    };
}
