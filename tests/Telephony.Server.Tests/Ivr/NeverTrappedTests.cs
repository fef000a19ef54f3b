using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Configuration;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Ivr;

/// <summary>Random keys at random times on every number of the sample site: every call reaches a queue, a message box, a promise or an end within the flow's time.</summary>
public class NeverTrappedTests
{
    private static readonly CallId Caller = new("c1");

    [Test]
    public void Thousands_of_random_callers_leave_the_flows_of_the_sample_within_their_time()
    {
        var site = SiteLoader.Load(SiteFixture.Sample).Site!;
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var longest = TimeSpan.Zero;
        for (var seed = 1; seed <= 3000; seed++)
        {
            var (end, took) = Call(site, new Random(seed), seed);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            longest = took > longest ? took : longest;
        }

        TestContext.Out.WriteLine($"{string.Join(", ", ends.Select(e => $"{e.Key} {e.Value}"))}; longest {longest}");
        Assert.That(ends.Keys, Does.Contain("LeftMessage").And.Contain("Dismissed"));
        Assert.That(ends.Keys.Any(k => k is "Queued" or "Ringing"), Is.True);
    }

    private static (string End, TimeSpan Took) Call(SiteConfiguration site, Random dice, int seed)
    {
        var (acd, now, begun) = (new Acd(strict: true), TimeSpan.Zero, TimeSpan.Zero);
        AcdFact.CallEnded? ended = null;
        Handle(new AcdInput.ConfigurationLoaded(site));
        Handle(new AcdInput.AsteriskSynced("g1", []));
        if (dice.Next(2) == 0) Handle(new AcdInput.QueueSwitched(null, new QueueName("sales"), QueueSwitch.Closed, "test"));
        begun = now;
        Handle(new AcdInput.CallOffered(Caller, dice.Next(2) == 0 ? "8000" : "99", new CallerId(dice.Next(2) == 0 ? "02155550100" : "", "")));
        while (ended is null && Now() is { State: CallState.InMenu or CallState.Offered or CallState.Informed } call)
        {
            Assert.That(now - begun, Is.LessThanOrEqualTo(site.Flows["main"].Limit + TimeSpan.FromSeconds(5)), $"seed {seed}: trapped at {call.Run?.Flow}/{call.Run?.Node}");
            now += TimeSpan.FromMilliseconds(dice.Next(1, 4000));
            Handle((dice.Next(5), call) switch
            {
                (0 or 1, { Playback: { } playing }) => new AcdInput.PlaybackEnded(Caller, playing),
                (2, { Run: { Wait: FlowWait.Answer } run }) => new AcdInput.ServerAnswered(
                    Caller, $"c1-ask-{run.Asked}", (ServerOutcome)dice.Next(7), ImmutableSortedDictionary<string, string>.Empty.Add("status", "sent")),
                (2, { Run: { Wait: FlowWait.Recording, Recording: { } recording } }) => new AcdInput.MessageEnded(Caller, recording),
                (3, _) => new AcdInput.Tick(),
                _ => new AcdInput.DigitPressed(Caller, "0123456789*#"[dice.Next(12)]),
            });
        }

        return (ended?.Disposition.ToString() ?? Now()!.State.ToString(), now - begun);

        Call? Now() => acd.Capture().Calls.FirstOrDefault(c => c.Id == Caller);

        void Handle(AcdInput input)
        {
            var output = acd.Handle(input with { At = new Moment(now, DateTimeOffset.UnixEpoch + now) });
            ended ??= output.Facts.OfType<AcdFact.CallEnded>().FirstOrDefault();
            Assert.That(acd.Violations(), Is.Empty);
        }
    }
}
