using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

public class HoursTests
{
    private const string Berlin = """
        hours:
          office:
            time_zone: Europe/Berlin
            open: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "09:00", to: "17:00"}]
            holidays: [{name: Christmas, date: "2026-12-25", to: "2026-12-26", yearly: true}]

        """;

    [Test]
    public void A_calendar_is_open_by_the_local_clock_in_summer_and_winter()
    {
        using var site = new SiteFixture();
        site.Write("hours.yaml", Berlin);
        var office = site.Load().Site!.Calendars["office"];
        Assert.Multiple(() =>
        {
            Assert.That(OpeningHours.At(office, Utc(2026, 7, 1, 7, 0)).Kind, Is.EqualTo(OpeningKind.Open), "09:00 in summer");
            Assert.That(OpeningHours.At(office, Utc(2026, 1, 15, 7, 0)).Kind, Is.EqualTo(OpeningKind.Closed), "08:00 in winter");
            Assert.That(OpeningHours.At(office, Utc(2026, 1, 15, 8, 0)).Kind, Is.EqualTo(OpeningKind.Open), "09:00 in winter");
            Assert.That(OpeningHours.At(office, Utc(2029, 12, 26, 10, 0)), Is.EqualTo(new Opening(OpeningKind.Holiday, "Christmas")));
        });
    }

    [Test]
    public void The_changes_of_clocks_are_those_of_the_zone()
    {
        using var site = new SiteFixture();
        site.Write("hours.yaml", Berlin);
        var zone = site.Load().Site!.Calendars["office"].Zone;
        Assert.Multiple(() =>
        {
            Assert.That(zone.Changes, Has.Length.EqualTo(2 * (ZoneClocks.LastYear - ZoneClocks.FirstYear)));
            Assert.That(zone.Changes, Does.Contain(new ZoneChange(new DateTime(2026, 3, 29, 1, 0, 0), TimeSpan.FromHours(2))));
            Assert.That(zone.Changes, Does.Contain(new ZoneChange(new DateTime(2026, 10, 25, 1, 0, 0), TimeSpan.FromHours(1))));
        });
    }

    [TestCase("time_zone: Mars/Olympus", "unknown time zone 'Mars/Olympus'")]
    [TestCase("time_zone: Asia/Shanghai\n    open: [{days: [mon], date: 2026-01-01, from: \"09:00\", to: \"17:00\"}]", "a span has either days or a date")]
    [TestCase("time_zone: Asia/Shanghai\n    holidays: [{name: x, date: 2026-01-02, to: 2026-01-01}]", "before the first day")]
    public void What_makes_no_sense_is_refused(string text, string message)
    {
        using var site = new SiteFixture();
        site.Write("hours.yaml", $"hours:\n  office:\n    {text}\n");
        Assert.That(site.Problems(), Has.Some.Contains(message));
    }

    [TestCase("{days: [mon, tue, thu, fri], from: \"09:00\", to: \"17:00\"}", "closed all day on wed, between two open days; add wed to a span, or leave it so if it is meant")]
    [TestCase("{days: [mon], from: \"09:00\", to: \"12:00\"}, {days: [mon], from: \"12:05\", to: \"17:00\"}",
        "closed on mon from 12:00 to 12:05, 5 min between two spans; let the second begin when the first ends")]
    [TestCase("{days: [sat], from: \"09:00\", to: \"17:00\"}, {days: [sat], from: \"10:00\", to: \"12:00\"}",
        "on sat the span from 10:00 to 12:00 adds nothing: it is open then already; remove it")]
    [TestCase("{days: [mon, tue, wed, thu, fri], from: \"09:00\", to: \"12:00\"}, {days: [mon, tue, wed, thu, fri], from: \"13:00\", to: \"17:00\"}", null)]
    [TestCase("{days: [mon, tue, wed, thu, fri, sat, sun], from: \"20:00\", to: \"06:00\"}", null)]
    public void A_gap_in_the_calendar_is_told(string open, string? warning)
    {
        using var site = new SiteFixture();
        site.Write("hours.yaml", $"hours:\n  office:\n    time_zone: Asia/Shanghai\n    open: [{open}]\n");
        Assert.That(site.Problems(), Is.EqualTo(warning is null ? [] : new[] { $"hours.yaml:2:3: warning: hours.office: {warning}" }));
    }

    [Test]
    public void A_queue_may_name_only_a_calendar_that_is_there()
    {
        using var site = new SiteFixture();
        site.Write("hours.yaml", Berlin);
        site.Write("queues/sales.yaml", "hours: {calendar: offce}\n");
        Assert.That(site.Problems(), Has.Some.Contains("unknown calendar 'offce'").And.Some.Contains("office"));
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
