namespace Telephony.Core.Tests.Queues;

public sealed class SpokenTests
{
    [TestCase(0, "0")]
    [TestCase(7, "7")]
    [TestCase(20, "20")]
    [TestCase(21, "20 1")]
    [TestCase(100, "1 hundred")]
    [TestCase(345, "3 hundred 40 5")]
    [TestCase(2013, "2 thousand 13")]
    [TestCase(12345, "1 2 3 4 5")]
    public void English_numbers(int number, string words) => Assert.That(Words(number, "en"), Is.EqualTo(words));

    [TestCase(10, "10")]
    [TestCase(12, "10 2")]
    [TestCase(20, "2 10")]
    [TestCase(105, "1 hundred 0 5")]
    [TestCase(110, "1 hundred 1 10")]
    [TestCase(1020, "1 thousand 0 2 10")]
    public void Chinese_numbers(int number, string words) => Assert.That(Words(number, "zh_CN"), Is.EqualTo(words));

    [Test]
    public void Whoever_is_next_hears_so_and_a_short_wait_is_less_than_a_minute() =>
        Assert.That(Spoken.Announcement(1, TimeSpan.FromMinutes(1), "en"),
            Is.EqualTo(new[] { "sound:queue-youarenext", "sound:queue-holdtime", "sound:queue-less-than", "sound:digits/1", "sound:queue-minute" }));

    private static string Words(int number, string language) =>
        string.Join(' ', Spoken.Number(number, language).Select(s => s["sound:digits/".Length..]));
}
