using Telephony.Core.Tests.Theory;

namespace Telephony.Core.Tests.Statistics;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WaitEstimatesTests
{
    private static readonly QueueName Sales = new("sales");

    private readonly WaitEstimates _estimates = new();
    private TimeSpan _now;
    private long _joined;

    [Test]
    public void Nothing_is_estimated_before_anything_is_known() => Assert.That(_estimates.Of(Sales, TimeSpan.Zero), Is.Null);

    [Test]
    public void A_line_that_moves_every_ten_seconds_makes_each_place_worth_ten_seconds()
    {
        for (var i = 1; i <= 5; i++) Join($"c{i}", position: i);
        for (var i = 1; i <= 4; i++)
        {
            _now += TimeSpan.FromSeconds(10);
            Serve($"c{i}");
        }

        Assert.Multiple(() =>
        {
            Assert.That(_estimates.Of(Sales, position: 3, _now)!.Value.Expected.TotalSeconds, Is.EqualTo(30).Within(0.001));
            Assert.That(_estimates.Of(Sales, _now)!.Value.Expected.TotalSeconds, Is.EqualTo(20).Within(0.001), "one waits, so a new call would be second");
            Assert.That(_estimates.Of(Sales, _now)!.Value.IsTrustworthy, Is.False, "four calls prove nothing");
        });
    }

    [Test]
    public void A_call_served_at_once_says_nothing_about_waiting()
    {
        Join("c1", position: 1);
        Serve("c1");
        Assert.That(_estimates.Of(Sales, _now), Is.Null);
    }

    [Test]
    public void A_failed_offer_is_no_service_start()
    {
        Join("c1", position: 1);
        Join("c2", position: 2);
        _now += TimeSpan.FromSeconds(10);
        Say(new AcdFact.OfferMade(new CallId("c1"), Sales, new AgentId("ann"), LegId.Of(new CallId("c1"), 1), _now, ""));
        _now += TimeSpan.FromSeconds(10);
        Say(new AcdFact.OfferFailed(new CallId("c1"), new AgentId("ann"), LegId.Of(new CallId("c1"), 1), OfferOutcome.NoAnswer));
        _now += TimeSpan.FromSeconds(10);
        Serve("c1");
        Assert.That(_estimates.Of(Sales, position: 1, _now)!.Value.Expected.TotalSeconds, Is.EqualTo(30).Within(1.5));
    }

    /// <summary>Mean squared error of HOL over that of QL is c² + 1 = 2 for chance arrivals (Ibrahim and Whitt 2009, ρ 0.95)
    /// when the service rate is known; measured over the last hundred starts it costs QL some of that.</summary>
    [Test]
    public void The_length_of_the_queue_estimates_better_than_the_head_of_the_line()
    {
        var centre = new VirtualCentre(agents: 50, arrivals: 48, talkRate: 1, patienceRate: 0, seed: 11);
        centre.Run(150_000);
        var ratios = centre.EstimateErrors();
        TestContext.Out.WriteLine(string.Join(", ", ratios.Select(r => $"{r.Key} {r.Value:F4}")));
        Assert.That(ratios[WaitEstimator.HeadOfLine] / ratios[WaitEstimator.QueueLength], Is.InRange(1.4, 2.1));
    }

    [TestCase(0.0, 48.0)]
    [TestCase(0.5, 55.0)]
    public void Four_of_five_callers_are_answered_within_the_bound(double patienceRate, double arrivals)
    {
        var centre = new VirtualCentre(agents: 50, arrivals, talkRate: 1, patienceRate, seed: 12);
        centre.Run(60_000);
        var queue = centre.Estimates.Queues[Sales];
        Assert.That((double)queue.BoundsKept / queue.BoundsGiven, Is.EqualTo(WaitEstimates.CoverageAim).Within(0.04));
    }

    [Test]
    public void Callers_who_give_up_shorten_the_wait_of_those_behind()
    {
        var centre = new VirtualCentre(agents: 50, arrivals: 70, talkRate: 1, patienceRate: 1, seed: 13);
        centre.Run(60_000);
        var errors = centre.EstimateErrors();
        Assert.That(errors[WaitEstimator.QueueLengthWithAbandons], Is.LessThan(errors[WaitEstimator.QueueLength]));
    }

    private void Join(string call, int position) => Say(new AcdFact.CallQueued(new CallId(call), Sales, position, ++_joined));

    private void Serve(string call)
    {
        var (id, leg) = (new CallId(call), LegId.Of(new CallId(call), 1));
        Say(new AcdFact.OfferMade(id, Sales, new AgentId("ann"), leg, _now, ""));
        Say(new AcdFact.CallConnected(id, Sales, new AgentId("ann"), leg, _now));
        Say(new AcdFact.CallEnded(id, Sales, CallDisposition.Answered, _now));
    }

    private void Say(AcdFact fact) => _estimates.Apply(fact with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
}
