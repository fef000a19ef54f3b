using Grpc.Core;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.ConfigService</c>: declared, and built later.</summary>
internal sealed class ConfigServiceImpl : V1.ConfigService.ConfigServiceBase
{
    public override Task<V1.GetConfigResponse> GetConfig(V1.GetConfigRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.CheckConfigResponse> CheckConfig(V1.CheckConfigRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.PlanConfigResponse> PlanConfig(V1.PlanConfigRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.ApplyConfigResponse> ApplyConfig(V1.ApplyConfigRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.ListConfigVersionsResponse> ListConfigVersions(V1.ListConfigVersionsRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);

    public override Task<V1.RollbackConfigResponse> RollbackConfig(V1.RollbackConfigRequest request, ServerCallContext context) => throw Refusals.NotBuilt(context);
}
