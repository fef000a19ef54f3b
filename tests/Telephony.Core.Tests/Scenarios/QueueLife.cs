using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core.Tests.Scenarios;

/// <content>What the stories can tell of agents' work beside calls, and of the life of a queue.</content>
internal sealed partial class Scenario
{
    private static readonly RequestId Story = new("story");

    private static AcdInput? LifeOf(string[] words) => words switch
    {
        ["agent", var agent, "finishes", "wrap-up"] => new AcdInput.WrapUpFinished(Story, new AgentId(agent), null, null),
        ["agent", var agent, "finishes", "wrap-up", "with", var code] => new AcdInput.WrapUpFinished(Story, new AgentId(agent), code, null),
        ["agent", var agent, "extends", "wrap-up", "by", var seconds] => new AcdInput.WrapUpExtended(Story, new AgentId(agent), Seconds(seconds)),
        ["agent", var agent, "wants", "ready"] => new AcdInput.AgentCommanded(Story, new AgentId(agent), AgentCommand.Ready, null),
        ["agent", var agent, "wants", "pause", var reason] => new AcdInput.AgentCommanded(Story, new AgentId(agent), AgentCommand.Pause, reason),
        ["supervisor", var who, "approves", var agent] => new AcdInput.PauseDecided(Story, new AgentId(agent), true, who),
        ["supervisor", var who, "refuses", var agent] => new AcdInput.PauseDecided(Story, new AgentId(agent), false, who),
        ["supervisor", var who, "orders", var agent, "ready", "because", .. var why] => Forced(agent, AgentCommand.Ready, null, who, why),
        ["supervisor", var who, "orders", var agent, "out", "because", .. var why] => Forced(agent, AgentCommand.LogOut, null, who, why),
        ["supervisor", var who, "orders", var agent, "pause", var reason, "because", .. var why] => Forced(agent, AgentCommand.Pause, reason, who, why),
        ["supervisor", var who, "gives", var agent, "skills", .. var skills] => new AcdInput.SkillsSet(Story, new AgentId(agent), SkillsOf(skills), who),
        ["supervisor", var who, "resets", var agent, "skills"] => new AcdInput.SkillsSet(Story, new AgentId(agent), null, who),
        _ => null,
    };

    private static AcdInput.StateForced Forced(string agent, AgentCommand command, string? reason, string by, string[] why) =>
        new(Story, new AgentId(agent), command, reason, by, string.Join(' ', why));

    private static ImmutableSortedDictionary<string, int> SkillsOf(string[] skills) =>
        skills.Select(s => s.Split('=')).ToImmutableSortedDictionary(s => s[0], s => int.Parse(s[1], CultureInfo.InvariantCulture));

    private static string? ToldOfLife(AcdFact fact) => fact switch
    {
        AcdFact.PauseRequested f => $"{f.Agent} asks for {f.Reason}",
        AcdFact.PauseDecided { By: null } f => $"{f.Agent} no longer asks for {f.Reason}",
        AcdFact.PauseDecided f => $"{f.By} {(f.Approved ? "approves" : "refuses")} {f.Reason} of {f.Agent}",
        AcdFact.PauseOverdue f => $"alarm: {f.Agent} is in {f.Reason} for {f.Limit.TotalSeconds:0} s",
        AcdFact.StateForced f => $"{f.By} orders {f.Agent}: {f.Command}{(f.AfterCall ? " after the call" : "")} ({f.Why})",
        AcdFact.DispositionGiven f => $"{f.Call} was {f.Disposition}",
        AcdFact.WrapUpExtended f => $"{f.Agent} has {f.By.TotalSeconds:0} s more",
        AcdFact.AgentMissedTooOften f => $"{f.Agent} did not take {f.Misses} calls in a row",
        AcdFact.SkillsSet { Skills: null } f => $"{f.Agent} has the skills of the configuration ({f.By})",
        AcdFact.SkillsSet f => $"{f.Agent} now has {string.Join(", ", f.Skills!.Select(s => $"{s.Key} {s.Value}"))} ({f.By})",
        _ => null,
    };

    private static QueueRule? WithLife(QueueRule rule, string name, string value) => name switch
    {
        "dispositions" => rule with { AfterCall = rule.AfterCall with { Dispositions = value.Split(',').ToImmutableSortedDictionary(c => c, c => new Label(c, "")) } },
        "disposition-required" => rule with { AfterCall = rule.AfterCall with { Required = true, Limit = Seconds(value) } },
        "extension" => rule with { AfterCall = rule.AfterCall with { Extension = Seconds(value) } },
        "misses" => rule with { Recovery = rule.Recovery with { MissesMost = int.Parse(value, CultureInfo.InvariantCulture) } },
        "after-misses" => rule with { Recovery = rule.Recovery with { AfterMisses = value == "log_out" ? MissesAction.LogOut : MissesAction.Pause } },
        "recovery" => rule with { Recovery = rule.Recovery with { Silent = Seconds(value), Busy = Seconds(value), Declined = Seconds(value), Unreachable = Seconds(value) } },
        _ => null,
    };
}
