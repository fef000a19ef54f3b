using System.Collections.Immutable;
using System.Globalization;
using Telephony.Core;
using Calendar = Telephony.Core.Calendar;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>hours.yaml</c>: the calendars queues go by. The file may be missing.</summary>
internal static class HoursFileReader
{
    public const string FileName = "hours.yaml";

    private const int SpansMost = 500;

    private static readonly SortedDictionary<string, DayOfWeek> Days = new(StringComparer.Ordinal)
    {
        ["mon"] = DayOfWeek.Monday,
        ["tue"] = DayOfWeek.Tuesday,
        ["wed"] = DayOfWeek.Wednesday,
        ["thu"] = DayOfWeek.Thursday,
        ["fri"] = DayOfWeek.Friday,
        ["sat"] = DayOfWeek.Saturday,
        ["sun"] = DayOfWeek.Sunday,
    };

    public static ImmutableSortedDictionary<string, Calendar>? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "hours") is not { } top) return null;
        if (top.Require("hours", "hours: {office: {time_zone: Asia/Shanghai, open: [{days: [mon], from: \"09:00\", to: \"17:00\"}]}}") is not { } node) return null;
        if (Section.OfNames(file, "hours", node) is not { } all) return null;
        var calendars = ImmutableSortedDictionary.CreateBuilder<string, Calendar>(StringComparer.Ordinal);
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) file.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(file, field, entry.Value, "time_zone", "open", "closed", "holidays") is not { } calendar) continue;
            calendars[entry.Key] = new Calendar
            {
                Zone = Zone(calendar),
                Open = Spans(calendar, "open"),
                Closed = Spans(calendar, "closed"),
                Holidays = Holidays(calendar),
            };
            CalendarChecks.Check(calendars[entry.Key], file, entry.KeyAt, field);
        }

        return calendars.ToImmutable();
    }

    private static ZoneClock Zone(Section calendar)
    {
        if (calendar.Require("time_zone", "time_zone: Asia/Shanghai") is not { } node) return ZoneClock.Utc;
        if (calendar.ScalarOf(node, calendar.Field("time_zone"), "a time zone") is not { } name) return ZoneClock.Utc;
        if (ZoneClocks.Find(name) is { } zone) return zone;
        calendar.File.Error(node.At, calendar.Field("time_zone"), $"unknown time zone '{Grammar.Shown(name)}'", "write an IANA name like Asia/Shanghai or Europe/Berlin");
        return ZoneClock.Utc;
    }

    private static ImmutableArray<DaySpan> Spans(Section calendar, string key)
    {
        if (calendar.Find(key) is not { } node) return [];
        var spans = ImmutableArray.CreateBuilder<DaySpan>();
        foreach (var item in calendar.Items(node, calendar.Field(key), SpansMost))
        {
            if (Section.Of(calendar.File, calendar.Field(key), item, "days", "date", "from", "to") is not { } span) continue;
            var date = span.Find("date") is null ? null : Date(span, "date");
            if ((span.Find("days") is null) == (span.Find("date") is null))
                span.File.Error(item.At, calendar.Field(key), "a span has either days or a date", "write {days: [mon, tue], from: \"09:00\", to: \"17:00\"}");
            spans.Add(new DaySpan(DaysOf(span), date, Time(span, "from"), Time(span, "to")));
        }

        return spans.ToImmutable();
    }

    private static ImmutableArray<DayOfWeek> DaysOf(Section span)
    {
        if (span.Find("days") is not { } node) return [];
        var days = ImmutableArray.CreateBuilder<DayOfWeek>();
        foreach (var item in span.Items(node, span.Field("days"), 7))
        {
            if (span.ScalarOf(item, span.Field("days"), "a day") is not { } text) continue;
            if (Days.TryGetValue(text, out var day)) days.Add(day);
            else span.File.Error(item.At, span.Field("days"), $"'{Grammar.Shown(text)}' is no day", "write mon, tue, wed, thu, fri, sat or sun");
        }

        return days.ToImmutable();
    }

    private static ImmutableArray<Holiday> Holidays(Section calendar)
    {
        if (calendar.Find("holidays") is not { } node) return [];
        var holidays = ImmutableArray.CreateBuilder<Holiday>();
        foreach (var item in calendar.Items(node, calendar.Field("holidays"), SpansMost))
        {
            if (Section.Of(calendar.File, calendar.Field("holidays"), item, "name", "date", "to", "yearly") is not { } holiday) continue;
            holiday.Require("name", "name: New Year");
            var name = holiday.Text("name", "", Grammar.IsLabel, $"a name for people (at most {Grammar.MaxLabel} characters, none of ; \" < > [ ] \\)");
            holiday.Require("date", "date: \"2026-10-01\"");
            var from = Date(holiday, "date") ?? default;
            var to = holiday.Find("to") is null ? from : Date(holiday, "to") ?? from;
            var yearly = holiday.Flag("yearly", false);
            if (to < from && !yearly) holiday.File.Error(holiday.PositionOf("to"), holiday.Field("to"), "before the first day", "write the last day");
            holidays.Add(new Holiday(name, from, to, yearly));
        }

        return holidays.ToImmutable();
    }

    private static DateOnly? Date(Section section, string key)
    {
        if (section.Find(key) is not { } node || section.ScalarOf(node, section.Field(key), "a date") is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        section.File.Error(node.At, section.Field(key), $"'{Grammar.Shown(text)}' is not a date", "write it like 2026-10-01");
        return null;
    }

    private static TimeSpan Time(Section span, string key)
    {
        if (span.Require(key, $"{key}: \"09:00\"") is not { } node || span.ScalarOf(node, span.Field(key), "a time of day") is not { } text) return TimeSpan.Zero;
        if (text == "24:00") return TimeSpan.FromDays(1);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time.ToTimeSpan();
        span.File.Error(node.At, span.Field(key), $"'{Grammar.Shown(text)}' is not a time of day", "write it like \"09:00\"");
        return TimeSpan.Zero;
    }
}
