namespace Telephony.Core.Tests.Callbacks;

public sealed class CallbackLineTests
{
    private static readonly CallbackLine Line = new("PJSIP/{number}@trunk", ["0X.", "+86XXXXXXXXXXX", "10000"], "4000");

    [TestCase("0100")]
    [TestCase("+8613812345678")]
    [TestCase("10000")]
    public void A_number_that_is_allowed_is_put_into_the_template(string number) =>
        Assert.That(Line.TargetOf(number), Is.EqualTo($"PJSIP/{number}@trunk"));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("01")]
    [TestCase("10001")]
    [TestCase("100000")]
    [TestCase("+86138123456789")]
    [TestCase("+49301234567")]
    [TestCase("0100&PJSIP/evil")]
    [TestCase("0100@evil")]
    [TestCase("01 00")]
    [TestCase("0\u0661\u0661\u0661")]
    [TestCase("012345678901234567890")]
    public void Anything_else_is_dialled_by_nobody(string? number) => Assert.That(Line.TargetOf(number), Is.Null);

    [Test]
    public void Whoever_is_on_the_do_not_call_list_is_dialled_by_nobody_and_that_is_said()
    {
        var line = Line with { DoNotCall = ["+8613812345678", "0100"] };
        Assert.Multiple(() =>
        {
            Assert.That(line.TargetOf("0100"), Is.Null);
            Assert.That(line.TargetOf("01001"), Is.Not.Null);
            Assert.That(CallbackLine.WhyNot(line, "0100"), Does.Contain("do-not-call list"));
            Assert.That(CallbackLine.WhyNot(line, "9"), Is.EqualTo("this number cannot be called"));
            Assert.That(CallbackLine.WhyNot(null, "0100"), Is.EqualTo("this number cannot be called"));
            Assert.That(CallbackLine.WhyNot(line, "01001"), Is.Null);
        });
    }

    [Test]
    public void Channels_of_customers_are_told_from_those_of_agents_and_callers()
    {
        var call = CallbackId.Of(default, 7).CallOf(2);
        Assert.Multiple(() =>
        {
            Assert.That(CallbackId.IsCustomer(call.Value), Is.True);
            Assert.That(CallbackId.IsCustomer(LegId.Of(call, 1).Value), Is.False);
            Assert.That(LegId.Of(call, 1).Call, Is.EqualTo(call));
            Assert.That(CallbackId.IsCustomer("1700000000.12"), Is.False);
        });
    }
}
