using System.Globalization;
using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.AuditService</c>, from the fact log.</summary>
internal sealed partial class AuditServiceImpl(EventLog log, ActionLog actions) : V1.AuditService.AuditServiceBase
{
    /// <summary>How many facts one request reads at most, whatever its filter.</summary>
    private const int MostScanned = 5_000;

    private static readonly FrameForm<V1.WatchEventsResponse> Common = new(
        beat => new V1.WatchEventsResponse { Heartbeat = beat }, bye => new V1.WatchEventsResponse { Goodbye = bye });

    public override Task<V1.ListEventsResponse> ListEvents(V1.ListEventsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        var filter = new EventFilter(request.Kinds, request.Call, request.Agent, request.Queue, context.Sight()).Checked();
        var question = $"events {request.AfterSequence} {request.Kinds} {request.Call} {request.Agent} {request.Queue} {request.StartTime}";
        DateTimeOffset? from = request.StartTime is null ? null : Fields.Time("start_time", request.StartTime);
        var reader = log.From(Pages.Key(question, request.PageToken) is { } key
            ? long.Parse(key, CultureInfo.InvariantCulture)
            : Math.Max(EventLog.Checked(request.AfterSequence), from is { } time ? log.LastBefore(time) : 0));
        var answer = new V1.ListEventsResponse();
        for (var scanned = 0; answer.Events.Count < most && scanned < MostScanned;)
        {
            var facts = EventLog.Read(reader, Math.Min(most - answer.Events.Count, MostScanned - scanned));
            if (facts.Count == 0) return Task.FromResult(answer);
            scanned += facts.Count;
            answer.Events.Add(facts.Where(f => from is null || f.At.Utc >= from).Select(Events.Of).Where(filter.Wants));
        }

        answer.NextPageToken = Pages.Token(question, reader.After.ToString(CultureInfo.InvariantCulture));
        return Task.FromResult(answer);
    }

    public override Task WatchEvents(V1.WatchEventsRequest request, IServerStreamWriter<V1.WatchEventsResponse> responseStream, ServerCallContext context) => log.RunAsync(
        request.HasAfterSequence ? request.AfterSequence : null, new EventFilter(request.Kinds, request.Call, request.Agent, request.Queue, context.Sight()).Checked(), Common,
        batch => new V1.WatchEventsResponse { Batch = batch }, responseStream, context);
}
