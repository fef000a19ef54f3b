using System.Globalization;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>Where the fact log is.</summary>
internal sealed record FactFolder(string Path);

/// <summary>The fact log as events, for whoever reads or follows it. The board only tells that there is something new,
/// so a slow watcher holds nothing but its place in the log.</summary>
internal sealed class EventLog(FactFolder folder, LiveBoard board, WatchStreams streams, TimeProvider time)
{
    private const int BatchSize = 500;

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    /// <summary>A reader that begins after a sequence.</summary>
    /// <exception cref="RpcException">The sequence is none, or its events are not kept any more.</exception>
    public FactReader From(long after)
    {
        Checked(after);
        if (FactReader.Oldest(folder.Path) is { } oldest && oldest > after + 1)
            throw Refusals.Because(Reason.EventsGone, new() { ["oldest"] = oldest.ToString(CultureInfo.InvariantCulture) });
        return new FactReader(folder.Path, after);
    }

    /// <summary>The sequence, when it is one.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it is none.</exception>
    public static long Checked(long after) => after >= 0 ? after : throw Refusals.Field("after_sequence", "0 or a positive number is wanted");

    /// <summary>A sequence before which no event is of this time or later; not the last such, but found without reading all of them.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: the log cannot be read.</exception>
    public long LastBefore(DateTimeOffset time)
    {
        try
        {
            return FactReader.LastBefore(folder.Path, time);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Refusals.Because(Reason.EventsUnavailable, []);
        }
    }

    /// <summary>A follower that begins after a sequence, or now.</summary>
    /// <exception cref="RpcException">The sequence is none, its events are not kept any more, or it lies in the future.</exception>
    public async Task<EventFollower> FollowAsync(long? asked, EventFilter filter, CancellationToken cancel)
    {
        var newest = (board.Latest ?? throw Refusals.Starting()).FactSequence;
        var reader = From(asked ?? newest);
        if (reader.After > newest) await CatchUpAsync(reader, cancel);
        return new EventFollower(this, reader, filter);
    }

    /// <summary>Serves a stream of events.</summary>
    public async Task RunAsync<TFrame>(
        long? after, EventFilter filter, FrameForm<TFrame> form, Func<V1.EventBatch, TFrame> frame, IServerStreamWriter<TFrame> stream, ServerCallContext context)
    {
        var follower = await FollowAsync(after, filter, context.CancellationToken);
        await streams.RunAsync(form, stream, context, async write =>
        {
            while (follower.Next() is { } events)
            {
                if (events.Count == 0) break; // gives way to the sign of life
                await write(frame(new V1.EventBatch { Events = { events } }));
            }

            return follower.After;
        });
    }

    /// <summary>The next facts.</summary>
    /// <exception cref="RpcException">UNAVAILABLE: the log cannot be read.</exception>
    public static List<AcdFact> Read(FactReader reader, int most)
    {
        try
        {
            return reader.Read(most);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Refusals.Because(Reason.EventsUnavailable, []);
        }
    }

    /// <summary>The client may know an event that the board's picture, up to 1 s old, does not show yet.</summary>
    private async Task CatchUpAsync(FactReader reader, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        while (board.Latest!.FactSequence < reader.After)
        {
            if (time.GetElapsedTime(begin) > TimeSpan.FromSeconds(2))
                throw Refusals.Because(Reason.EventsAhead, new() { ["newest"] = board.Latest.FactSequence.ToString(CultureInfo.InvariantCulture) });
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    /// <summary>A place in the log.</summary>
    internal sealed class EventFollower(EventLog log, FactReader reader, EventFilter filter)
    {
        private long _behindSince = log.Time.GetTimestamp();

        /// <summary>The last sequence looked at.</summary>
        public long After => reader.After;

        /// <summary>The next events that are wanted: none when those looked at are not; null when there is nothing new.</summary>
        /// <exception cref="RpcException">UNAVAILABLE: the log cannot be read, or has not been written for a while.</exception>
        public List<V1.Event>? Next()
        {
            if (log.Newest <= reader.After)
            {
                _behindSince = log.Time.GetTimestamp();
                return null;
            }

            var facts = Read(reader, BatchSize);
            if (facts.Count == 0)
            {
                if (log.Time.GetElapsedTime(_behindSince) > LogPatience) throw Refusals.Because(Reason.EventsUnavailable, []);
                return null;
            }

            _behindSince = log.Time.GetTimestamp();
            return [.. facts.Select(Events.Of).Where(filter.Wants)];
        }
    }

    private TimeProvider Time => time;

    private long Newest => board.Latest?.FactSequence ?? 0;
}
