using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>A call that is not there.</content>
internal sealed partial class RoutingServiceImpl
{
    public override async Task<V1.DryRunResponse> DryRun(V1.DryRunRequest request, ServerCallContext context)
    {
        var queue = new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        var needs = request.Needs is null ? CallNeeds.None : NeedsOf(request.Needs);
        if (queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
        var (found, now) = await core.QuestionAsync(acd => (acd.DryRun(queue, needs), acd.Now.Utc));
        return new V1.DryRunResponse
        {
            Agent = Names.Of(Names.Agents, found.Agent?.Value),
            Text = Words.Of(found),
            Candidates = { found.Agents.Select(a => Of(a.Agent, a.Why, now)) },
            Position = found.Position,
            Estimate = found.Wait is { } wait ? Views.Of(wait) : null,
            Admitted = found.Refusal is null,
            DecidedElsewhere = found.IsDecidedElsewhere,
        };
    }
}
