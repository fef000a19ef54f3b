using static Telephony.Core.Tests.Prompts.Catalogs;

namespace Telephony.Core.Tests.Prompts;

public sealed class PhrasesTests
{
    [TestCase(0, "zero", "零")]
    [TestCase(2, "two", "二")]
    [TestCase(10, "ten", "十")]
    [TestCase(12, "twelve", "十二")]
    [TestCase(15, "fifteen", "十五")]
    [TestCase(20, "twenty", "二十")]
    [TestCase(22, "twenty two", "二十二")]
    [TestCase(100, "one hundred", "一百")]
    [TestCase(105, "one hundred five", "一百零五")]
    [TestCase(110, "one hundred ten", "一百一十")]
    [TestCase(115, "one hundred fifteen", "一百一十五")]
    [TestCase(200, "two hundred", "二百")]
    [TestCase(222, "two hundred twenty two", "二百二十二")]
    [TestCase(1000, "one thousand", "一千")]
    [TestCase(1005, "one thousand five", "一千零五")]
    [TestCase(1050, "one thousand fifty", "一千零五十")]
    [TestCase(1015, "one thousand fifteen", "一千零一十五")]
    [TestCase(1100, "one thousand one hundred", "一千一百")]
    [TestCase(2000, "two thousand", "两千")]
    [TestCase(2222, "two thousand two hundred twenty two", "两千二百二十二")]
    [TestCase(10_000, "ten thousand", "一万")]
    [TestCase(10_005, "ten thousand five", "一万零五")]
    [TestCase(20_000, "twenty thousand", "两万")]
    [TestCase(22_000, "twenty two thousand", "两万二千")]
    [TestCase(32_000, "thirty two thousand", "三万二千")]
    [TestCase(100_000, "one hundred thousand", "十万")]
    [TestCase(105_000, "one hundred five thousand", "十万五千")]
    [TestCase(150_000, "one hundred fifty thousand", "十五万")]
    [TestCase(1_234_567, "one million two hundred thirty four thousand five hundred sixty seven", "一百二十三万四千五百六十七")]
    [TestCase(100_000_000, "one hundred million", "一亿")]
    [TestCase(100_000_005, "one hundred million five", "一亿零五")]
    [TestCase(100_005_000, "one hundred million five thousand", "一亿零五千")]
    [TestCase(200_020_000, "two hundred million twenty thousand", "两亿零二万")]
    [TestCase(1_000_000_000, "one billion", "十亿")]
    [TestCase(-7, "minus seven", "负七")]
    public void Numbers(long value, string english, string mandarin) =>
        Sounds(language => Phrases.Number(value, language), english, mandarin);

    [Test]
    public void Numbers_too_large_for_words_are_said_digit_by_digit() =>
        Sounds(language => Phrases.Number(-1_000_000_000_000, language),
            "minus one zero zero zero zero zero zero zero zero zero zero zero zero", "负幺零零零零零零零零零零零零");

    [TestCase(0, CountedThing.Callers, "zero callers", "零位")]
    [TestCase(1, CountedThing.Callers, "one caller", "一位")]
    [TestCase(2, CountedThing.Callers, "two callers", "两位")]
    [TestCase(12, CountedThing.Callers, "twelve callers", "十二位")]
    [TestCase(20, CountedThing.Callers, "twenty callers", "二十位")]
    [TestCase(102, CountedThing.Items, "one hundred two items", "一百零二个")]
    [TestCase(2, CountedThing.Minutes, "two minutes", "两分钟")]
    [TestCase(2, CountedThing.Times, "two times", "两次")]
    [TestCase(1, CountedThing.Days, "one day", "一天")]
    public void Counts(long count, CountedThing thing, string english, string mandarin) =>
        Sounds(language => Phrases.Count(count, thing, language), english, mandarin);

    [TestCase("1001", "one zero zero one", "幺零零幺")]
    [TestCase("+86 10-1234", "plus eight six one zero one two three four", "加八六幺零幺二三四")]
    [TestCase("*31#", "star three one hash", "星号三幺井号")]
    [TestCase("none", "", "")]
    public void Digits(string digits, string english, string mandarin) =>
        Sounds(language => Phrases.Digits(digits, language), english, mandarin);

    [TestCase(0, "zero seconds", "零秒")]
    [TestCase(1, "one second", "一秒")]
    [TestCase(62, "one minute two seconds", "一分钟两秒")]
    [TestCase(120, "two minutes", "两分钟")]
    [TestCase(1_800, "thirty minutes", "半小时")]
    [TestCase(5_400, "one hour thirty minutes", "一个半小时")]
    [TestCase(9_000, "two hours thirty minutes", "两个半小时")]
    [TestCase(7_500, "two hours five minutes", "两小时五分钟")]
    [TestCase(90_000, "one day one hour", "一天一小时")]
    [TestCase(-5, "zero seconds", "零秒")]
    public void Durations(int seconds, string english, string mandarin) =>
        Sounds(language => Phrases.Duration(TimeSpan.FromSeconds(seconds), language), english, mandarin);

    [TestCase("00:00", "twelve o'clock a.m.", "凌晨零点")]
    [TestCase("02:00", "two o'clock a.m.", "凌晨两点")]
    [TestCase("08:05", "eight oh five a.m.", "上午八点零五分")]
    [TestCase("12:10", "twelve ten p.m.", "中午十二点十分")]
    [TestCase("14:30", "two thirty p.m.", "下午两点半")]
    [TestCase("20:45", "eight forty five p.m.", "晚上八点四十五分")]
    public void Times(string time, string english, string mandarin) =>
        Sounds(language => Phrases.TimeOfDay(TimeOnly.Parse(time), language), english, mandarin);

    [TestCase("2026-10-01", false, "Thursday October first", "十月一日星期四")]
    [TestCase("2026-11-29", false, "Sunday November twenty-ninth", "十一月二十九日星期日")]
    [TestCase("2026-10-01", true, "October first twenty twenty six", "二零二六年十月一日")]
    [TestCase("2005-02-12", true, "February twelfth two thousand five", "二零零五年二月十二日")]
    [TestCase("1905-12-31", true, "December thirty-first nineteen oh five", "一九零五年十二月三十一日")]
    [TestCase("1900-01-20", true, "January twentieth nineteen hundred", "一九零零年一月二十日")]
    public void Dates(string date, bool withYear, string english, string mandarin) =>
        Sounds(language => Phrases.Date(DateOnly.Parse(date), language, withYear), english, mandarin);

    [TestCase(0, Currency.Yuan, "zero yuan", "零元")]
    [TestCase(12.50, Currency.Yuan, "twelve yuan fifty fen", "十二元五角")]
    [TestCase(2.03, Currency.Yuan, "two yuan three fen", "两元零三分")]
    [TestCase(0.22, Currency.Yuan, "twenty two fen", "两角两分")]
    [TestCase(-1.01, Currency.Dollar, "minus one dollar one cent", "负一美元一美分")]
    [TestCase(2.50, Currency.Dollar, "two dollars fifty cents", "两美元五十美分")]
    public void Money(double amount, Currency currency, string english, string mandarin) =>
        Sounds(language => Phrases.Money((decimal)amount, currency, language), english, mandarin);

    [TestCase(1, "You are next in line.", "您是下一位。")]
    [TestCase(2, "You are number two in line.", "您前面还有一位客户在等待。")]
    [TestCase(3, "You are number three in line.", "您前面还有两位客户在等待。")]
    [TestCase(13, "You are number thirteen in line.", "您前面还有十二位客户在等待。")]
    public void Places_in_line(int position, string english, string mandarin) =>
        Sounds(language => Phrases.Position(position, language), english, mandarin);

    [TestCase(20, "Your expected wait is less than one minute.", "预计等待时间不到一分钟。")]
    [TestCase(61, "Your expected wait is about two minutes", "预计等待时间大约两分钟")]
    [TestCase(1_800, "Your expected wait is about thirty minutes", "预计等待时间大约半小时")]
    public void Expected_waits(int seconds, string english, string mandarin) =>
        Sounds(language => Phrases.ExpectedWait(TimeSpan.FromSeconds(seconds), language), english, mandarin);

    [Test]
    public void An_agent_is_announced_by_number()
    {
        Sounds(language => Phrases.AgentAtYourService("1001", language), "Agent number one zero zero one at your service.", "工号幺零零幺为您服务。");
        Assert.That(Phrases.AgentAtYourService("ann", "en"), Is.Empty);
    }

    [Test]
    public void Both_catalogs_have_the_same_prompts() => Assert.That(English.Keys, Is.EquivalentTo(Mandarin.Keys));

    private static void Sounds(Func<string, IEnumerable<string>> phrase, string english, string mandarin)
    {
        Assert.That(Heard(phrase("en"), "en"), Is.EqualTo(english));
        Assert.That(Heard(phrase("zh_CN"), "zh-CN"), Is.EqualTo(mandarin));
    }
}
