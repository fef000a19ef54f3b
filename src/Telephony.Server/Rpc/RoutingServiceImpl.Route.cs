using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>Another system decides.</content>
internal sealed partial class RoutingServiceImpl
{
    private static readonly FrameForm<V1.RouteResponse> RouteForm = new(
        beat => new V1.RouteResponse { Heartbeat = beat }, bye => new V1.RouteResponse { Goodbye = bye });

    public override async Task Route(
        IAsyncStreamReader<V1.RouteRequest> requestStream, IServerStreamWriter<V1.RouteResponse> responseStream, ServerCallContext context)
    {
        var connection = deciders.Open();
        var hearing = HearAsync(connection, requestStream, context.CancellationToken);
        try
        {
            await streams.PushAsync(RouteForm, responseStream, context, connection.Frames);
        }
        finally
        {
            connection.End();
            await deciders.CloseAsync(connection);
        }

        await hearing;
    }

    /// <summary>Takes what the decision maker says, in order, until it has no more to say.</summary>
    private async Task HearAsync(Deciders.Connection connection, IAsyncStreamReader<V1.RouteRequest> requests, CancellationToken cancel)
    {
        try
        {
            while (await requests.MoveNext(cancel))
            {
                var said = requests.Current;
                if (said.Subscription is { } subscription) await AttachAsync(connection, subscription);
                else if (said.Decision is { } decision) await DecideAsync(connection, decision);
                else throw Refusals.Field("message", "a subscription or a decision is wanted");
            }

            connection.End();
        }
        catch (RpcException refusal)
        {
            connection.End(refusal); // the stream ends with it
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            connection.End(); // the client is gone
        }
    }

    private Task AttachAsync(Deciders.Connection connection, V1.RouteSubscription asked)
    {
        var queue = new QueueName(Names.Id(Names.Queues, asked.Queue, "subscription.queue"));
        Fields.CheckText("subscription.by", asked.By, 1, 100);
        if (!site.Latest.Queues.TryGetValue(queue.Value, out var rule)) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", asked.Queue);
        if (rule.External is null) throw Refusals.State(Reason.NotDecidedElsewhere, "QUEUE_CONFIGURATION", asked.Queue, "its file does not say routing: external");
        return deciders.AttachAsync(connection, queue, asked.By);
    }

    private async Task DecideAsync(Deciders.Connection connection, V1.RouteDecision decision)
    {
        if (connection.Queues.IsEmpty) throw Refusals.Field("decision", "a subscription is wanted first");
        var call = Deciders.CallOf(decision.Offer);
        if (decision.Agent.Length > 0 && decision.Queue.Length > 0) throw Refusals.Field("decision.queue", "an agent or a queue is wanted, not both");
        AgentId? agent = decision.Agent.Length == 0 ? null : new AgentId(Names.Id(Names.Agents, decision.Agent, "decision.agent"));
        QueueName? queue = decision.Queue.Length == 0 ? null : new QueueName(Names.Id(Names.Queues, decision.Queue, "decision.queue"));
        var by = connection.Queues.Values.First();
        var refusal = await core.CommandAsync(asked => new AcdInput.RouteDecided(asked, call, decision.FencingToken, agent, queue, by));
        if (refusal is null || !refusal.StartsWith("too late", StringComparison.Ordinal)) return; // everybody is told what came of it
        var result = new V1.RouteResult { Offer = decision.Offer, Outcome = V1.RouteOutcome.TooLate, Agent = decision.Agent, Why = refusal };
        connection.Send(() => Task.FromResult<V1.RouteResponse?>(new V1.RouteResponse { Result = result }));
    }
}
