using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <content>Declared, and built later.</content>
internal sealed partial class RecordingServiceImpl
{
    public override Task<V1.PauseRecordingResponse> PauseRecording(V1.PauseRecordingRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.ResumeRecordingResponse> ResumeRecording(V1.ResumeRecordingRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.MuteRecordingResponse> MuteRecording(V1.MuteRecordingRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);
}
