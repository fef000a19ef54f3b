using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Telephony.Core;
using Telephony.Server.Access;
using Telephony.Server.Journal;

namespace Telephony.Server.Rpc;

/// <summary>Facts as messages.</summary>
internal static class Events
{
    /// <summary>A fact as it is in the fact log, with the call, agent and queue as resource names.</summary>
    public static V1.Event Of(AcdFact fact)
    {
        var message = new V1.Event { Sequence = fact.Sequence, Time = Views.Time(fact.At.Utc), Details = new Struct() };
        foreach (var property in JsonSerializer.SerializeToElement(fact, CoreJson.Options).EnumerateObject())
        {
            switch (property.Name)
            {
                case "sequence" or "at": break;
                case "kind": message.Kind = property.Value.GetString(); break;
                case "call": message.Call = Names.Of(Names.Calls, property.Value.GetString()); break;
                case "agent": message.Agent = Names.Of(Names.Agents, property.Value.GetString()); break;
                case "queue": message.Queue = Names.Of(Names.Queues, property.Value.GetString()); break;
                default: message.Details.Fields.Add(property.Name, Of(property.Value)); break;
            }
        }

        return message;
    }

    private static Value Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.ForString(element.GetString()),
        JsonValueKind.Number => Value.ForNumber(element.GetDouble()),
        JsonValueKind.True => Value.ForBool(true),
        JsonValueKind.False => Value.ForBool(false),
        JsonValueKind.Array => Value.ForList([.. element.EnumerateArray().Select(Of)]),
        JsonValueKind.Object => Value.ForStruct(new Struct { Fields = { element.EnumerateObject().ToDictionary(p => p.Name, p => Of(p.Value)) } }),
        _ => Value.ForNull(),
    };
}

/// <summary>Which events are wanted; what is empty does not restrict.</summary>
internal sealed record EventFilter(IReadOnlyCollection<string> Kinds, string Call, string Agent, string Queue, Sight Sight)
{
    /// <summary>Refuses names that cannot match anything.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public EventFilter Checked()
    {
        Names.CheckFilter(Names.Calls, Call, "call");
        Names.CheckFilter(Names.Agents, Agent, "agent");
        Names.CheckFilter(Names.Queues, Queue, "queue");
        foreach (var kind in Kinds)
        {
            if (!KnownKinds.Contains(kind)) throw Refusals.Field("kinds", $"a kind of event is wanted ({string.Join(", ", KnownKinds.Order())})");
        }

        return this;
    }

    /// <summary>Whether an event is wanted.</summary>
    public bool Wants(V1.Event happened) =>
        (Kinds.Count == 0 || Kinds.Contains(happened.Kind))
        && (Call.Length == 0 || Call == happened.Call)
        && (Agent.Length == 0 || Agent == happened.Agent)
        && (Queue.Length == 0 || Queue == happened.Queue)
        && (Sight.SeesSite || Sight.SeesWork(happened.Queue, happened.Agent));

    private static HashSet<string> KnownKinds { get; } =
        [.. typeof(AcdFact).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(AcdFact))).Select(t => t.Name)];
}
