using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>What people and other systems do to recordings under way.</content>
internal sealed partial class RecordingServiceImpl
{
    public override Task<V1.StartRecordingResponse> StartRecording(V1.StartRecordingRequest request, ServerCallContext context)
    {
        var call = new CallId(Names.Id(Names.Calls, request.Call, "call"));
        Fields.CheckBy(request.By);
        var order = new Order(
            request, request.RequestId, request.ValidateOnly,
            asked => new AcdInput.RecordingCommanded(asked, RecordingCommand.Start, call, null, request.By), refusal => CoreRefusals.OfCall(request.Call, refusal))
        {
            CheckState = async () =>
            {
                if (await core.QuestionAsync(acd => acd.WhyNotRecord(call)) is { } refusal) throw CoreRefusals.OfCall(request.Call, refusal);
            },
        };
        return orders.DoAsync(order, acd => acd.ShowRecordingOf(call), view => new V1.StartRecordingResponse { Recording = view is null ? new V1.Recording { Call = request.Call } : Of(view) });
    }

    public override Task<V1.StopRecordingResponse> StopRecording(V1.StopRecordingRequest request, ServerCallContext context) =>
        DoAsync(request, request.Name, request.By, request.RequestId, request.ValidateOnly, RecordingCommand.Stop, recording => new V1.StopRecordingResponse { Recording = recording });

    public override Task<V1.PauseRecordingResponse> PauseRecording(V1.PauseRecordingRequest request, ServerCallContext context) =>
        DoAsync(request, request.Name, request.By, request.RequestId, request.ValidateOnly, RecordingCommand.Pause, recording => new V1.PauseRecordingResponse { Recording = recording });

    public override Task<V1.ResumeRecordingResponse> ResumeRecording(V1.ResumeRecordingRequest request, ServerCallContext context) =>
        DoAsync(request, request.Name, request.By, request.RequestId, request.ValidateOnly, RecordingCommand.Resume, recording => new V1.ResumeRecordingResponse { Recording = recording });

    public override Task<V1.MuteRecordingResponse> MuteRecording(V1.MuteRecordingRequest request, ServerCallContext context) =>
        DoAsync(
            request, request.Name, request.By, request.RequestId, request.ValidateOnly, RecordingCommand.Mute, recording => new V1.MuteRecordingResponse { Recording = recording },
            input => input with { CallerSilent = request.Caller, AgentSilent = request.Agent });

    private Task<TResponse> DoAsync<TResponse>(
        IMessage request, string name, string by, string requestId, bool validateOnly, RecordingCommand command, Func<V1.Recording, TResponse> answer,
        Func<AcdInput.RecordingCommanded, AcdInput.RecordingCommanded>? more = null)
        where TResponse : class, IMessage
    {
        var recording = new RecordingId(Names.Id(Names.Recordings, name));
        Fields.CheckBy(by);
        var input = new AcdInput.RecordingCommanded(null, command, null, recording, by);
        var order = new Order(
            request, requestId, validateOnly, asked => (more is null ? input : more(input)) with { Request = asked }, refusal => CoreRefusals.OfRecording(name, refusal))
        {
            CheckState = async () =>
            {
                if (await core.QuestionAsync(acd => acd.ShowRecording(recording)) is null) throw CoreRefusals.OfRecording(name, $"{name} does not run");
            },
        };
        return orders.DoAsync(order, acd => acd.ShowRecording(recording), view => answer(view is null ? new V1.Recording { Name = name } : Of(view)));
    }

    private static V1.Recording Of(RecordingView view)
    {
        var recording = new V1.Recording
        {
            Name = Names.Of(Names.Recordings, view.Recording.Value),
            Call = Names.Of(Names.Calls, view.Call.Value),
            Agent = Names.Of(Names.Agents, view.Agent.Value),
            Queue = Names.Of(Names.Queues, view.Queue.Value),
            StartTime = Views.Time(view.StartedAt),
        };
        Overlay(recording, view);
        return recording;
    }

    private static void Overlay(V1.Recording recording, RecordingView? view)
    {
        if (view is null) return;
        (recording.Running, recording.Paused, recording.CallerMuted, recording.AgentMuted) = (true, view.Paused, view.CallerSilent, view.AgentSilent);
    }
}
