using Telephony.Core;
using Telephony.Server.Alerts;

namespace Telephony.Server.Tests.Alerts;

/// <summary>An alert over time.</summary>
public sealed class AlertStatesTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly AlertRule Rule = new(new Label("Slow", ""), AlertMetric.LongestWait, false, 60, 50, TimeSpan.FromSeconds(10), false);

    private Alert? _alert;
    private DateTimeOffset _now = Start;

    [SetUp]
    public void BeginAnew() => (_alert, _now) = (null, Start);

    [Test]
    public void What_is_bad_for_long_enough_fires_and_what_passes_before_does_not()
    {
        Assert.That(See(60), Is.Null);
        Assert.That(See(61), Is.EqualTo(AlertState.Pending));
        Assert.That(See(60, after: 5), Is.Null, "it was not bad for ten seconds");
        Assert.That(See(61), Is.EqualTo(AlertState.Pending));
        Assert.That(See(61, after: 9), Is.EqualTo(AlertState.Pending));
        Assert.That(See(61, after: 1), Is.EqualTo(AlertState.Firing));
        Assert.That(_alert!.Begun, Is.EqualTo(Start.AddSeconds(5)));
    }

    [Test]
    public void A_rule_without_a_time_fires_at_once_and_one_below_a_threshold_too()
    {
        Assert.That(See(61, rule: Rule with { For = TimeSpan.Zero }), Is.EqualTo(AlertState.Firing));
        BeginAnew();
        Assert.That(See(59, rule: Rule with { For = TimeSpan.Zero, IsBelow = true, Clear = 70 }), Is.EqualTo(AlertState.Firing));
        Assert.That(See(69, rule: Rule with { For = TimeSpan.Zero, IsBelow = true, Clear = 70 }), Is.EqualTo(AlertState.Firing));
        Assert.That(See(70, rule: Rule with { For = TimeSpan.Zero, IsBelow = true, Clear = 70 }), Is.EqualTo(AlertState.Resolved));
    }

    [Test]
    public void It_is_good_again_only_when_it_is_clearly_better()
    {
        Fire();
        Assert.That(See(55), Is.EqualTo(AlertState.Firing), "between threshold and clear nothing changes");
        Assert.That(See(50), Is.EqualTo(AlertState.Resolved));
        Assert.That(See(55), Is.EqualTo(AlertState.Resolved));
        Assert.That(See(61), Is.EqualTo(AlertState.Pending), "and then it begins anew");
        Fire();
        See(0);
        Assert.That(See(0, after: 3_599), Is.EqualTo(AlertState.Resolved));
        Assert.That(See(0, after: 1), Is.Null, "an hour later nobody is shown it");
    }

    [Test]
    public void Who_knows_is_not_told_again_until_it_has_been_good()
    {
        Fire();
        _alert = AlertStates.Acknowledge(_alert!, "kim", _now);
        Assert.That(See(900, after: 3_600), Is.EqualTo(AlertState.Acknowledged));
        Assert.That((_alert!.By, _alert.Value), Is.EqualTo(("kim", 900.0)));
        Assert.That(See(10), Is.EqualTo(AlertState.Resolved));
        Assert.That(AlertStates.Acknowledge(_alert!, "lee", _now), Is.Null);
        Assert.That(AlertStates.Snooze(_alert!, "lee", TimeSpan.FromMinutes(1), _now), Is.Null);
    }

    [Test]
    public void A_snoozed_one_fires_again_when_the_time_is_over_and_it_is_still_bad()
    {
        Fire();
        _alert = AlertStates.Snooze(_alert!, "kim", TimeSpan.FromMinutes(15), _now);
        Assert.That(See(61, after: 899), Is.EqualTo(AlertState.Snoozed));
        Assert.That(See(61, after: 1), Is.EqualTo(AlertState.Firing));
        Assert.That((_alert!.By, _alert.SnoozedUntil), Is.EqualTo(((string?)null, (DateTimeOffset?)null)));
        _alert = AlertStates.Snooze(_alert, "kim", TimeSpan.FromMinutes(15), _now);
        Assert.That(See(0), Is.EqualTo(AlertState.Resolved));
    }

    [Test]
    public void Without_a_figure_or_a_rule_nothing_is_bad()
    {
        Fire();
        Assert.That(See(null), Is.EqualTo(AlertState.Resolved));
        BeginAnew();
        Assert.That(See(null), Is.Null);
        Fire();
        _alert = AlertStates.Look(_alert, () => throw new InvalidOperationException(), null, 99, _now);
        Assert.That(_alert!.State, Is.EqualTo(AlertState.Resolved));
    }

    private void Fire()
    {
        See(61);
        Assert.That(See(61, after: 10), Is.EqualTo(AlertState.Firing));
    }

    private AlertState? See(double? value, int after = 0, AlertRule? rule = null)
    {
        _now = _now.AddSeconds(after);
        _alert = AlertStates.Look(_alert, () => new Alert { Id = "slow", Rule = "slow", State = AlertState.Pending, Since = _now, Begun = _now, Value = 0 }, rule ?? Rule, value, _now);
        return _alert?.State;
    }
}
