namespace Telephony.Core;

/// <summary>The order of words in one language. All numbers are zero or more.</summary>
internal abstract class SpokenGrammar
{
    private static readonly SpokenGrammar English = new EnglishGrammar();
    private static readonly SpokenGrammar Mandarin = new MandarinGrammar();

    public static SpokenGrammar Of(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Mandarin : English;
    }

    public abstract void Cardinal(PhraseBuilder words, long value);

    public abstract void Count(PhraseBuilder words, long count, CountedThing thing);

    public abstract void Duration(PhraseBuilder words, long seconds);

    public abstract void TimeOfDay(PhraseBuilder words, int hour, int minute);

    public abstract void Date(PhraseBuilder words, DateOnly date, bool withYear);

    public abstract void Money(PhraseBuilder words, long whole, int hundredths, Currency currency);

    /// <param name="words">The phrase so far.</param>
    /// <param name="position">2 or more.</param>
    public abstract void Position(PhraseBuilder words, int position);

    /// <summary>Monday is 1, as in ISO 8601.</summary>
    protected static int IsoDay(DayOfWeek day) => day == DayOfWeek.Sunday ? 7 : (int)day;
}
