using System.Collections.Immutable;

namespace Telephony.Core.Tests.Hours;

public sealed class OpeningHoursTests
{
    /// <summary>UTC-5, one hour ahead from 2026-03-08 07:00Z (02:00 becomes 03:00) to 2026-11-01 06:00Z (02:00 becomes 01:00 again).</summary>
    private static readonly ZoneClock NewYork = new("America/New_York", TimeSpan.FromHours(-5),
    [
        new ZoneChange(new DateTime(2026, 3, 8, 7, 0, 0), TimeSpan.FromHours(-4)),
        new ZoneChange(new DateTime(2026, 11, 1, 6, 0, 0), TimeSpan.FromHours(-5)),
    ]);

    private static readonly ImmutableArray<DayOfWeek> EveryDay = [.. Enum.GetValues<DayOfWeek>()];

    [Test]
    public void A_holiday_comes_before_closed_and_closed_before_open()
    {
        var calendar = Daily(8, 18) with
        {
            Closed = [new DaySpan(EveryDay, null, Hour(12), Hour(13))],
            Holidays = [new Holiday("Founding day", new DateOnly(2026, 5, 4), new DateOnly(2026, 5, 5), Yearly: false)],
        };
        Assert.Multiple(() =>
        {
            Assert.That(At(calendar, 5, 6, 15), Is.EqualTo(OpeningKind.Open), "11:00 local");
            Assert.That(At(calendar, 5, 6, 16), Is.EqualTo(OpeningKind.Closed), "12:00 local");
            Assert.That(At(calendar, 5, 5, 15), Is.EqualTo(OpeningKind.Holiday));
            Assert.That(At(calendar, 5, 5, 3), Is.EqualTo(OpeningKind.Holiday), "still the fourth of May there");
            Assert.That(At(calendar, 5, 4, 3), Is.EqualTo(OpeningKind.Closed), "still the third of May there");
        });
    }

    [Test]
    public void A_span_over_midnight_belongs_to_the_day_it_begins_on()
    {
        var calendar = new Calendar { Zone = ZoneClock.Utc, Open = [new DaySpan([DayOfWeek.Friday], null, Hour(22), Hour(6))] };
        Assert.Multiple(() =>
        {
            Assert.That(At(calendar, 5, 8, 22), Is.EqualTo(OpeningKind.Open), "Friday evening");
            Assert.That(At(calendar, 5, 9, 5), Is.EqualTo(OpeningKind.Open), "Saturday morning");
            Assert.That(At(calendar, 5, 9, 6), Is.EqualTo(OpeningKind.Closed));
            Assert.That(At(calendar, 5, 8, 5), Is.EqualTo(OpeningKind.Closed), "Friday morning");
        });
    }

    [Test]
    public void A_yearly_holiday_may_go_over_the_new_year()
    {
        var calendar = Daily(0, 24) with { Holidays = [new Holiday("Winter", new DateOnly(2020, 12, 24), new DateOnly(2020, 1, 2), Yearly: true)] };
        Assert.That(new[] { At(calendar, 12, 30, 15), At(calendar, 1, 2, 15), At(calendar, 1, 3, 15) },
            Is.EqualTo(new[] { OpeningKind.Holiday, OpeningKind.Holiday, OpeningKind.Open }));
    }

    [Test]
    public void The_next_change_follows_the_local_clock_over_a_change_of_clocks()
    {
        var calendar = Daily(9, 17);
        Assert.Multiple(() =>
        {
            Assert.That(OpeningHours.NextChange(calendar, Utc(3, 7, 22)), Is.EqualTo(Utc(3, 8, 13)), "09:00 is 13:00Z from that night on");
            Assert.That(OpeningHours.NextChange(calendar, Utc(10, 31, 22)), Is.EqualTo(Utc(11, 1, 14)), "and 14:00Z again");
        });
    }

    [Test]
    public void Hours_that_are_skipped_or_repeated_are_what_the_local_clock_shows()
    {
        var early = Daily(1, 3);
        Assert.Multiple(() =>
        {
            Assert.That(Length(early, Utc(3, 8, 0)), Is.EqualTo(Hour(1)), "02:00 to 03:00 does not exist");
            Assert.That(Length(early, Utc(11, 1, 0)), Is.EqualTo(Hour(3)), "01:00 to 02:00 comes twice");
            Assert.That(Length(early, Utc(6, 1, 0)), Is.EqualTo(Hour(2)));
        });
    }

    [Test]
    public void The_next_change_is_the_first_moment_at_which_the_answer_differs()
    {
        var calendar = Daily(8, 18) with
        {
            Closed = [new DaySpan([DayOfWeek.Sunday], null, Hour(10), Hour(9)), new DaySpan([], new DateOnly(2026, 11, 1), Hour(1), Hour(2))],
            Holidays = [new Holiday("one", new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 9), Yearly: false)],
        };
        foreach (var begin in new[] { Utc(3, 6, 0), Utc(10, 30, 0) })
        {
            for (var now = begin; now < begin.AddDays(5); now = now.AddMinutes(30))
            {
                var (present, change) = (OpeningHours.At(calendar, now), OpeningHours.NextChange(calendar, now)!.Value);
                Assert.That(OpeningHours.At(calendar, change), Is.Not.EqualTo(present), $"{now} until {change}");
                for (var at = now; at < change; at = at.AddMinutes(30)) Assert.That(OpeningHours.At(calendar, at), Is.EqualTo(present), $"{now}: {at} is before {change}");
                Assert.That(OpeningHours.At(calendar, change.AddTicks(-1)), Is.EqualTo(present), $"{now}: {change} less a tick");
            }
        }
    }

    [Test]
    public void A_calendar_that_never_changes_has_no_next_change() =>
        Assert.That(OpeningHours.NextChange(new Calendar { Zone = NewYork }, Utc(5, 5, 5)), Is.Null);

    private static TimeSpan Length(Calendar calendar, DateTimeOffset day)
    {
        var opens = OpeningHours.NextChange(calendar, day)!.Value;
        return OpeningHours.NextChange(calendar, opens)!.Value - opens;
    }

    private static Calendar Daily(int from, int to) => new() { Zone = NewYork, Open = [new DaySpan(EveryDay, null, Hour(from), Hour(to))] };

    private static TimeSpan Hour(int hour) => TimeSpan.FromHours(hour);

    private static DateTimeOffset Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);

    private static OpeningKind At(Calendar calendar, int month, int day, int hour) => OpeningHours.At(calendar, Utc(month, day, hour)).Kind;
}
