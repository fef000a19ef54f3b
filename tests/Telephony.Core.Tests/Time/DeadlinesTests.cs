namespace Telephony.Core.Tests.Time;

public sealed class DeadlinesTests
{
    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    [Test]
    public void They_fall_due_in_order_of_time_and_then_of_setting()
    {
        var deadlines = new Deadlines();
        deadlines.Set(DeadlineKind.MaxWait, "b", S(2));
        deadlines.Set(DeadlineKind.MaxWait, "a", S(2));
        deadlines.Set(DeadlineKind.WrapUp, "c", S(1));
        Assert.That(TakeAll(deadlines, S(2)), Is.EqualTo(new[] { "c", "b", "a" }));
    }

    [Test]
    public void What_is_not_due_stays()
    {
        var deadlines = new Deadlines();
        deadlines.Set(DeadlineKind.WrapUp, "a", S(1));
        deadlines.Set(DeadlineKind.WrapUp, "b", S(1.001));
        Assert.That(TakeAll(deadlines, S(1)), Is.EqualTo(new[] { "a" }));
        Assert.That(deadlines.Next, Is.EqualTo(S(1.001)));
    }

    [Test]
    public void Setting_one_again_replaces_it()
    {
        var deadlines = new Deadlines();
        deadlines.Set(DeadlineKind.WrapUp, "a", S(1));
        deadlines.Set(DeadlineKind.WrapUp, "a", S(5));
        Assert.That(TakeAll(deadlines, S(4)), Is.Empty);
        Assert.That(deadlines.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_cleared_one_never_falls_due()
    {
        var deadlines = new Deadlines();
        deadlines.Set(DeadlineKind.WrapUp, "a", S(1));
        deadlines.Clear(DeadlineKind.WrapUp, "a");
        deadlines.Clear(DeadlineKind.WrapUp, "never set");
        Assert.That(TakeAll(deadlines, S(9)), Is.Empty);
        Assert.That(deadlines.Next, Is.Null);
    }

    private static List<string> TakeAll(Deadlines deadlines, TimeSpan now)
    {
        List<string> taken = [];
        while (deadlines.TryTakeDue(now, out var key)) taken.Add(key.Subject);
        return taken;
    }
}
