using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core;

/// <summary>An agent of the queue who was not rung when another was.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Reason">The kind of reason.</param>
/// <param name="Words">In words with data: <c>english 3 &lt; 4 until 10:42:10</c>, <c>wrap-up, 12 s left</c>, <c>idle 12 s, bob 40 s</c>. Times of day are UTC.</param>
/// <param name="Until">When it ends by itself; null when that depends on people.</param>
public sealed record NotChosen(AgentId Agent, IdleReason Reason, string Words, DateTimeOffset? Until);

/// <content>The reasons kept with an offer. Worked out only when an offer is made, after the decision; bounded by <see cref="NotChosenMost"/>
/// and <see cref="LookedAtMost"/>, however many agents the queue has.</content>
public sealed partial class Acd
{
    /// <summary>How many agents an offer keeps a reason for: those who could have been rung first.</summary>
    public const int NotChosenMost = 20;

    /// <summary>How many agents of the queue are looked at for that, by id.</summary>
    public const int LookedAtMost = 100;

    private ImmutableArray<NotChosen> WhyNotOthers(Call call, Agent chosen, QueueRule rule, string? byHand)
    {
        var others = ImmutableArray.CreateBuilder<NotChosen>();
        foreach (var idle in _router.SomeCandidatesFor(call.Id, NotChosenMost + 1))
        {
            if (idle == chosen.Id || others.Count == NotChosenMost) continue;
            others.Add(new NotChosen(idle, IdleReason.OtherChosen, byHand ?? WhyAfter(_agents[idle], chosen, call, rule), null));
        }

        foreach (var member in _router.MembersOf(call.Queue!.Value).Take(LookedAtMost))
        {
            if (others.Count == NotChosenMost) break;
            if (member == chosen.Id || !_agents.TryGetValue(member, out var agent) || agent.State == AgentState.LoggedOut || agent.Call == call.Id) continue;
            if ((WhyNotFit(call, member) ?? WhyNotFree(member)) is { } why) others.Add(new NotChosen(member, why.Reason, why.Words, why.Until));
        }

        return others.ToImmutable();
    }

    /// <summary>Why an idle agent who may serve the call comes after the one chosen.</summary>
    private string WhyAfter(Agent other, Agent chosen, Call call, QueueRule rule)
    {
        if (call.NotTakenBy.Contains(other.Id) && !call.NotTakenBy.Contains(chosen.Id)) return "has just not taken this call";
        var queue = call.Queue!.Value.Value;
        var (profile, better) = (_site.Agents[other.Id.Value], _site.Agents[chosen.Id.Value]);
        if (profile.In(queue).Order != better.In(queue).Order) return $"order {profile.In(queue).Order} in {queue}, {chosen.Id} {better.In(queue).Order}";
        var skills = rule.SkillsAt(call.RelaxStep, call.Needs.Skills);
        return rule.Strategy switch
        {
            RoutingStrategy.FewestCalls when other.CallsTaken != chosen.CallsTaken => $"{other.CallsTaken} calls, {chosen.Id} {chosen.CallsTaken}",
            RoutingStrategy.LeastOccupied when other.OccupancyMillionths != chosen.OccupancyMillionths => $"{Percent(other)} occupied, {chosen.Id} {Percent(chosen)}",
            RoutingStrategy.MostSkilled when Levels(profile, skills) != Levels(better, skills) => $"levels {Levels(profile, skills)}, {chosen.Id} {Levels(better, skills)}",
            RoutingStrategy.LeastSkilled when Levels(profile) != Levels(better) => $"levels {Levels(profile)} in all, {chosen.Id} {Levels(better)}",
            RoutingStrategy.RoundRobin => $"later in turn than {chosen.Id}",
            RoutingStrategy.Linear => $"after {chosen.Id} by id",
            RoutingStrategy.Random or RoutingStrategy.WeightedRandom => "not drawn",
            _ => $"idle {Seconds(_now.Since(other.IdleSince))} s, {chosen.Id} {Seconds(_now.Since(chosen.IdleSince))} s",
        };
    }

    private static string Percent(Agent agent) => $"{(agent.OccupancyMillionths / 10_000m).ToString("0.#", CultureInfo.InvariantCulture)} %";

    private static int Levels(AgentProfile agent) => agent.Skills.Values.Sum();

    private static int Levels(AgentProfile agent, SkillExpression skills) =>
        skills.Uses.IsEmpty ? Levels(agent) : skills.Uses.Select(u => u.Skill).Distinct().Sum(s => agent.Skills.GetValueOrDefault(s));
}
