using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.History;
using Telephony.Server.Recordings;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.RecordingService</c>, from the history and the folder of recordings.</summary>
internal sealed partial class RecordingServiceImpl(HistoryStore history, RecordingStore store, Orders orders, ICoreAccess core) : V1.RecordingService.RecordingServiceBase
{
    private const int PieceBytes = 32 << 10;

    public override async Task<V1.GetRecordingResponse> GetRecording(V1.GetRecordingRequest request, ServerCallContext context)
    {
        var id = Names.Id(Names.Recordings, request.Name);
        var row = PastQuestions.Ask(() => history.FindRecording(id));
        var view = row?.Path is null ? await core.QuestionAsync(acd => acd.ShowRecording(new RecordingId(id))) : null;
        // What has just begun is not in the history yet.
        var recording = row is not null ? Of(row) : view is not null ? Of(view) : throw Refusals.NotFound(Reason.RecordingNotFound, "Recording", request.Name);
        Overlay(recording, view);
        return new V1.GetRecordingResponse { Recording = Masks.Read(request.ReadMask, recording) };
    }

    public override Task<V1.ListRecordingsResponse> ListRecordings(V1.ListRecordingsRequest request, ServerCallContext context)
    {
        var most = Pages.Size(request.PageSize);
        var filter = new RecordingFilter(
            request.StartTime is null ? null : Fields.Time("start_time", request.StartTime), request.EndTime is null ? null : Fields.Time("end_time", request.EndTime),
            Names.Filter(Names.Queues, request.Queue, "queue"), Names.Filter(Names.Agents, request.Agent, "agent"), Names.Filter(Names.Calls, request.Call, "call"));
        var question = $"recordings {filter}";
        long? before = Pages.Key(question, request.PageToken) is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : null;
        var sight = context.Sight();
        var rows = PastQuestions.Ask(() => history.Recordings(most, before, filter));
        var next = rows.Count == most ? Pages.Token(question, rows[^1].Cursor.ToString(CultureInfo.InvariantCulture)) : "";
        return Task.FromResult(new V1.ListRecordingsResponse { Recordings = { Masks.Read(request.ReadMask, rows.Select(Of).Where(r => sight.SeesWork(r.Queue, r.Agent))) }, NextPageToken = next });
    }

    public override Task DownloadRecording(
        V1.DownloadRecordingRequest request, IServerStreamWriter<V1.DownloadRecordingResponse> responseStream, ServerCallContext context) =>
        DownloadAsync(request, responseStream.WriteAsync, context.CancellationToken);

    /// <summary>Sends the audio asked for, piece by piece.</summary>
    internal async Task DownloadAsync(V1.DownloadRecordingRequest request, Func<V1.DownloadRecordingResponse, Task> send, CancellationToken cancel)
    {
        if (request.Offset < 0) throw Refusals.Field("offset", "0 or a positive number is wanted");
        if (request.Length < 0) throw Refusals.Field("length", "0 or a positive number is wanted");
        await using var audio = OpenAudio(Find(request.Name));
        if (request.Offset > audio.Length)
            throw Refusals.Because(Reason.RangeBeyondEnd, new() { ["size"] = audio.Length.ToString(CultureInfo.InvariantCulture) });
        var end = request.Length == 0 ? audio.Length : Math.Min(audio.Length, request.Offset + request.Length);
        audio.Position = request.Offset;
        var buffer = new byte[PieceBytes];
        do
        {
            var (offset, wanted) = (audio.Position, (int)Math.Min(PieceBytes, end - audio.Position));
            var read = await PieceAsync(audio, buffer.AsMemory(0, wanted), request.Name, cancel);
            await send(new V1.DownloadRecordingResponse { Data = ByteString.CopyFrom(buffer, 0, read), Offset = offset, TotalBytes = audio.Length });
            if (read < wanted) return; // cut short meanwhile
        }
        while (audio.Position < end);
    }

    private static async Task<int> PieceAsync(Stream audio, Memory<byte> buffer, string name, CancellationToken cancel)
    {
        try
        {
            return await audio.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        }
        catch (InvalidDataException fault)
        {
            throw Refusals.Because(Reason.RecordingDamaged, new() { ["name"] = name, ["why"] = fault.Message });
        }
    }

    private Stream OpenAudio(RecordingRow row) =>
        Read(row, path => store.Open(path, row.Id)) ?? throw Refusals.NotFound(Reason.RecordingNotFound, "Recording", Names.Of(Names.Recordings, row.Id));

    /// <summary>Reads something of a recording that is stored.</summary>
    private static T? Read<T>(RecordingRow row, Func<string, T?> read) where T : class
    {
        var name = Names.Of(Names.Recordings, row.Id);
        if (row.ErasedAt is not null) throw Refusals.State(Reason.RecordingErased, "RECORDING_STATE", name, "it has been erased");
        if (row.Path is null) throw Refusals.State(Reason.RecordingNotStored, "RECORDING_STATE", name, "its audio is not stored yet");
        try
        {
            return read(row.Path);
        }
        catch (InvalidDataException fault)
        {
            throw Refusals.Because(Reason.RecordingDamaged, new() { ["name"] = name, ["why"] = fault.Message });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // told as gone
        }
    }

    private RecordingRow Find(string name)
    {
        var id = Names.Id(Names.Recordings, name);
        return PastQuestions.Ask(() => history.FindRecording(id)) ?? throw Refusals.NotFound(Reason.RecordingNotFound, "Recording", name);
    }

    private V1.Recording Of(RecordingRow row) => new()
    {
        Name = Names.Of(Names.Recordings, row.Id),
        Call = Names.Of(Names.Calls, row.Call),
        Agent = Names.Of(Names.Agents, row.Agent),
        Queue = Names.Of(Names.Queues, row.Queue),
        StartTime = Views.Time(row.StartedAt),
        Duration = row.DurationSeconds is { } seconds ? Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) : null,
        AudioUri = string.IsNullOrEmpty(row.Path) ? "" : $"/v1/recordings/{Uri.EscapeDataString(row.Id)}",
        Complete = row.Complete,
        Checksum = row.Checksum ?? "",
        Key = row.Key ?? "",
        Held = !string.IsNullOrEmpty(row.Path) && store.IsHeld(row.Path),
        EraseTime = row.ErasedAt is { } erased ? Views.Time(erased) : null,
    };
}
