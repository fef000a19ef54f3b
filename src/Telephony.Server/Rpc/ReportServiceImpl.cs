using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.ReportService</c>: declared, and built later.</summary>
internal sealed class ReportServiceImpl : V1.ReportService.ReportServiceBase
{
    public override Task<V1.QueryIntervalsResponse> QueryIntervals(V1.QueryIntervalsRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.QueryAgentsResponse> QueryAgents(V1.QueryAgentsRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.QueryCallsResponse> QueryCalls(V1.QueryCallsRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task Export(V1.ExportRequest request, IServerStreamWriter<V1.ExportResponse> responseStream, ServerCallContext context) => throw Refusals.NotBuilt(context);
}
