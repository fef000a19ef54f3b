using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>What is asked of stored recordings beside their audio.</content>
internal sealed partial class RecordingServiceImpl
{
    private const int DefaultPoints = 1_000;
    private const int MostPoints = 4_000;
    private const int LongestWhy = 500;

    public override Task<V1.GetWaveformResponse> GetWaveform(V1.GetWaveformRequest request, ServerCallContext context)
    {
        if (request.Points is < 0 or > MostPoints) throw Refusals.Field("points", $"0 to {MostPoints} is wanted");
        var row = Find(request.Name);
        var waveform = Read(row, path => store.Draw(path, row.Id)) ?? throw Refusals.NotFound(Reason.RecordingNotFound, "Recording", request.Name);
        var points = request.Points == 0 ? DefaultPoints : request.Points;
        var answer = new V1.GetWaveformResponse { Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(row.DurationSeconds ?? 0)), Caller = { waveform.Drawn(0, points) } };
        if (waveform.Channels > 1) answer.Agent.Add(waveform.Drawn(1, points));
        return Task.FromResult(answer);
    }

    /// <summary>The mark is there before it is said to be, and gone only after: what is said to be held never is erased.</summary>
    public override async Task<V1.SetRecordingHoldResponse> SetRecordingHold(V1.SetRecordingHoldRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        Fields.CheckText("why", request.Why, 1, LongestWhy);
        var row = Find(request.Name);
        var path = Read(row, path => path)!;
        if (request.Held && !request.ValidateOnly) store.Hold(path, held: true);
        var order = new Order(
            request, request.RequestId, request.ValidateOnly, asked => new AcdInput.RecordingHeld(asked, new RecordingId(row.Id), request.Held, request.By, request.Why),
            refusal => CoreRefusals.OfRecording(request.Name, refusal));
        var answer = await orders.DoAsync(order, _ => row, shown => new V1.SetRecordingHoldResponse { Recording = Of(shown) });
        if (!request.Held && !request.ValidateOnly) store.Hold(path, held: false);
        answer.Recording.Held = store.IsHeld(path);
        return answer;
    }
}
