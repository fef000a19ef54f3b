using System.Collections.Immutable;

namespace Telephony.Core.Tests.Simulation;

/// <summary>Order of calls and choice of agents at random: ageing, weights, profiles of agents, what menus ask for.</summary>
internal static class SimRouting
{
    public static SiteConfiguration Enriched(SiteConfiguration site, Random dice)
    {
        var menu = site.Menus["main"];
        return site with
        {
            Queues = site.Queues.ToImmutableSortedDictionary(q => q.Key, q => Enriched(q.Value, dice), StringComparer.Ordinal),
            Agents = site.Agents.ToImmutableSortedDictionary(a => a.Key, a => Enriched(a.Value, dice), StringComparer.Ordinal),
            Menus = site.Menus.SetItem("main", menu with
            {
                Choices = menu.Choices.ToImmutableSortedDictionary(c => c.Key, c => c.Value.Queue is null || dice.Next(2) == 0 ? c.Value : c.Value with { Needs = Needs(dice) }),
            }),
        };
    }

    public static CallNeeds Needs(Random dice) => new()
    {
        Skills = SkillExpression.Parse((new[] { "", "", "english>=3", "billing", "!trainee" })[dice.Next(5)]),
        Priority = dice.Next(2) == 0 ? null : dice.Next(11),
        Preferred = dice.Next(2) == 0 ? null : AnyAgent(dice),
        PreferredFor = TimeSpan.FromSeconds(dice.Next(1, 20)),
        Excluded = dice.Next(3) == 0 ? [AnyAgent(dice)] : [],
        Position = dice.Next(4) == 0 ? dice.Next(1, 8) : null,
    };

    private static AgentId AnyAgent(Random dice) => new($"a{dice.Next(12):D2}");

    private static QueueRule Enriched(QueueRule rule, Random dice) => rule with
    {
        Weight = dice.Next(3) == 0 ? dice.Next(3) : 0,
        Ageing = dice.Next(2) == 0 ? null : new AgeingRule(TimeSpan.FromSeconds(dice.Next(1, 60)), dice.Next(1, 11)),
        AskAgainAfter = dice.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(dice.Next(1, 40)),
        RingMost = dice.Next(2, 6),
        RingStep = TimeSpan.FromSeconds(dice.Next(1, 6)),
        Relax = [.. rule.Relax.Select(step => step with { DropsOwn = dice.Next(3) == 0 })],
    };

    private static AgentProfile Enriched(AgentProfile agent, Random dice) => agent with
    {
        Profiles = agent.Queues.Where(_ => dice.Next(3) == 0).ToImmutableSortedDictionary(q => q, _ => new QueueProfile(
            1 + dice.Next(3), dice.Next(3), TimeSpan.FromSeconds(dice.Next(3) * 4), 1 + dice.Next(5)), StringComparer.Ordinal),
    };
}

/// <summary>A supervisor who changes priorities, moves calls and takes them out, with or without sense.</summary>
internal sealed class SimHands(SimWorld world, SimAsterisk asterisk, int seed)
{
    private readonly Random _dice = new(seed);
    private int _requests;

    public void DoSomething()
    {
        var callers = asterisk.Channels.Values.Where(c => c.Role == ChannelRole.Caller).ToArray();
        if (callers.Length == 0) return;
        var call = new CallId(callers[_dice.Next(callers.Length)].Id);
        var request = new RequestId($"r{++_requests}");
        world.Post(_dice.Next(4) switch
        {
            0 => new AcdInput.CallMoved(request, call, new QueueName(_dice.Next(2) == 0 ? "sales" : "support"), _dice.Next(2) == 0 ? null : SimRouting.Needs(_dice)),
            1 => new AcdInput.CallWithdrawn(request, call, _dice.Next(2) == 0 ? CallTarget.HangUp : new CallTarget(null, "main")),
            _ => new AcdInput.CallReprioritised(request, call, _dice.Next(3) == 0 ? null : _dice.Next(11), _dice.Next(2) == 0 ? null : _dice.Next(1, 9)),
        });
    }
}
