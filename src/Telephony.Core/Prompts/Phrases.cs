using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What cannot be recorded in one piece: numbers, counts, digits, times, dates, money, places in line, as lists of prompts of the catalogs
/// (media URIs). Each takes the language of the listener as Asterisk names it; Mandarin grammar for <c>zh…</c>, English for every other language,
/// whose catalog then has the words in English order.</summary>
public static class Phrases
{
    /// <summary>Larger numbers, up or down, are said digit by digit.</summary>
    public const long NumberMost = 999_999_999_999;

    /// <summary>A number by itself: <c>105</c> as "one hundred five", 一百零五.</summary>
    public static ImmutableArray<string> Number(long value, string language)
    {
        var words = new PhraseBuilder();
        var grammar = SpokenGrammar.Of(language);
        if (value is < -NumberMost or > NumberMost) return Digits(value.ToString(System.Globalization.CultureInfo.InvariantCulture), language);
        if (value < 0) words.Add("number-minus");
        grammar.Cardinal(words, Math.Abs(value));
        return words.ToMedia();
    }

    /// <summary>A number of things: "two minutes", 两分钟.</summary>
    /// <param name="count">0 or more.</param>
    /// <param name="thing">What is counted.</param>
    /// <param name="language">The listener's language.</param>
    public static ImmutableArray<string> Count(long count, CountedThing thing, string language)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, NumberMost);
        var words = new PhraseBuilder();
        SpokenGrammar.Of(language).Count(words, count, thing);
        return words.ToMedia();
    }

    /// <summary>Phone, order and agent numbers, digit by digit: 幺零零幺. Also <c>*</c>, <c>#</c>, <c>+</c> and <c>-</c> at the beginning; all else is passed over.</summary>
    public static ImmutableArray<string> Digits(string digits, string language)
    {
        ArgumentNullException.ThrowIfNull(digits);
        _ = language; // the words differ by language, their order does not
        var words = new PhraseBuilder();
        for (var i = 0; i < digits.Length; i++)
        {
            switch (digits[i])
            {
                case >= '0' and <= '9' and var digit: words.Add($"digit-{digit}"); break;
                case '*': words.Add("digit-star"); break;
                case '#': words.Add("digit-hash"); break;
                case '+' when i == 0: words.Add("digit-plus"); break;
                case '-' when i == 0: words.Add("number-minus"); break;
            }
        }

        return words.ToMedia();
    }

    /// <summary>A length of time, to the second: "one hour thirty minutes", 一个半小时. Negative ones are said as nothing at all: zero seconds.</summary>
    public static ImmutableArray<string> Duration(TimeSpan duration, string language)
    {
        var words = new PhraseBuilder();
        var seconds = Math.Max(0, (long)Math.Round(duration.TotalSeconds));
        SpokenGrammar.Of(language).Duration(words, seconds);
        return words.ToMedia();
    }

    /// <summary>A time of day, to the minute: "two thirty p.m.", 下午两点半.</summary>
    public static ImmutableArray<string> TimeOfDay(TimeOnly time, string language)
    {
        var words = new PhraseBuilder();
        SpokenGrammar.Of(language).TimeOfDay(words, time.Hour, time.Minute);
        return words.ToMedia();
    }

    /// <summary>A date: "Thursday, October first", 十月一日星期四.</summary>
    /// <param name="date">The day.</param>
    /// <param name="language">The listener's language.</param>
    /// <param name="withYear">Whether the year is said, in place of the day of the week.</param>
    public static ImmutableArray<string> Date(DateOnly date, string language, bool withYear = false)
    {
        var words = new PhraseBuilder();
        SpokenGrammar.Of(language).Date(words, date, withYear);
        return words.ToMedia();
    }

    /// <summary>An amount of money, to the hundredth: "twelve dollars fifty cents", 十二元五角.</summary>
    /// <param name="amount">At most 12 digits before the point; rounded to two behind it.</param>
    /// <param name="currency">What it is in.</param>
    /// <param name="language">The listener's language.</param>
    public static ImmutableArray<string> Money(decimal amount, Currency currency, string language)
    {
        var rounded = Math.Round(Math.Abs(amount), 2, MidpointRounding.AwayFromZero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rounded, NumberMost);
        var words = new PhraseBuilder();
        if (amount < 0 && rounded > 0) words.Add("number-minus");
        var whole = (long)Math.Floor(rounded);
        SpokenGrammar.Of(language).Money(words, whole, (int)((rounded - whole) * 100), currency);
        return words.ToMedia();
    }

    /// <summary>A place in line: "You are next in line", 您前面还有两位客户在等待.</summary>
    /// <param name="position">1 is the head of the line.</param>
    /// <param name="language">The listener's language.</param>
    public static ImmutableArray<string> Position(int position, string language)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, 1);
        var words = new PhraseBuilder();
        if (position == 1) words.Add("queue-next");
        else SpokenGrammar.Of(language).Position(words, position);
        return words.ToMedia();
    }

    /// <summary>How long it will take, in whole minutes, rounded up: "Your expected wait is about three minutes", 预计等待时间大约三分钟.
    /// A minute or less is "less than one minute".</summary>
    public static ImmutableArray<string> ExpectedWait(TimeSpan wait, string language)
    {
        var words = new PhraseBuilder();
        var minutes = (long)Math.Ceiling(wait.TotalMinutes);
        words.Add("queue-wait");
        if (minutes <= 1)
        {
            words.Add("queue-wait-short");
            return words.ToMedia();
        }

        words.Add("queue-wait-about");
        SpokenGrammar.Of(language).Duration(words, minutes * 60);
        return words.ToMedia();
    }

    /// <summary>Who will help, before the talk: "Agent number 1001, at your service", 工号幺零零幺为您服务. Empty when the number has no digit to say.</summary>
    public static ImmutableArray<string> AgentAtYourService(string number, string language)
    {
        var digits = Digits(number, language);
        return digits.IsEmpty ? [] : [Prompt.Media("agent-number"), .. digits, Prompt.Media("agent-at-your-service")];
    }
}
