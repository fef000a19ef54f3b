using FsCheck;
using FsCheck.Fluent;
using static Telephony.Core.Tests.Prompts.Catalogs;

namespace Telephony.Core.Tests.Prompts;

/// <summary>Whatever the number: it can be said with the prompts there are, and whoever hears it understands that number.</summary>
public sealed class PhraseProperties
{
    private static readonly string[] Languages = ["en", "zh-CN"];

    /// <summary>All lengths alike: half of all numbers to a thousand million have nine digits, and few have a zero inside.</summary>
    private static readonly Arbitrary<long> Numbers = Arb.From(
        from length in Gen.Choose(1, 9)
        from digits in Gen.ArrayOf(Gen.OneOf(Gen.Choose(0, 9), Gen.Elements(0, 0, 1, 2)), length)
        select Math.Min(1_000_000_000, digits.Aggregate(0L, (value, digit) => (value * 10) + digit)));

    [Test]
    public void Every_number_to_a_thousand_million_is_understood() => Holds(Understood);

    [Test]
    public void Every_number_to_twenty_thousand_is_understood_and_so_are_the_round_ones()
    {
        for (var value = 0L; value <= 20_200; value++) Understood(value);
        for (var scale = 1_000L; scale <= 1_000_000_000; scale *= 10)
            for (var near = -3; near <= 3; near++) Understood(Math.Min(1_000_000_000, scale + near));
    }

    [Test]
    public void Two_is_liang_before_a_measure_word_and_never_within_a_count() => Holds(value =>
    {
        var heard = Heard(Phrases.Count(value, CountedThing.Callers, "zh_CN"), "zh-CN");
        if (value == 2) Assert.That(heard, Is.EqualTo("两位"));
        else Assert.That(NumberReading.Mandarin(heard[..^1]), Is.EqualTo(value));
    });

    [Test]
    public void Digits_are_said_one_by_one_and_one_is_yao() => Holds(value =>
    {
        var heard = Heard(Phrases.Digits($"{value}", "zh_CN"), "zh-CN");
        Assert.That(string.Concat(heard.Select(sign => "零幺二三四五六七八九".IndexOf(sign))), Is.EqualTo($"{value}"));
    });

    [Test]
    public void Every_other_phrase_can_be_said_in_both_languages() => Holds(value =>
    {
        foreach (var language in Languages)
        {
            Assert.That(Heard(Phrases.Duration(TimeSpan.FromSeconds(value), language), language), Is.Not.Empty);
            Assert.That(Heard(Phrases.ExpectedWait(TimeSpan.FromSeconds(value), language), language), Is.Not.Empty);
            Assert.That(Heard(Phrases.TimeOfDay(new TimeOnly(value % TimeSpan.TicksPerDay), language), language), Is.Not.Empty);
            Assert.That(Heard(Phrases.Date(DateOnly.FromDayNumber((int)(value % DateOnly.MaxValue.DayNumber)), language, value % 2 == 0), language), Is.Not.Empty);
            Assert.That(Heard(Phrases.Money(value / 100m, value % 2 == 0 ? Currency.Yuan : Currency.Dollar, language), language), Is.Not.Empty);
            Assert.That(Heard(Phrases.Position((int)value + 1, language), language), Is.Not.Empty);
        }
    });

    private static void Understood(long value)
    {
        var (english, mandarin) = (Heard(Phrases.Number(value, "en"), "en"), Heard(Phrases.Number(value, "zh_CN"), "zh-CN"));
        if (NumberReading.English(english) != value) Assert.Fail($"{value} is said as {english}");
        if (NumberReading.Mandarin(mandarin) != value) Assert.Fail($"{value} is said as {mandarin}");
    }

    /// <summary>The same numbers every time: what fails here fails for everybody.</summary>
    private static void Holds(Action<long> property) =>
        Prop.ForAll(Numbers, property).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_261_125, 7));
}
