using Grpc.Core;
using Telephony.Server.Board;
using Telephony.Server.Cluster;
using Telephony.Server.Hosting;

namespace Telephony.Server.Rpc;

/// <summary><c>telephony.v1.RouterService</c>: this router's part in its cluster, and its way out of work.</summary>
internal sealed class RouterServiceImpl(ServeOptions options, LiveBoard board, Drain drain, RequestLedger ledger, ClusterNode? cluster = null)
    : V1.RouterService.RouterServiceBase
{
    public override async Task<V1.GetRouterResponse> GetRouter(V1.GetRouterRequest request, ServerCallContext context) =>
        new() { Router = await ViewAsync() };

    public override Task<V1.DrainResponse> Drain(V1.DrainRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        if (!request.ValidateOnly) return ledger.OnceAsync(request.RequestId, request, () => DrainAsync(request.Alone));
        RequestLedger.CheckId(request.RequestId);
        return CheckAsync(request.Alone);
    }

    public override async Task<V1.ResumeResponse> Resume(V1.ResumeRequest request, ServerCallContext context)
    {
        Fields.CheckBy(request.By);
        RequestLedger.CheckId(request.RequestId);
        if (!request.ValidateOnly) drain.IsOn = false; // done twice it is the same
        return new V1.ResumeResponse { Router = await ViewAsync() };
    }

    private async Task<V1.DrainResponse> CheckAsync(bool alone)
    {
        var router = await ViewAsync();
        if (!alone && router is { Role: V1.RouterRole.Leader, ReadyStandby.Length: 0 }) throw NoStandby();
        return new V1.DrainResponse { Router = router };
    }

    private async Task<V1.DrainResponse> DrainAsync(bool alone)
    {
        var isServing = cluster is not { Role: not ClusterRole.Leader };
        if (isServing && cluster is not null && await cluster.GiveWayAsync()) isServing = false;
        if (isServing && !alone) throw NoStandby();
        if (isServing) drain.IsOn = true;
        return new V1.DrainResponse { Router = await ViewAsync() };
    }

    private RpcException NoStandby() => Refusals.State(
        Reason.NoStandby, "CLUSTER_STATE", Names.Of(Names.Routers, options.Node),
        cluster is null ? "it is no part of a cluster" : "no standby is in step and reaches Asterisk");

    private async Task<V1.Router> ViewAsync()
    {
        var router = new V1.Router
        {
            Name = Names.Of(Names.Routers, options.Node), Role = V1.RouterRole.Leader, InStep = true, Draining = drain.IsOn, LiveCalls = board.Latest?.CallsWithSomebody() ?? 0,
        };
        router.Leader = router.Name;
        if (cluster is null) return router;
        router.Role = cluster.Role == ClusterRole.Leader ? V1.RouterRole.Leader : V1.RouterRole.Standby;
        router.Leader = cluster.Leader is { } leader ? Names.Of(Names.Routers, leader) : "";
        router.InStep = cluster.IsInStep;
        router.ReadyStandby = router.Role == V1.RouterRole.Leader && await cluster.ReadyStandbyAsync() is { } standby ? Names.Of(Names.Routers, standby) : "";
        return router;
    }
}
