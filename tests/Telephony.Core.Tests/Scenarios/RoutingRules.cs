using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core.Tests.Scenarios;

/// <content>What the stories can tell of the order of calls and the choice of agents.</content>
internal sealed partial class Scenario
{
    private AcdInput? RoutingOf(string[] words) => words switch
    {
        ["call", var call, "->", var queue, "asking", .. var needs] => Direct(call, queue, NeedsOf(needs)),
        ["supervisor", var who, "gives", var call, "priority", var priority] => new AcdInput.CallReprioritised(Story, new CallId(call), Number(priority), null, who),
        ["supervisor", var who, "puts", var call, "at", var position] => new AcdInput.CallReprioritised(Story, new CallId(call), null, Number(position), who),
        ["supervisor", var who, "moves", var call, "to", var queue] => new AcdInput.CallMoved(Story, new CallId(call), new QueueName(queue), null, who),
        ["supervisor", var who, "takes", var call, "out"] => new AcdInput.CallWithdrawn(Story, new CallId(call), CallTarget.HangUp, who),
        ["system", var who, "submits", var call, "to", var queue, .. var needs] => new AcdInput.WorkSubmitted(
            Story, new CallId(call), new QueueName(queue), NeedsOf(needs), default, TimeSpan.FromHours(1), who),
        ["system", var who, "puts", "item", var name, "into", var queue, .. var needs] => new AcdInput.WorkSubmitted(
            Story, null, new QueueName(queue), NeedsOf(needs), new CallerId(name, ""), TimeSpan.FromHours(1), who),
        ["supervisor", var who, "assigns", var call, "to", var agent] => new AcdInput.CallAssigned(Story, new CallId(call), new AgentId(agent), false, who),
        ["supervisor", var who, "forces", var call, "on", var agent] => new AcdInput.CallAssigned(Story, new CallId(call), new AgentId(agent), true, who),
        ["decider", var who, "comes", "for", var queue] => new AcdInput.DeciderAttached(null, new QueueName(queue), who, who),
        ["decider", var who, "leaves", var queue] => new AcdInput.DeciderDetached(null, new QueueName(queue), who),
        ["decider", var who, "answers", var token, "for", var call, .. var choice] => new AcdInput.RouteDecided(
            Story, new CallId(call), Number(token), choice is ["agent", var agent] ? new AgentId(agent) : null, choice is ["queue", var queue] ? new QueueName(queue) : null, who),
        ["router", "starts"] => new AcdInput.RouterStarted("story"),
        ["asterisk", "comes", "back"] => new AcdInput.AsteriskSynced("g1", [.. StillThere()]),
        _ => null,
    };

    private IEnumerable<LiveChannel> StillThere() =>
        _acd.Capture().Calls.Select(c => new LiveChannel(c.Id.Value, ChannelRole.Caller, true, null, "", default))
            .Concat(_acd.Capture().Agents.Where(a => a.Leg is not null).Select(a => new LiveChannel(a.Leg!.Value.Value, ChannelRole.AgentLeg, false, null, "", default)));

    private AcdInput Direct(string call, string queue, CallNeeds needs)
    {
        var site = TestSite.With(_queues, _agents);
        var entry = new EntryPoint([], "en", new CallTarget(queue, null) { Needs = needs });
        Handle(new AcdInput.ConfigurationLoaded(site with { Numbers = site.Numbers.SetItem("n-" + call, entry) }));
        return new AcdInput.CallOffered(new CallId(call), "n-" + call, default);
    }

    /// <summary><c>priority:3 position:2 skills:english>=5 ann for:20 without:bob</c>.</summary>
    private static CallNeeds NeedsOf(string[] words) => words.Select(w => w.Split(':', 2)).Aggregate(CallNeeds.None, (needs, word) => word switch
    {
        ["priority", var priority] => needs with { Priority = Number(priority) },
        ["position", var position] => needs with { Position = Number(position) },
        ["skills", var skills] => needs with { Skills = SkillExpression.Parse(skills) },
        ["for", var seconds] => needs with { PreferredFor = Seconds(seconds) },
        ["without", var agent] => needs with { Excluded = [new AgentId(agent)] },
        [var agent] => needs with { Preferred = new AgentId(agent) },
        _ => throw new FormatException(string.Join(':', word)),
    });

    private static string? ToldOfRouting(AcdFact fact) => fact switch
    {
        AcdFact.CallReprioritised f => $"{f.Call} has priority {f.Priority} and stands at {f.Position} ({f.By})",
        AcdFact.CallMoved f => $"{f.Call} leaves {f.Queue} for {f.To} after {f.Waited.TotalSeconds:0.###} s ({f.By})",
        AcdFact.CallWithdrawn f => $"{f.Call} is taken out of {f.Queue} ({f.By})",
        AcdFact.WorkSubmitted f => $"{f.By} puts {f.Call} into {f.Queue}",
        AcdFact.DecisionAsked f => $"question {f.Token}: who takes {f.Call} of {f.Queue}: {string.Join(", ", f.Candidates)}",
        AcdFact.DecisionMade f => $"question {f.Token} ends: {f.Outcome}{(f.Agent is { } agent ? $" ({agent})" : "")}",
        AcdFact.CallAssigned f => $"{f.By} assigns {f.Call} to {f.Agent}{(f.Forced ? " by force" : "")}",
        AcdFact.CallReserved f => $"{f.Call} waits for {f.Agent}, {f.Limit.TotalSeconds:0} s at most",
        AcdFact.CallReservationEnded f => $"{f.Call} does not wait for {f.Agent} any more: {f.Why}",
        _ => null,
    };

    private static QueueRule? WithRouting(QueueRule rule, string name, string value) => name switch
    {
        "decision" => rule with { External = new ExternalRule(Seconds(value)) },
        "weight" => rule with { Weight = Number(value) },
        "ageing" => rule with { Ageing = new AgeingRule(Seconds(value.Split('/')[0]), Number(value.Split('/')[1])) }, // 60/3: a point a minute, up to 3
        "ask-again" => rule with { AskAgainAfter = Seconds(value) },
        "requeue-lost" => rule with { RequeueWhenPhoneLost = value == "yes" },
        "ring-most" => rule with { RingMost = Number(value) },
        "ring-step" => rule with { RingStep = Seconds(value) },
        "give-up-own" => rule with { Relax = [.. rule.Relax.Select(s => s with { DropsOwn = true })] },
        _ => null,
    };

    /// <summary>How an agent serves a queue: <c>how:sales/order-2/priority-3/delay-20/share-5</c>.</summary>
    private static ImmutableSortedDictionary<string, QueueProfile> ProfilesOf(string[] settings) =>
        settings.Where(s => s.StartsWith("how:", StringComparison.Ordinal)).Select(s => s["how:".Length..].Split('/')).ToImmutableSortedDictionary(p => p[0], p =>
            p[1..].Select(w => w.Split('-')).Aggregate(QueueProfile.Default, (profile, word) => word[0] switch
            {
                "order" => profile with { Order = Number(word[1]) },
                "priority" => profile with { Priority = Number(word[1]) },
                "delay" => profile with { Delay = Seconds(word[1]) },
                "share" => profile with { Share = Number(word[1]) },
                _ => throw new FormatException(word[0]),
            }));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
