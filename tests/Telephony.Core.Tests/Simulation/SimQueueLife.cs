using System.Collections.Immutable;

namespace Telephony.Core.Tests.Simulation;

/// <content>What agents and supervisors do beside calls, and how random queues live, by dice of their own:
/// an old seed without them is still the same world.</content>
internal sealed partial class SimWorld
{
    private readonly Random? _life;

    private void LiveOn()
    {
        if (_life is null) return;
        foreach (var agent in _site.Agents.Keys) WorkBesideCalls(new AgentId(agent));
    }

    private void WorkBesideCalls(AgentId agent) => After(TimeSpan.FromSeconds(1 + (20 * _life!.NextDouble())), () =>
    {
        if (_closing) return;
        Post(_life.Next(8) switch
        {
            0 => new AcdInput.AgentCommanded(new RequestId("sim"), agent, AgentCommand.Pause, Reason()),
            1 => new AcdInput.PauseDecided(null, agent, _life.Next(2) == 0, "sue"),
            2 => new AcdInput.StateForced(null, agent, (AgentCommand)_life.Next(4), Reason(), "sue", "because"),
            3 or 4 => new AcdInput.WrapUpFinished(null, agent, new[] { null, "sold", "lost", "no such thing" }[_life.Next(4)], null),
            5 => new AcdInput.WrapUpExtended(null, agent, TimeSpan.FromSeconds(_life.Next(-1, 20))),
            6 => new AcdInput.SkillsSet(null, agent, _life.Next(3) == 0 ? null : RandomShiftSkills(), "sue"),
            _ => new AcdInput.AgentCommanded(null, agent, AgentCommand.Ready, null),
        });
        WorkBesideCalls(agent);
    });

    private string Reason() => new[] { "break", "meeting", "training", "no such thing" }[_life!.Next(4)];

    private ImmutableSortedDictionary<string, int> RandomShiftSkills()
    {
        var skills = ImmutableSortedDictionary<string, int>.Empty;
        foreach (var name in new[] { "english", "billing", "trainee" })
        {
            if (_life!.Next(2) == 0) skills = skills.Add(name, _life.Next(1, 11));
        }

        return skills;
    }

    private QueueRule Enlivened(QueueRule rule) => _life is null ? rule : rule with
    {
        AfterCall = RandomAfterCall(),
        Recovery = rule.Recovery with { MissesMost = _life.Next(4), AfterMisses = (MissesAction)_life.Next(2) },
    };

    private AfterCallRule RandomAfterCall() => _life!.Next(2) == 0 ? AfterCallRule.Plain : new AfterCallRule
    {
        Extension = TimeSpan.FromSeconds(_life.Next(30)),
        Dispositions = ImmutableSortedDictionary<string, Label>.Empty.Add("sold", new Label("Sold", "")).Add("lost", new Label("Lost", "")),
        Required = _life.Next(2) == 0,
        Limit = TimeSpan.FromSeconds(_life.Next(1, 40)),
    };
}
