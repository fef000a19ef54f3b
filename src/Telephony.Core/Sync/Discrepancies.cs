namespace Telephony.Core;

public abstract partial record AcdInput
{
    /// <summary>The watchdog has found, several times in a row, that Asterisk's lists and what is known here differ; what it did about it follows.</summary>
    /// <param name="Invariant">What does not hold, as in docs/reliability.md.</param>
    /// <param name="Detail">What was found.</param>
    public sealed record DiscrepancyFound(string Invariant, string Detail) : AcdInput;
}

/// <content>What must live in Asterisk according to what is known here.</content>
public sealed partial class Acd
{
    /// <summary>The channels that must live in Asterisk now: those of calls, of agents' legs and of other lines of their phones. A leg that was just asked for may not be there yet. O(calls + agents).</summary>
    /// <param name="server">Which of several servers; null for the only one.</param>
    public IReadOnlySet<string> ChannelsExpected(string? server = null)
    {
        var expected = new HashSet<string>();
        foreach (var call in _calls.Values.Where(c => c.State is not (CallState.Virtual or CallState.Dialling) && IsOn(server, c.Id.Value))) expected.Add(call.Id.Value);
        foreach (var line in _lines.Keys.Where(l => IsOn(server, l.Value))) expected.Add(line.Value);
        foreach (var agent in _agents.Values)
        {
            foreach (var leg in LegsOf(agent).Where(l => IsOn(server, l.Value))) expected.Add(leg.Value);
        }

        return expected;
    }
}
