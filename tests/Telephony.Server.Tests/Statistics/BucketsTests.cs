using Telephony.Server.Statistics;

namespace Telephony.Server.Tests.Statistics;

/// <summary>Where the intervals of reports begin and end.</summary>
public sealed class BucketsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo Kolkata = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");

    [Test]
    public void A_day_is_as_long_as_the_clocks_make_it()
    {
        var days = new Buckets(Buckets.Day, Berlin);
        Assert.That(days.Of(Utc("2026-03-29T10:00")), Is.EqualTo((Utc("2026-03-28T23:00"), Utc("2026-03-29T22:00"))), "23 hours");
        Assert.That(days.Of(Utc("2026-10-25T10:00")), Is.EqualTo((Utc("2026-10-24T22:00"), Utc("2026-10-25T23:00"))), "25 hours");
    }

    [Test]
    public void A_week_begins_on_Monday_and_a_month_on_the_first()
    {
        Assert.That(new Buckets(Buckets.Week, Berlin).Of(Utc("2026-03-29T10:00")), Is.EqualTo((Utc("2026-03-22T23:00"), Utc("2026-03-29T22:00"))), "a Sunday, the clocks put forward");
        Assert.That(new Buckets(Buckets.Week, Berlin).Of(Utc("2026-03-30T00:00")).Start, Is.EqualTo(Utc("2026-03-29T22:00")), "a Monday");
        Assert.That(new Buckets(Buckets.Month, Berlin).Of(Utc("2026-10-31T23:30")), Is.EqualTo((Utc("2026-10-31T23:00"), Utc("2026-11-30T23:00"))), "November already, where the site is");
        Assert.That(new Buckets(Buckets.Month, Berlin).Of(Utc("2026-02-10T00:00")), Is.EqualTo((Utc("2026-01-31T23:00"), Utc("2026-02-28T23:00"))));
    }

    [Test]
    public void An_hour_is_an_hour_of_the_site()
    {
        Assert.That(new Buckets(TimeSpan.FromHours(1), Kolkata).Of(Utc("2026-05-04T10:45")), Is.EqualTo((Utc("2026-05-04T10:30"), Utc("2026-05-04T11:30"))));
        Assert.That(new Buckets(TimeSpan.FromMinutes(15), Berlin).Of(Utc("2026-05-04T10:44")), Is.EqualTo((Utc("2026-05-04T10:30"), Utc("2026-05-04T10:45"))));
    }

    [TestCase("Europe/Berlin")]
    [TestCase("America/Santiago")] // the clocks are put forward at midnight
    [TestCase("Asia/Kathmandu")]
    public void Intervals_lie_side_by_side_over_a_year(string zone)
    {
        foreach (var length in Buckets.Lengths)
        {
            var buckets = new Buckets(length, TimeZoneInfo.FindSystemTimeZoneById(zone));
            var at = buckets.Of(Utc("2026-01-01T00:00")).Start;
            var end = Utc("2027-01-01T00:00");
            while (at < end)
            {
                var (start, next) = buckets.Of(at);
                Assert.That((start, next > start), Is.EqualTo((at, true)), $"{length}");
                at = next;
            }
        }
    }

    private static DateTimeOffset Utc(string text) => new(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
}
