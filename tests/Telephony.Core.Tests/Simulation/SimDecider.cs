namespace Telephony.Core.Tests.Simulation;

/// <summary>Decision makers of other systems: they answer in time, late, twice, with nonsense or not at all, and their connections break.
/// A supervisor beside them assigns calls by hand.</summary>
internal sealed class SimDecider(SimWorld world, SimAsterisk asterisk, int seed)
{
    private readonly Random _dice = new(seed);
    private int _connections;

    public void Begin()
    {
        Attach();
        Assign();
        Submit();
    }

    public static SiteConfiguration Enriched(SiteConfiguration site, Random dice) => site with
    {
        Queues = site.Queues.SetItems(site.Queues.Where(_ => dice.Next(4) > 0).Select(q => KeyValuePair.Create(
            q.Key, q.Value with { External = new ExternalRule(TimeSpan.FromMilliseconds(dice.Next(50, 3_000))) })).ToArray()),
    };

    /// <summary>Asked; what is told of decisions is for people only.</summary>
    public void Hear(AcdEffect effect)
    {
        if (effect is not AcdEffect.AskForDecision asked || _dice.Next(6) == 0) return; // silence
        var answer = _dice.Next(8) switch
        {
            0 => Answer(asked, null, null),
            1 => Answer(asked, null, AnyQueue()),
            2 => Answer(asked, AnyAgent(), null), // perhaps busy, perhaps unknown
            3 => Answer(asked, asked.Candidates[0], null) with { Token = asked.Token + _dice.Next(-3, 2) },
            _ => Answer(asked, asked.Candidates[_dice.Next(asked.Candidates.Length)], null),
        };
        After(_dice.Next(3) == 0 ? 4 : 0.05, () => world.Post(answer));
        if (_dice.Next(5) == 0) After(0.2, () => world.Post(answer));
    }

    private void Attach() => After(10, () =>
    {
        var (queue, name) = (AnyQueue(), $"d{++_connections}");
        world.Post(new AcdInput.DeciderAttached(null, queue, name, "sim"));
        if (_dice.Next(4) > 0) After(40, () => world.Post(new AcdInput.DeciderDetached(null, queue, name)));
        if (!world.IsClosing) Attach();
    });

    private void Assign() => After(6, () =>
    {
        var callers = asterisk.Channels.Values.Where(c => c.Role == ChannelRole.Caller).ToArray();
        if (callers.Length > 0)
            world.Post(new AcdInput.CallAssigned(new RequestId("sim"), new CallId(callers[_dice.Next(callers.Length)].Id), AnyAgent(), _dice.Next(3) == 0, "sue"));
        if (!world.IsClosing) Assign();
    });

    private void Submit() => After(15, () =>
    {
        var callers = asterisk.Channels.Values.Where(c => c.Role == ChannelRole.Caller).ToArray();
        CallId? call = callers.Length == 0 || _dice.Next(2) == 0 ? null : new CallId(callers[_dice.Next(callers.Length)].Id);
        world.Post(new AcdInput.WorkSubmitted(
            new RequestId("sim"), call, AnyQueue(), SimRouting.Needs(_dice), new CallerId("", "ticket"), TimeSpan.FromSeconds(50 + _dice.Next(200)), "sue"));
        if (!world.IsClosing) Submit();
    });

    private static AcdInput.RouteDecided Answer(AcdEffect.AskForDecision asked, AgentId? agent, QueueName? queue) =>
        new(new RequestId("sim"), asked.Call, asked.Token, agent, queue, "sim");

    private AgentId AnyAgent() => new($"a{_dice.Next(13):D2}");

    private QueueName AnyQueue() => new((new[] { "sales", "support", "no such queue" })[_dice.Next(10) == 0 ? 2 : _dice.Next(2)]);

    private void After(double mostSeconds, Action action) => world.After(TimeSpan.FromSeconds(mostSeconds * _dice.NextDouble()), action);
}
