using Telephony.Core;
using Calendar = Telephony.Core.Calendar;

namespace Telephony.Server.Configuration;

/// <summary>Opening hours that can be read and yet are probably not what was meant: gaps of minutes, a closed day between open ones, spans that add nothing.</summary>
internal static class CalendarChecks
{
    private static readonly TimeSpan ShortGap = TimeSpan.FromMinutes(10);

    private static readonly (DayOfWeek Day, string Name)[] Week =
    [
        (DayOfWeek.Monday, "mon"), (DayOfWeek.Tuesday, "tue"), (DayOfWeek.Wednesday, "wed"), (DayOfWeek.Thursday, "thu"), (DayOfWeek.Friday, "fri"), (DayOfWeek.Saturday, "sat"),
        (DayOfWeek.Sunday, "sun"),
    ];

    public static void Check(Calendar calendar, ConfigFile file, TextPosition at, string field)
    {
        if (calendar.Open.IsEmpty)
        {
            file.Warn(at, field, "never open", "add open: [{days: [mon], from: \"09:00\", to: \"17:00\"}]");
            return;
        }

        for (var i = 0; i < Week.Length; i++)
        {
            var spans = SpansOf(calendar, Week[i].Day);
            WarnOfGaps(spans, Week[i].Name, file, at, field);
            var (before, after) = (Week[(i + 6) % 7], Week[(i + 1) % 7]);
            if (spans.Count == 0 && IsOpen(calendar, before.Day) && IsOpen(calendar, after.Day))
                file.Warn(at, field, $"closed all day on {Week[i].Name}, between two open days", $"add {Week[i].Name} to a span, or leave it so if it is meant");
        }
    }

    private static void WarnOfGaps(List<DaySpan> spans, string day, ConfigFile file, TextPosition at, string field)
    {
        var until = TimeSpan.Zero;
        foreach (var span in spans)
        {
            var gap = span.From - until;
            if (until > TimeSpan.Zero && gap > TimeSpan.Zero && gap <= ShortGap)
                file.Warn(at, field, $"closed on {day} from {Clock(until)} to {Clock(span.From)}, {gap.TotalMinutes:0} min between two spans", "let the second begin when the first ends");
            else if (until >= End(span))
                file.Warn(at, field, $"on {day} the span from {Clock(span.From)} to {Clock(span.To)} adds nothing: it is open then already", "remove it");
            if (End(span) > until) until = End(span);
        }
    }

    private static List<DaySpan> SpansOf(Calendar calendar, DayOfWeek day) => [.. calendar.Open.Where(s => s.Days.Contains(day)).OrderBy(s => s.From).ThenByDescending(End)];

    /// <summary>Open at some time of the day, by a span of that day or one that has begun the day before.</summary>
    private static bool IsOpen(Calendar calendar, DayOfWeek day) => calendar.Open.Any(s => s.Days.Contains(day));

    /// <summary>A span that ends on the next day ends after 24:00.</summary>
    private static TimeSpan End(DaySpan span) => span.To > span.From ? span.To : span.To + TimeSpan.FromDays(1);

    private static string Clock(TimeSpan time) => $"{(int)time.TotalHours:00}:{time.Minutes:00}";
}
