using System.Collections.Immutable;

namespace Telephony.Core.Tests.Ivr;

/// <summary>Random keys at random times on random flows: every call reaches a queue, a message box, a destination or an end within the flow's stated time.</summary>
public class NeverTrappedTests
{
    private static readonly CallId Caller = new("c1");

    [Test]
    public void Thousands_of_random_callers_leave_random_flows_within_the_stated_time()
    {
        var ends = new Dictionary<string, int>();
        for (var seed = 1; seed <= 4000; seed++)
        {
            try
            {
                var end = Run(new Random(seed));
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception fault)
            {
                throw new AssertionException($"seed {seed}: {fault.Message}", fault);
            }
        }

        TestContext.Out.WriteLine(string.Join(", ", ends.OrderByDescending(e => e.Value).Select(e => $"{e.Key} {e.Value}")));
        Assert.That(ends.Keys, Does.Contain("Queued").And.Contain("LeftMessage").And.Contain("Dismissed").And.Contain("Transferred"));
    }

    private static string Run(Random dice)
    {
        var acd = new Acd(strict: true);
        var flows = RandomFlows.Of(dice, ["sales", "support"]);
        var site = TestSite.Default with { Menus = TestSite.Default.Menus.Clear(), Flows = flows };
        var now = TimeSpan.Zero;
        AcdFact.CallEnded? ended = null;
        List<AcdFact.MessageStarted> messages = [];
        Handle(new AcdInput.ConfigurationLoaded(site));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        Handle(new AcdInput.CallOffered(Caller, "8000", new CallerId("0555", "")));
        Handle(new AcdInput.PlaybackEnded(Caller, CallNow()!.Playback!.Value));
        var until = now + flows["main"].Limit;
        while (ended is null && CallNow() is { State: CallState.InMenu or CallState.Offered } call)
        {
            Assert.That(now, Is.LessThanOrEqualTo(until), $"trapped in {call.Run?.Flow}/{call.Run?.Node}, waiting for {call.Run?.Wait}");
            Assert.That(acd.NextDeadline, Is.Not.Null, "every wait has an end");
            now += TimeSpan.FromMilliseconds(dice.Next(1, 2000));
            Handle(Something(call));
        }

        return ended?.Disposition.ToString() ?? CallNow()!.State.ToString();

        Call? CallNow() => acd.Capture().Calls.FirstOrDefault(c => c.Id == Caller);

        AcdInput Something(Call call) => dice.Next(4) switch
        {
            0 when call.Playback is { } playing => new AcdInput.PlaybackEnded(Caller, playing),
            1 when call.Run is { Wait: FlowWait.Answer } run => new AcdInput.ServerAnswered(Caller, $"c1-ask-{run.Asked}", (ServerOutcome)dice.Next(7), ImmutableSortedDictionary<string, string>.Empty),
            1 when call.Run is { Wait: FlowWait.Check } run => new AcdInput.DigitsChecked(Caller, run.Asked, dice.Next(2) == 0),
            1 when call.Run is { Wait: FlowWait.Recording, Recording: { } recording } => new AcdInput.MessageEnded(Caller, recording),
            3 => new AcdInput.Tick(),
            _ => Key("0123456789*#"[dice.Next(12)]),
        };

        AcdInput Key(char key) => acd.PrivacyOf(Caller, key) == DigitPrivacy.Open ? new AcdInput.DigitPressed(Caller, key) : new AcdInput.DigitPressed(Caller, FlowRun.Hidden);

        void Handle(AcdInput input)
        {
            var output = acd.Handle(input with { At = new Moment(now, DateTimeOffset.UnixEpoch + now) });
            ended ??= output.Facts.OfType<AcdFact.CallEnded>().FirstOrDefault();
            messages.AddRange(output.Facts.OfType<AcdFact.MessageStarted>());
            Assert.That(output.Effects, Has.Count.LessThan(500), "an input leads to a bounded number of effects");
            Assert.That(output.Facts.OfType<AcdFact.InvariantBroken>(), Is.Empty);
            if (acd.Violations().FirstOrDefault() is { } violation) throw new InvariantException(violation.Invariant, violation.Detail);
        }
    }
}
