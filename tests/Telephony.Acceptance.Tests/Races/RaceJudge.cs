using System.Globalization;
using System.Text.Json;

namespace Telephony.Acceptance.Tests.Races;

/// <summary>Reads the facts of races and says what must not be: a call with two conversations, an agent in two, a call that ended twice or never, an agent
/// rung while paused, a broken invariant.</summary>
public sealed class RaceJudge
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(50);

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, string> _agents = [];
    private readonly Dictionary<string, int> _connected = [];
    private readonly Dictionary<string, int> _ended = [];
    private readonly HashSet<string> _arrived = [];
    private readonly Dictionary<string, string> _talking = [];
    private readonly List<TimeSpan> _offers = [];
    private readonly List<TimeSpan> _swaps = [];

    public int Offers => _offers.Count;

    public int Swaps => _swaps.Count;

    /// <summary>Offers less than 50 ms before or after a configuration came into force.</summary>
    public int OffersAtSwaps => _offers.Count(offer => _swaps.Exists(swap => (offer - swap).Duration() <= Instant));

    /// <summary>What was wrong.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. _faults,
        .. _connected.Where(c => c.Value > 1).Select(c => $"call {c.Key} was connected {c.Value} times"),
        .. _arrived.Where(call => _ended.GetValueOrDefault(call) != 1).Select(call => $"call {call} ended {_ended.GetValueOrDefault(call)} times"),
        .. _talking.Select(t => $"agent {t.Key} still talks, with {t.Value}"),
    ];

    public void Hear(JsonElement fact)
    {
        switch (Text(fact, "kind"))
        {
            case "CallArrived": _arrived.Add(Text(fact, "call")); break;
            case "CallEnded": _ended[Text(fact, "call")] = _ended.GetValueOrDefault(Text(fact, "call")) + 1; break;
            case "ConfigurationInForce": _swaps.Add(At(fact)); break;
            case "InvariantBroken": _faults.Add($"invariant {fact}"); break;
            case "OfferMade":
                _offers.Add(At(fact));
                if (_agents.GetValueOrDefault(Text(fact, "agent")) is "Paused" or "LoggedOut") _faults.Add($"agent {Text(fact, "agent")} was rung while {_agents[Text(fact, "agent")]}");
                break;
            case "CallConnected":
                _connected[Text(fact, "call")] = _connected.GetValueOrDefault(Text(fact, "call")) + 1;
                if (!_talking.TryAdd(Text(fact, "agent"), Text(fact, "call"))) _faults.Add($"agent {Text(fact, "agent")} talks with {_talking[Text(fact, "agent")]} and with {Text(fact, "call")}");
                break;
            case "TalkEnded": _talking.Remove(Text(fact, "agent")); break;
            case "AgentStateChanged": _agents[Text(fact, "agent")] = Text(fact, "to"); break;
        }
    }

    private static string Text(JsonElement fact, string name) => fact.GetProperty(name).GetString()!;

    private static TimeSpan At(JsonElement fact) => TimeSpan.Parse(fact.GetProperty("at").GetProperty("elapsed").GetString()!, CultureInfo.InvariantCulture);
}
