using Google.Protobuf.Reflection;

namespace Telephony.Server.Tests.Rpc;

/// <summary>All services of the contract.</summary>
internal static class V1Services
{
    public static IReadOnlyList<ServiceDescriptor> All { get; } =
    [
        V1.QueueService.Descriptor, V1.AgentService.Descriptor, V1.CallService.Descriptor, V1.BoardService.Descriptor, V1.RoutingService.Descriptor, V1.FlowService.Descriptor,
        V1.RecordingService.Descriptor, V1.AlertService.Descriptor,
        V1.AuditService.Descriptor, V1.EventService.Descriptor, V1.ReportService.Descriptor, V1.ConfigService.Descriptor,
        V1.RouterService.Descriptor,
    ];
}
