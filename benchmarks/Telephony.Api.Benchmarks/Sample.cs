using Google.Protobuf.WellKnownTypes;

namespace Telephony.Api.Benchmarks;

/// <summary>The messages that all servers send: an agent as a board sees one, and a frame with ten of them.</summary>
internal static class Sample
{
    public static V1.Agent Agent { get; } = Of(0);

    public static V1.WatchAgentsResponse Frame { get; } = new() { Delta = new V1.AgentsDelta { Revision = 7, Upserts = { Enumerable.Range(0, 10).Select(Of) } } };

    // The servers in servers/ make the same.
    private static V1.Agent Of(int index) => new()
    {
        Name = $"agents/{1001 + index}",
        DisplayName = $"Agent {1001 + index}",
        State = V1.AgentState.Talking,
        StateSince = new Timestamp { Seconds = 1_772_357_400, Nanos = 250_000_000 },
        Call = "calls/1772357390.17",
        Queues = { "queues/sales", "queues/support" },
        CallsTaken = 12,
        LoginTime = new Timestamp { Seconds = 1_772_350_000 },
    };
}
