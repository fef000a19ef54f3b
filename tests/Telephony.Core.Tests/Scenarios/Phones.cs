using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core.Tests.Scenarios;

/// <content>What the stories can tell of an agent's several phones, which are numbered from 1: <c>agent ann queues:sales phones:desk,mobile</c>.</content>
internal sealed partial class Scenario
{
    private AcdInput? PhoneOf(string[] words) => words switch
    {
        ["phone", var number, "of", var agent, "rings"] => new AcdInput.LegRinging(LegOf(agent, number)),
        ["phone", var number, "of", var agent, "answers"] => Joined(LegOf(agent, number)),
        ["phone", var number, "of", var agent, "picks", "up"] => new AcdInput.LegAnswered(LegOf(agent, number)),
        ["phone", var number, "of", var agent, "declines"] => new AcdInput.LegEnded(LegOf(agent, number), LegEnd.Declined),
        ["phone", var number, "of", var agent, "is", "busy"] => new AcdInput.LegEnded(LegOf(agent, number), LegEnd.Busy),
        ["phone", var number, "of", var agent, "is", "unreachable"] => new AcdInput.LegEnded(LegOf(agent, number), LegEnd.Unreachable),
        ["phone", var number, "of", var agent, "does", "not", "answer"] => new AcdInput.LegEnded(LegOf(agent, number), LegEnd.NoAnswer),
        ["phone", var number, "of", var agent, "is", "gone"] => new AcdInput.LegEnded(LegOf(agent, number), LegEnd.HungUp),
        ["phone", var name, "dials", var code] => new AcdInput.CodeDialled(new CallId($"code-{name}-{_now}"), new AgentId(name), code),
        ["asterisk", "comes", "back", "with", var call, "and", "phone", var number, "of", var agent] => new AcdInput.AsteriskSynced("g1",
        [
            new LiveChannel(call, ChannelRole.Caller, true, null, "", default), new LiveChannel(LegOf(agent, number).Value, ChannelRole.AgentLeg, false, null, "", default),
        ]),
        ["asterisk", "comes", "back", "with", var call, "and", "two", "phones", "of", var agent, "who", "picked", "up"] => new AcdInput.AsteriskSynced("g1",
        [
            new LiveChannel(call, ChannelRole.Caller, true, null, "", default), new LiveChannel(LegOf(agent, "1").Value, ChannelRole.AgentLeg, true, null, "", default),
            new LiveChannel(LegOf(agent, "2").Value, ChannelRole.AgentLeg, true, null, "", default),
        ]),
        _ => null,
    };

    private LegId LegOf(string agent, string number)
    {
        var found = _acd.Capture().Agents.First(a => a.Id.Value == agent);
        return LegsOf(found).First(leg => NumberOf(leg) == int.Parse(number, CultureInfo.InvariantCulture));
    }

    private static IEnumerable<LegId> LegsOf(Agent agent) => agent.Leg is { } leg ? (agent.OtherLegs ?? []).Prepend(leg) : agent.OtherLegs ?? [];

    private static int NumberOf(LegId leg) => leg.IsOfOtherPhone ? int.Parse(leg.Value[(leg.Ring.Value.Length + 1)..], CultureInfo.InvariantCulture) : 1;

    private static ImmutableArray<string>? PhonesOf(string[] settings) =>
        settings.FirstOrDefault(s => s.StartsWith("phones:", StringComparison.Ordinal)) is { } phones ? [.. phones["phones:".Length..].Split(',').Skip(1).Select(p => $"PJSIP/{p}")] : null;
}
