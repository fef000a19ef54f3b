namespace Telephony.Core;

/// <summary>Mandarin: sections of four digits with 万 and 亿, one 零 for a gap, 十五 (not 一十五) at the beginning,
/// 两 before measure words and at the head of 千, 万 and 亿, 半 for halves.</summary>
internal sealed class MandarinGrammar : SpokenGrammar
{
    private const int Section = 10_000;

    public override void Cardinal(PhraseBuilder words, long value)
    {
        if (value == 0)
        {
            words.Add("number-0");
            return;
        }

        var (yi, wan, rest) = ((int)(value / Section / Section), (int)(value / Section % Section), (int)(value % Section));
        var (leads, gap) = (true, false);
        foreach (var (section, unit) in new[] { (yi, "number-yi"), (wan, "number-wan"), (rest, null) })
        {
            if (section == 0)
            {
                gap = !leads;
                continue;
            }

            if (!leads && (gap || section < 1000)) words.Add("number-0");
            if (section == 2 && leads && unit is not null) words.Add("number-liang");
            else BelowWan(words, section, leads);
            if (unit is not null) words.Add(unit);
            (leads, gap) = (false, false);
        }
    }

    /// <summary>1 to 9999.</summary>
    private static void BelowWan(PhraseBuilder words, int value, bool leads)
    {
        var (began, gap) = (false, false);
        foreach (var (scale, name) in new[] { (1000, "number-thousand"), (100, "number-hundred") })
        {
            var digit = value / scale;
            value %= scale;
            if (digit == 0)
            {
                gap = began;
                continue;
            }

            if (gap) words.Add("number-0");
            words.Add(digit == 2 && scale == 1000 && leads ? "number-liang" : $"number-{digit}");
            words.Add(name);
            (began, gap) = (true, false);
        }

        if (value == 0) return;
        if (gap || (began && value < 10)) words.Add("number-0");
        BelowHundred(words, value, alone: leads && !began);
    }

    /// <summary>1 to 99: 十五 alone, 一百一十五 within a number.</summary>
    private static void BelowHundred(PhraseBuilder words, int value, bool alone)
    {
        if (value <= 20 && (alone || value is < 10 or 20))
        {
            words.Add($"number-{value}");
            return;
        }

        if (value < 20) words.Add("number-1");
        words.Add($"number-{value / 10 * 10}");
        if (value % 10 > 0) words.Add($"number-{value % 10}");
    }

    public override void Count(PhraseBuilder words, long count, CountedThing thing)
    {
        Counted(words, count);
        words.Add(thing switch
        {
            CountedThing.Callers => "unit-caller",
            CountedThing.Items => "unit-item",
            CountedThing.Times => "unit-time",
            CountedThing.Days => "unit-day",
            CountedThing.Hours => "unit-hour",
            CountedThing.Minutes => "unit-minute",
            CountedThing.Seconds => "unit-second",
            CountedThing.Yuan => "unit-yuan",
            CountedThing.Dollars => "unit-dollar",
            CountedThing.Cents => "unit-cent",
            _ => throw new ArgumentOutOfRangeException(nameof(thing), thing.ToString()),
        });
    }

    /// <summary>A number before a measure word: two is 两 (两位), but 十二位, 二十位.</summary>
    private void Counted(PhraseBuilder words, long count)
    {
        if (count == 2) words.Add("number-liang");
        else Cardinal(words, count);
    }

    /// <summary>半小时, 一个半小时, 两小时五分钟.</summary>
    public override void Duration(PhraseBuilder words, long seconds)
    {
        var (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
        seconds %= 60;
        if (days > 0) Count(words, days, CountedThing.Days);
        if (minutes == 30 && seconds == 0 && hours == 0 && days == 0)
        {
            words.Add("unit-half-hour");
            return;
        }

        if (minutes == 30 && seconds == 0 && hours > 0)
        {
            Counted(words, hours);
            words.Add("unit-hour-and-a-half");
            return;
        }

        if (hours > 0) Count(words, hours, CountedThing.Hours);
        if (minutes > 0) Count(words, minutes, CountedThing.Minutes);
        if (seconds > 0 || words.IsEmpty) Count(words, seconds, CountedThing.Seconds);
    }

    /// <summary>下午两点半, 上午八点零五分, 中午十二点.</summary>
    public override void TimeOfDay(PhraseBuilder words, int hour, int minute)
    {
        words.Add(hour switch
        {
            < 6 => "time-night",
            < 12 => "time-am",
            12 => "time-noon",
            < 18 => "time-pm",
            _ => "time-evening",
        });
        Counted(words, hour > 12 ? hour - 12 : hour);
        words.Add("time-hour");
        if (minute == 30) words.Add("time-half");
        if (minute is 0 or 30) return;
        if (minute < 10) words.Add("time-oh");
        Cardinal(words, minute);
        words.Add("time-minute");
    }

    public override void Date(PhraseBuilder words, DateOnly date, bool withYear)
    {
        if (withYear) Year(words, date.Year);
        words.Add($"month-{date.Month}");
        words.Add($"day-{date.Day}");
        if (!withYear) words.Add($"weekday-{IsoDay(date.DayOfWeek)}");
    }

    /// <summary>二零二六年: digit by digit, but with 一, not 幺.</summary>
    private static void Year(PhraseBuilder words, int year)
    {
        foreach (var digit in year.ToString(System.Globalization.CultureInfo.InvariantCulture)) words.Add($"number-{digit}");
        words.Add("date-year");
    }

    /// <summary>十二元五角三分, 两元零三分, 五角; dollars by their own words.</summary>
    public override void Money(PhraseBuilder words, long whole, int hundredths, Currency currency)
    {
        if (currency == Currency.Dollar)
        {
            if (whole > 0 || hundredths == 0) Count(words, whole, CountedThing.Dollars);
            if (hundredths > 0) Count(words, hundredths, CountedThing.Cents);
            return;
        }

        if (whole > 0 || hundredths == 0) Count(words, whole, CountedThing.Yuan);
        var (jiao, fen) = (hundredths / 10, hundredths % 10);
        if (jiao > 0)
        {
            Counted(words, jiao);
            words.Add("unit-jiao");
        }
        else if (whole > 0 && fen > 0)
        {
            words.Add("number-0");
        }

        if (fen == 0) return;
        Counted(words, fen);
        words.Add("unit-fen");
    }

    /// <summary>您前面还有 两 位 客户在等待.</summary>
    public override void Position(PhraseBuilder words, int position)
    {
        words.Add("queue-position");
        Count(words, position - 1, CountedThing.Callers);
        words.Add("queue-position-end");
    }
}
