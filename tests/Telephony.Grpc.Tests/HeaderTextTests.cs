using Grpc.Core;
using Grpc.Wire;

namespace GrpcTests;

/// <summary>The small grammars of the headers.</summary>
internal sealed class HeaderTextTests
{
    [TestCase("1H", 36_000_000_000L)]
    [TestCase("2M", 1_200_000_000L)]
    [TestCase("3S", 30_000_000L)]
    [TestCase("4m", 40_000L)]
    [TestCase("5u", 50L)]
    [TestCase("600n", 6L)]
    [TestCase("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void Timeout_is_read(string text, long ticks)
    {
        Assert.That(GrpcTimeout.TryParse(text, out var timeout), Is.True);
        Assert.That(timeout.Ticks, Is.EqualTo(ticks));
    }

    [TestCase("")]
    [TestCase("S")]
    [TestCase("1")]
    [TestCase("1x")]
    [TestCase("-1S")]
    [TestCase(" 1S")]
    [TestCase("100000000S")]
    public void Timeout_that_is_not_valid_is_refused(string text) => Assert.That(GrpcTimeout.TryParse(text, out _), Is.False);

    [TestCase(-5L)]
    [TestCase(0L)]
    [TestCase(7L)]
    [TestCase(12_345_678L)]
    [TestCase(TimeSpan.TicksPerDay)]
    [TestCase(365 * 200 * TimeSpan.TicksPerDay)]
    public void Timeout_survives_the_way_over_the_wire_and_never_gets_shorter(long ticks)
    {
        Assert.That(GrpcTimeout.TryParse(GrpcTimeout.Format(TimeSpan.FromTicks(ticks)), out var timeout), Is.True);
        Assert.That(timeout.Ticks, Is.GreaterThanOrEqualTo(Math.Max(0, ticks)));
        Assert.That(timeout.Ticks, Is.LessThanOrEqualTo(Math.Max(10, (long)(ticks * 1.001))));
    }

    [TestCase("plain text", "plain text")]
    [TestCase("100%", "100%25")]
    [TestCase("a\nb", "a%0Ab")]
    [TestCase("队列", "%E9%98%9F%E5%88%97")]
    [TestCase("📞", "%F0%9F%93%9E")]
    public void Message_is_percent_encoded_and_back(string message, string encoded)
    {
        Assert.That(GrpcMessage.Encode(message), Is.EqualTo(encoded));
        Assert.That(GrpcMessage.Decode(encoded), Is.EqualTo(message));
    }

    [Test]
    public void Long_message_is_cut_between_characters()
    {
        var encoded = GrpcMessage.Encode(new string('队', 10_000));
        Assert.That(encoded, Has.Length.LessThanOrEqualTo(GrpcMessage.MaxLength));
        Assert.That(GrpcMessage.Decode(encoded), Does.Match("^队+$"));
    }

    [TestCase("x y", "v")]
    [TestCase("", "v")]
    [TestCase("x-bin", "v")]
    [TestCase("x", "line\nbreak")]
    [TestCase("x", "队列")]
    public void Metadata_that_http_cannot_carry_is_refused(string key, string value) =>
        Assert.That(() => new Metadata { { key, value } }, Throws.ArgumentException);

    [Test]
    public void Metadata_keys_ignore_case_and_the_last_value_counts()
    {
        var metadata = new Metadata { { "X-Queue", "sales" }, { "x-queue", "support" } };
        Assert.That(metadata.GetValue("X-QUEUE"), Is.EqualTo("support"));
        Assert.That(metadata.GetAll("x-queue").Count(), Is.EqualTo(2));
        Assert.That(() => Metadata.Empty.Add("a", "b"), Throws.InvalidOperationException);
    }
}
