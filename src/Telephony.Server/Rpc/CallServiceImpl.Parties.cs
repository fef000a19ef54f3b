using System.Globalization;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>Others in a conversation: supervisors, targets of transfers, guests.</content>
internal sealed partial class CallServiceImpl
{
    public override Task<V1.SuperviseResponse> Supervise(V1.SuperviseRequest request, ServerCallContext context)
    {
        var supervisor = new AgentId(Names.Id(Names.Agents, request.Supervisor, "supervisor"));
        SupervisionMode? mode = request.Mode switch
        {
            V1.SupervisionMode.Listen => SupervisionMode.Listen,
            V1.SupervisionMode.Whisper => SupervisionMode.Whisper,
            V1.SupervisionMode.Barge => SupervisionMode.Barge,
            V1.SupervisionMode.TakeOver => SupervisionMode.TakeOver,
            V1.SupervisionMode.Stop => null,
            _ => throw Refusals.Field("mode", "a way to supervise, or SUPERVISION_MODE_STOP, is wanted"),
        };
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.SupervisionOrdered(asked, call, supervisor, mode, request.By), call => new V1.SuperviseResponse { Call = call },
            () => CheckAgent(request.Supervisor));
    }

    public override Task<V1.TransferResponse> Transfer(V1.TransferRequest request, ServerCallContext context)
    {
        var kind = request.Kind switch
        {
            V1.TransferKind.Blind => TransferKind.Blind,
            V1.TransferKind.Attended => TransferKind.Attended,
            V1.TransferKind.Queue => TransferKind.Queue,
            V1.TransferKind.Complete => TransferKind.Complete,
            V1.TransferKind.Cancel => TransferKind.Cancel,
            _ => throw Refusals.Field("kind", "a way to transfer is wanted"),
        };
        var target = TargetOf(kind, request.Target);
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.TransferOrdered(asked, call, kind, target, request.By), call => new V1.TransferResponse { Call = call },
            () =>
            {
                if (target.Agent is not null) CheckAgent(request.Target);
                if (target.Queue is not null && queues.Find(request.Target) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Target);
            });
    }

    public override Task<V1.ConferenceResponse> Conference(V1.ConferenceRequest request, ServerCallContext context)
    {
        var with = IsOf(Names.Destinations, request.Participant)
            ? new Invited(null, Names.Id(Names.Destinations, request.Participant, "participant"))
            : new Invited(new AgentId(Names.Id(Names.Agents, request.Participant, "participant")), null);
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.ConferenceOrdered(asked, call, with, request.Leave, request.By), call => new V1.ConferenceResponse { Call = call },
            () =>
            {
                if (with.Agent is not null) CheckAgent(request.Participant);
            });
    }

    public override Task<V1.ParkResponse> Park(V1.ParkRequest request, ServerCallContext context)
    {
        int? place = null;
        if (request.Place.Length > 0)
        {
            if (!int.TryParse(request.Place, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Acd.ParkingPlaces)
                throw Refusals.Field("place", $"1 to {Acd.ParkingPlaces} is wanted");
            place = number;
        }

        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.ParkOrdered(asked, call, place, request.By), call => new V1.ParkResponse { Call = call });
    }

    public override Task<V1.PickUpResponse> PickUp(V1.PickUpRequest request, ServerCallContext context)
    {
        var agent = new AgentId(Names.Id(Names.Agents, request.Agent, "agent"));
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.PickUpOrdered(asked, call, agent, request.By), call => new V1.PickUpResponse { Call = call }, () => CheckAgent(request.Agent));
    }

    public override Task<V1.OriginateResponse> Originate(V1.OriginateRequest request, ServerCallContext context)
    {
        var agent = new AgentId(Names.Id(Names.Agents, request.Agent, "agent"));
        QueueName? queue = request.Queue.Length == 0 ? null : new QueueName(Names.Id(Names.Queues, request.Queue, "queue"));
        if (request.Number.Length is 0 or > DigitsMost || !request.Number.All(char.IsAsciiDigit)) throw Refusals.Field("number", $"1 to {DigitsMost} digits are wanted");
        Fields.CheckBy(request.By);
        AcdInput Asked(RequestId asked) => new AcdInput.CallOutOrdered(asked, agent, request.Number, queue, request.By) { AgentFirst = request.AgentFirst };
        var order = new Order(request, request.RequestId, request.ValidateOnly, Asked, refusal => CoreRefusals.OfAgent(request.Agent, refusal))
        {
            Check = () =>
            {
                CheckAgent(request.Agent);
                if (queue is not null && queues.Find(request.Queue) is null) throw Refusals.NotFound(Reason.QueueNotFound, "Queue", request.Queue);
            },
            CheckState = async () =>
            {
                if (await core.QuestionAsync(acd => acd.WhyNot(Asked(default))) is { } refusal) throw CoreRefusals.OfAgent(request.Agent, refusal);
            },
        };
        return orders.DoAsync(
            order, acd => acd.Show(agent)?.Call is { } call ? acd.Show(new CallId(call)) : null,
            view => new V1.OriginateResponse { Call = view is null ? null : Views.Of(view) });
    }

    private static TransferTarget TargetOf(TransferKind kind, string target)
    {
        switch (kind)
        {
            case TransferKind.Complete or TransferKind.Cancel:
                if (target.Length > 0) throw Refusals.Field("target", "no target is wanted for a transfer under way");
                return new TransferTarget(null, null, null);
            case TransferKind.Queue: return new TransferTarget(null, new QueueName(Names.Id(Names.Queues, target, "target")), null);
            default:
                return IsOf(Names.Destinations, target)
                    ? new TransferTarget(null, null, Names.Id(Names.Destinations, target, "target"))
                    : new TransferTarget(new AgentId(Names.Id(Names.Agents, target, "target")), null, null);
        }
    }

    private static bool IsOf(string collection, string name) => name.StartsWith(collection + "/", StringComparison.Ordinal);

    private void CheckAgent(string name)
    {
        if (agents.Find(name) is null) throw Refusals.NotFound(Reason.AgentNotFound, "Agent", name);
    }
}
