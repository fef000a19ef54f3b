using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core;

/// <summary>Values of flows as media URIs. A value that is not of its form is said as nothing: callers do not hear about the mistakes of others.</summary>
internal static class Saying
{
    public static ImmutableArray<string> Media(SaidPart part, string value, string language) => part.As switch
    {
        SaidAs.Prompt => [part.Prompt!],
        SaidAs.Digits => Phrases.Digits(value, language),
        SaidAs.Number when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => Phrases.Number(number, language),
        SaidAs.Yuan when TryAmount(value, out var amount) => Phrases.Money(amount, Currency.Yuan, language),
        SaidAs.Dollars when TryAmount(value, out var amount) => Phrases.Money(amount, Currency.Dollar, language),
        SaidAs.Time when TimeOnly.TryParseExact(value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => Phrases.TimeOfDay(time, language),
        SaidAs.Date when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => Phrases.Date(date, language),
        SaidAs.Duration when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 366 * 86_400 =>
            Phrases.Duration(TimeSpan.FromSeconds(seconds), language),
        _ => [],
    };

    private static bool TryAmount(string text, out decimal amount) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount) && Math.Abs(amount) < Phrases.NumberMost;
}
