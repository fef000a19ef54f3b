using System.Text.Json;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.Calls;

/// <summary>A word on another line of the agent's phone, and the phone's wish to join the two: in every order in which it can happen.</summary>
public sealed class OtherLinesTests
{
    private static readonly CallId Caller = new("c1");
    private static readonly CallId Line = new("l1");
    private static readonly LegId Ann = LegId.Of(Caller, 1);
    private static readonly LegId Bob = LegId.Of(Caller, 2);

    private static readonly AcdInput[] Events =
    [
        new AcdInput.LegHeld(Ann), new AcdInput.LegAnswered(Bob), new AcdInput.TransferAsked(Ann, "") { Replaces = Line }, new AcdInput.CallerHungUp(Line),
        new AcdInput.LegEnded(Bob, LegEnd.HungUp), new AcdInput.CallerGone(Caller), new AcdInput.LegEnded(Ann, LegEnd.HungUp),
    ];

    [Test]
    public void In_every_order_nothing_breaks_and_nothing_is_left()
    {
        foreach (var order in OrdersOf(Events)) Tell(order, AWord());
    }

    [Test]
    public void A_router_that_dies_at_any_point_goes_on_as_if_it_had_not()
    {
        var number = 0;
        foreach (var order in OrdersOf(Events))
        {
            if (number++ % 40 != 0) continue;
            for (var cut = 0; cut <= order.Length; cut++)
            {
                var (kept, died) = (AWord(), AWord());
                foreach (var happened in order.Take(cut))
                {
                    kept.Now(happened);
                    died.Now(happened);
                }

                died.Restart();
                Assert.That(Tell(order[cut..], died), Is.EqualTo(Tell(order[cut..], kept)), $"{string.Join(", ", order.Select(NameOf))}, died before {cut}");
            }
        }
    }

    [Test]
    public void A_talk_is_joined_again_when_asterisk_was_not_heard_for_a_moment()
    {
        var world = AWord();
        world.Now(new AcdInput.LegHeld(Ann));
        world.Now(new AcdInput.LegAnswered(Bob));
        world.Now(new AcdInput.AsteriskLost());
        var effects = world.Now(new AcdInput.AsteriskSynced("g1",
        [
            Live(Caller.Value, ChannelRole.Caller, Caller.Value), Live(Ann.Value, ChannelRole.AgentLeg, Caller.Value),
            Live(Line.Value, ChannelRole.Caller, null), Live(Bob.Value, ChannelRole.AgentLeg, null),
        ]));
        Assert.That(effects.OfType<AcdEffect.Connect>(), Is.EqualTo(new[] { new AcdEffect.Connect(Line, Bob) }), "caller and agent are together, the two of the word are not");

        world.Now(new AcdInput.AsteriskLost());
        effects = world.Now(new AcdInput.AsteriskSynced("g1",
        [
            Live(Caller.Value, ChannelRole.Caller, Caller.Value), Live(Ann.Value, ChannelRole.AgentLeg, Caller.Value), Live(Bob.Value, ChannelRole.AgentLeg, Line.Value),
        ]));
        Assert.That(world.Call!.State, Is.EqualTo(CallState.OnHold), "the line has ended meanwhile");
        Assert.That(effects.OfType<AcdEffect.CancelLeg>().Select(e => e.Leg).Distinct(), Is.EqualTo(new[] { Bob }));
    }

    [Test]
    public void The_phone_is_told_before_anything_is_hung_up_and_its_other_line_a_moment_later()
    {
        var world = AWord();
        world.Now(new AcdInput.LegAnswered(Bob));
        var effects = world.Now(Events[2]);
        Assert.That(effects[0], Is.EqualTo(new AcdEffect.AnswerTransfer(Caller, Ann, true)));
        Assert.That(effects, Does.Contain(new AcdEffect.CancelLeg(Caller, Ann, LegCancel.TalkEnded)).And.Contain(new AcdEffect.Connect(Caller, Bob)));
        Assert.That(effects, Does.Not.Contain(new AcdEffect.HangUp(Line)));
        Assert.That(world.Later(TimeSpan.FromSeconds(1)), Does.Contain(new AcdEffect.HangUp(Line)));
    }

    /// <summary>Ann talks with the caller and has dialled Bob on another line.</summary>
    private static World AWord()
    {
        var world = new World();
        world.Now(new AcdInput.ConfigurationLoaded(TestSite.Default));
        world.Now(new AcdInput.AsteriskSynced("g1", []));
        world.Now(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null));
        world.Now(new AcdInput.CallOffered(Caller, "9000", default));
        world.Now(new AcdInput.LegAnswered(Ann));
        world.Now(new AcdInput.BridgeEntered(Caller, Caller.Value));
        world.Now(new AcdInput.BridgeEntered(Caller, Ann.Value));
        world.Now(new AcdInput.AgentCommanded(null, new AgentId("bob"), AgentCommand.LogIn, null));
        world.Now(new AcdInput.CallOffered(Line, "bob", default) { Phone = new AgentId("ann") });
        Assert.That(world.Call!.State, Is.EqualTo(CallState.Consulting));
        return world;
    }

    private static LiveChannel Live(string id, ChannelRole role, string? bridge) => new(id, role, true, bridge, "", default);

    /// <summary>All that happens, and then everybody hangs up; every fact.</summary>
    private static string Tell(IEnumerable<AcdInput> happens, World world)
    {
        foreach (var happened in happens) world.Now(happened);
        world.Later(TimeSpan.FromSeconds(1));
        world.Now(new AcdInput.CallerGone(Line));
        foreach (var leg in Enumerable.Range(1, 4)) world.Now(new AcdInput.LegEnded(LegId.Of(Caller, leg), LegEnd.HungUp));
        world.Now(new AcdInput.CallerGone(Caller));
        world.Later(TimeSpan.FromMinutes(1));
        foreach (var leg in Enumerable.Range(1, 4)) world.Now(new AcdInput.LegEnded(LegId.Of(Caller, leg), LegEnd.HungUp));
        var left = world.State;
        Assert.Multiple(() =>
        {
            Assert.That(left.Calls, Is.Empty);
            Assert.That(left.CodeCalls, Is.Empty);
            Assert.That(left.Agents.Where(a => a.Leg is not null || a.Call is not null), Is.Empty);
            Assert.That(world.Facts.Count(f => f is AcdFact.ConsultationEnded), Is.EqualTo(world.Facts.Count(f => f is AcdFact.ConsultationBegan)));
            Assert.That(world.Facts.Count(f => f is AcdFact.CallEnded), Is.EqualTo(1));
        });
        return string.Join('\n', world.Facts.Select(f => JsonSerializer.Serialize(f, f.GetType(), SimSnapshot.Json)));
    }

    private static string NameOf(AcdInput input) => input.ToString()!;

    private static IEnumerable<AcdInput[]> OrdersOf(AcdInput[] events)
    {
        if (events.Length <= 1) return [events];
        return events.SelectMany((first, at) => OrdersOf([.. events[..at], .. events[(at + 1)..]]).Select(rest => (AcdInput[])[first, .. rest]));
    }

    /// <summary>The core, held to its invariants after everything that happens.</summary>
    private sealed class World
    {
        private Acd _acd = new(strict: true);
        private TimeSpan _now = TimeSpan.FromSeconds(1);

        public List<AcdFact> Facts { get; } = [];

        public AcdState State => _acd.Capture();

        public Call? Call => State.Calls.FirstOrDefault(c => c.Id == Caller);

        public IReadOnlyList<AcdEffect> Now(AcdInput happened)
        {
            _now += TimeSpan.FromMilliseconds(10);
            var output = _acd.Handle(happened with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
            Facts.AddRange(output.Facts);
            Assert.That(_acd.Violations(), Is.Empty, $"after {happened}");
            return [.. output.Effects];
        }

        public IReadOnlyList<AcdEffect> Later(TimeSpan time)
        {
            _now += time;
            return Now(new AcdInput.Tick());
        }

        /// <summary>A new core of what was kept of the one before.</summary>
        public void Restart()
        {
            var kept = JsonSerializer.Deserialize<AcdState>(JsonSerializer.Serialize(_acd.Capture(), SimSnapshot.Json), SimSnapshot.Json)!;
            _acd = new Acd(strict: true);
            _acd.Restore(kept);
        }
    }
}
