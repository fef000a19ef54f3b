namespace Telephony.Core.Tests.Statistics;

public sealed class DurationHistogramTests
{
    [Test]
    public void A_percentile_is_at_most_one_sixty_fourth_above_the_true_one()
    {
        var dice = new Random(1);
        var histogram = new DurationHistogram();
        var all = Enumerable.Range(0, 20_000).Select(_ => TimeSpan.FromMilliseconds(Math.Round(Math.Pow(10, dice.NextDouble() * 8)))).Order().ToArray();
        foreach (var one in all) histogram.Add(one);
        foreach (var share in new[] { 0.0001, 0.01, 0.2, 0.5, 0.8, 0.95, 0.999, 1.0 })
        {
            var truth = all[Math.Max(0, (int)Math.Ceiling(share * all.Length) - 1)];
            var read = histogram.Percentile(share)!.Value;
            Assert.That(read, Is.GreaterThanOrEqualTo(truth).And.LessThanOrEqualTo((truth * (1 + (1 / 64.0))) + TimeSpan.FromMilliseconds(1)), $"{share}");
        }
    }

    [Test]
    public void Two_added_up_are_as_if_all_had_been_added_to_one()
    {
        var (one, other, all) = (new DurationHistogram(), new DurationHistogram(), new DurationHistogram());
        for (var i = 0; i < 1000; i++)
        {
            (i % 3 == 0 ? one : other).Add(TimeSpan.FromMilliseconds(i * i));
            all.Add(TimeSpan.FromMilliseconds(i * i));
        }

        one.Add(other);
        Assert.That(one.Buckets, Is.EqualTo(all.Buckets));
        Assert.That(one.Count, Is.EqualTo(1000));
    }

    [Test]
    public void Without_durations_there_is_no_percentile() => Assert.That(new DurationHistogram().Percentile(0.5), Is.Null);

    [Test]
    public void Zero_is_zero()
    {
        var histogram = new DurationHistogram();
        histogram.Add(TimeSpan.Zero);
        Assert.That(histogram.Percentile(1), Is.EqualTo(TimeSpan.Zero));
    }
}
