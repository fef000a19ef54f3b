namespace Telephony.Core;

/// <summary>English: short scale, no "and", twelve-hour clock, day of the month as an ordinal.</summary>
internal sealed class EnglishGrammar : SpokenGrammar
{
    public override void Cardinal(PhraseBuilder words, long value)
    {
        if (value == 0)
        {
            words.Add("number-0");
            return;
        }

        foreach (var (scale, name) in new[] { (1_000_000_000L, "number-billion"), (1_000_000L, "number-million"), (1_000L, "number-thousand") })
        {
            if (value < scale) continue;
            BelowThousand(words, (int)(value / scale));
            words.Add(name);
            value %= scale;
        }

        BelowThousand(words, (int)value);
    }

    private static void BelowThousand(PhraseBuilder words, int value)
    {
        if (value >= 100)
        {
            words.Add($"number-{value / 100}");
            words.Add("number-hundred");
            value %= 100;
        }

        if (value > 20)
        {
            words.Add($"number-{value / 10 * 10}");
            value %= 10;
        }

        if (value > 0) words.Add($"number-{value}");
    }

    public override void Count(PhraseBuilder words, long count, CountedThing thing)
    {
        Cardinal(words, count);
        var (one, many) = thing switch
        {
            CountedThing.Callers => ("unit-caller", "unit-callers"),
            CountedThing.Items => ("unit-item", "unit-items"),
            CountedThing.Times => ("unit-time", "unit-times"),
            CountedThing.Days => ("unit-day", "unit-days"),
            CountedThing.Hours => ("unit-hour", "unit-hours"),
            CountedThing.Minutes => ("unit-minute", "unit-minutes"),
            CountedThing.Seconds => ("unit-second", "unit-seconds"),
            CountedThing.Yuan => ("unit-yuan", "unit-yuan"),
            CountedThing.Dollars => ("unit-dollar", "unit-dollars"),
            CountedThing.Cents => ("unit-cent", "unit-cents"),
            _ => throw new ArgumentOutOfRangeException(nameof(thing), thing.ToString()),
        };
        words.Add(count == 1 ? one : many);
    }

    public override void Duration(PhraseBuilder words, long seconds)
    {
        foreach (var (length, thing) in new[] { (86_400L, CountedThing.Days), (3_600L, CountedThing.Hours), (60L, CountedThing.Minutes) })
        {
            if (seconds < length) continue;
            Count(words, seconds / length, thing);
            seconds %= length;
        }

        if (seconds > 0 || words.IsEmpty) Count(words, seconds, CountedThing.Seconds);
    }

    public override void TimeOfDay(PhraseBuilder words, int hour, int minute)
    {
        Cardinal(words, hour % 12 == 0 ? 12 : hour % 12);
        if (minute == 0) words.Add("time-hour");
        else if (minute < 10) words.Add("time-oh");
        if (minute > 0) Cardinal(words, minute);
        words.Add(hour < 12 ? "time-am" : "time-pm");
    }

    public override void Date(PhraseBuilder words, DateOnly date, bool withYear)
    {
        if (!withYear) words.Add($"weekday-{IsoDay(date.DayOfWeek)}");
        words.Add($"month-{date.Month}");
        words.Add($"day-{date.Day}");
        if (withYear) Year(words, date.Year);
    }

    /// <summary>"nineteen eighty-four", "two thousand five", "nineteen oh five", "twenty twenty-six".</summary>
    private void Year(PhraseBuilder words, int year)
    {
        if (year is < 1000 or (>= 2000 and < 2010) || year % 1000 == 0)
        {
            Cardinal(words, year);
            return;
        }

        Cardinal(words, year / 100);
        if (year % 100 == 0)
        {
            words.Add("number-hundred");
            return;
        }

        if (year % 100 < 10) words.Add("time-oh");
        Cardinal(words, year % 100);
    }

    public override void Money(PhraseBuilder words, long whole, int hundredths, Currency currency)
    {
        if (whole > 0 || hundredths == 0) Count(words, whole, currency == Currency.Yuan ? CountedThing.Yuan : CountedThing.Dollars);
        if (hundredths == 0) return;
        if (currency == Currency.Dollar)
        {
            Count(words, hundredths, CountedThing.Cents);
            return;
        }

        Cardinal(words, hundredths);
        words.Add("unit-fen");
    }

    /// <summary>"You are number", "three", "in line".</summary>
    public override void Position(PhraseBuilder words, int position)
    {
        words.Add("queue-position");
        Cardinal(words, position);
        words.Add("queue-position-end");
    }
}
