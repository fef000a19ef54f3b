using System.Globalization;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>Where the fact log is.</summary>
internal sealed record FactFolder(string Path);

/// <summary><c>telephony.v1.AuditService</c>, from the fact log. The board only tells that there is something new,
/// so a slow watcher holds nothing but its place in the log.</summary>
internal sealed class AuditServiceImpl(FactFolder folder, LiveBoard board, WatchStreams streams, TimeProvider time) : V1.AuditService.AuditServiceBase
{
    /// <summary>How many facts one request reads at most, whatever its filter.</summary>
    private const int MostScanned = 5_000;

    private const int BatchSize = 500;

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    private static readonly FrameForm<V1.WatchEventsResponse> Common = new(
        beat => new V1.WatchEventsResponse { Heartbeat = beat }, bye => new V1.WatchEventsResponse { Goodbye = bye });

    public override Task<V1.ListEventsResponse> ListEvents(V1.ListEventsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        var filter = new EventFilter(request.Kinds, request.Call, request.Agent, request.Queue).Checked();
        var question = $"events {request.AfterSequence} {request.Kinds} {request.Call} {request.Agent} {request.Queue}";
        var after = Pages.Key(question, request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : request.AfterSequence;
        CheckStart(after);
        var reader = new FactReader(folder.Path, after);
        var answer = new V1.ListEventsResponse();
        for (var scanned = 0; answer.Events.Count < most && scanned < MostScanned;)
        {
            var facts = Read(reader, Math.Min(most - answer.Events.Count, MostScanned - scanned));
            if (facts.Count == 0) return Task.FromResult(answer);
            scanned += facts.Count;
            answer.Events.Add(facts.Select(Events.Of).Where(filter.Wants));
        }

        answer.NextPageToken = Pages.Token(question, reader.After.ToString(CultureInfo.InvariantCulture));
        return Task.FromResult(answer);
    }

    public override async Task WatchEvents(V1.WatchEventsRequest request, IServerStreamWriter<V1.WatchEventsResponse> responseStream, ServerCallContext context)
    {
        var filter = new EventFilter(request.Kinds, request.Call, request.Agent, request.Queue).Checked();
        var newest = (board.Latest ?? throw Refusals.Starting()).FactSequence;
        var after = request.HasAfterSequence ? request.AfterSequence : newest;
        CheckStart(after);
        var reader = new FactReader(folder.Path, after);
        if (after > newest) await CatchUpAsync(reader, context.CancellationToken);
        var behindSince = time.GetTimestamp();
        await streams.RunAsync(Common, responseStream, context, async write =>
        {
            if (board.Latest!.FactSequence <= reader.After) behindSince = time.GetTimestamp();
            while (board.Latest.FactSequence > reader.After)
            {
                var facts = Read(reader, BatchSize);
                if (facts.Count == 0) break;
                behindSince = time.GetTimestamp();
                var batch = new V1.EventBatch { Events = { facts.Select(Events.Of).Where(filter.Wants) } };
                if (batch.Events.Count == 0) break; // gives way to the sign of life
                await write(new V1.WatchEventsResponse { Batch = batch });
            }

            if (time.GetElapsedTime(behindSince) > LogPatience) throw Refusals.Because(Reason.EventsUnavailable, []);
            return reader.After;
        });
    }

    private void CheckStart(long after)
    {
        if (after < 0) throw Refusals.Field("after_sequence", "0 or a positive number is wanted");
        if (FactReader.Oldest(folder.Path) is { } oldest && oldest > after + 1)
            throw Refusals.Because(Reason.EventsGone, new() { ["oldest"] = oldest.ToString(CultureInfo.InvariantCulture) });
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

    private static List<AcdFact> Read(FactReader reader, int most)
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
}
