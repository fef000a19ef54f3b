using Telephony.Server.Simulation;

namespace Telephony.Server.Tests.Simulation;

public sealed class KaplanMeierTests
{
    /// <summary>Gave up after 1 and 3, answered after 2 and 4: S(1) = 3/4, S(3) = 3/4 × 1/2.</summary>
    [Test]
    public void Callers_who_were_answered_say_only_that_they_were_patient_so_far()
    {
        var curve = new KaplanMeier([(S(1), true), (S(2), false), (S(3), true), (S(4), false)]);
        Assert.Multiple(() =>
        {
            Assert.That(curve.Surviving(S(0.5)), Is.EqualTo(1));
            Assert.That(curve.Surviving(S(2.9)), Is.EqualTo(0.75));
            Assert.That(curve.Surviving(S(3)), Is.EqualTo(0.375));
            Assert.That(curve.Quantile(0.2), Is.EqualTo(S(1)));
            Assert.That(curve.Quantile(0.5), Is.EqualTo(S(3)));
            Assert.That(curve.Quantile(0.9), Is.GreaterThan(S(3)), "beyond what was seen, at the mean rate");
        });
    }

    [Test]
    public void The_patience_behind_censored_waits_is_found()
    {
        var dice = new Random(1);
        var waits = Enumerable.Range(0, 20_000).Select(_ => (Patience: Exponential(60), Answered: Exponential(40)))
            .Select(w => w.Patience < w.Answered ? (w.Patience, true) : (w.Answered, false));
        var curve = new KaplanMeier(waits);
        foreach (var t in new[] { 10, 30, 60, 90 }) Assert.That(curve.Surviving(S(t)), Is.EqualTo(Math.Exp(-t / 60.0)).Within(0.02), $"{t} s");

        TimeSpan Exponential(double mean) => S(-Math.Log(1 - dice.NextDouble()) * mean);
    }

    [Test]
    public void Where_nobody_gave_up_nobody_gives_up() => Assert.That(new KaplanMeier([(S(5), false)]).Quantile(0.99), Is.Null);

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
