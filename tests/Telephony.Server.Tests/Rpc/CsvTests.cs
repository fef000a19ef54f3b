using System.Text;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Files for spreadsheets.</summary>
public sealed class CsvTests
{
    [Test]
    public void Chinese_opens_in_a_spreadsheet()
    {
        var csv = new Csv();
        csv.Add("技能组").Add(1.5).Add(default(double?)).EndLine();
        var bytes = csv.Take();
        Assert.That(bytes[..3], Is.EqualTo(new byte[] { 0xEF, 0xBB, 0xBF }));
        Assert.That(Encoding.UTF8.GetString(bytes[3..]), Is.EqualTo("技能组,1.5,\r\n"));
        csv.Add("x").EndLine();
        Assert.That(csv.Take()[0], Is.EqualTo((byte)'x'), "the mark comes once");
    }

    [TestCase("=1+1", "'=1+1")]
    [TestCase("+4912345", "'+4912345")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("＝1", "'＝1")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [TestCase("05551234", "05551234")]
    public void No_text_is_taken_for_a_formula_or_breaks_a_line(string text, string cell)
    {
        var csv = new Csv();
        csv.Add(text).EndLine();
        Assert.That(Encoding.UTF8.GetString(csv.Take()[3..]), Is.EqualTo(cell + "\r\n"));
    }

    [Test]
    public void Times_are_by_the_clock_of_the_place()
    {
        var csv = new Csv();
        csv.Add(new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).Add(default, TimeZoneInfo.Utc).EndLine();
        Assert.That(Encoding.UTF8.GetString(csv.Take()[3..]), Is.EqualTo("2026-05-04 11:02:01,\r\n"));
    }
}
