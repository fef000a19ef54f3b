using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.Server.History;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.RecordingService</c>, from the history.</summary>
internal sealed partial class RecordingServiceImpl(HistoryStore history) : V1.RecordingService.RecordingServiceBase
{
    private const string Question = "recordings";

    public override Task<V1.GetRecordingResponse> GetRecording(V1.GetRecordingRequest request, ServerCallContext context)
    {
        var id = Names.Id(Names.Recordings, request.Name);
        var row = Ask(() => history.FindRecording(id)) ?? throw Refusals.NotFound(Reason.RecordingNotFound, "Recording", request.Name);
        return Task.FromResult(new V1.GetRecordingResponse { Recording = Of(row) });
    }

    public override Task<V1.ListRecordingsResponse> ListRecordings(V1.ListRecordingsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        long? before = Pages.Key(Question, request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : null;
        var rows = Ask(() => history.Recordings(most, before));
        var next = rows.Count == most ? Pages.Token(Question, rows[^1].Cursor.ToString(CultureInfo.InvariantCulture)) : "";
        return Task.FromResult(new V1.ListRecordingsResponse { Recordings = { rows.Select(Of) }, NextPageToken = next });
    }

    private static T Ask<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (HistoryUnavailableException)
        {
            throw Refusals.Because(Reason.HistoryUnavailable, []);
        }
    }

    private static V1.Recording Of(RecordingRow row) => new()
    {
        Name = Names.Of(Names.Recordings, row.Id),
        Call = Names.Of(Names.Calls, row.Call),
        Agent = Names.Of(Names.Agents, row.Agent),
        Queue = Names.Of(Names.Queues, row.Queue),
        StartTime = Views.Time(row.StartedAt),
        Duration = row.DurationSeconds is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null,
        AudioUri = row.Path is null ? "" : $"/v1/recordings/{Uri.EscapeDataString(row.Id)}",
        Complete = row.Complete,
    };
}
