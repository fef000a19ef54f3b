using Telephony.Core;
using Telephony.Server.Asterisk;

namespace Telephony.Server.Tests.Asterisk;

public sealed class AriInputsTests
{
    [TestCase(486, 17, "BUSY", LegEnd.Busy)]
    [TestCase(600, 17, null, LegEnd.Busy)]
    [TestCase(603, 21, null, LegEnd.Declined)]
    [TestCase(403, 21, null, LegEnd.Declined)]
    [TestCase(480, 19, null, LegEnd.NoAnswer)]
    [TestCase(408, 18, null, LegEnd.NoAnswer)]
    [TestCase(404, 1, null, LegEnd.Unreachable)]
    [TestCase(503, 34, "CONGESTION", LegEnd.Unreachable)]
    [TestCase(488, 58, null, LegEnd.Unreachable)]
    [TestCase(null, 0, "BUSY", LegEnd.Busy)]
    [TestCase(null, 0, "NOANSWER", LegEnd.NoAnswer)]
    [TestCase(null, 0, "CHANUNAVAIL", LegEnd.Unreachable)]
    [TestCase(null, 17, null, LegEnd.Busy)]
    [TestCase(null, 21, null, LegEnd.Declined)]
    [TestCase(null, 19, null, LegEnd.NoAnswer)]
    [TestCase(null, 20, null, LegEnd.Unreachable)]
    [TestCase(null, 16, "ANSWER", LegEnd.HungUp)]
    [TestCase(null, 16, null, LegEnd.HungUp)]
    [TestCase(200, 16, "ANSWER", LegEnd.HungUp)]
    public void A_legs_end_is_read_from_sip_status_dial_status_and_cause(int? sip, int cause, string? dial, LegEnd expected) =>
        Assert.That(AriInputs.ReasonOf(sip, cause, dial), Is.EqualTo(expected));

    [TestCase(LegEnd.Busy, DialEnd.Busy)]
    [TestCase(LegEnd.NoAnswer, DialEnd.NoAnswer)]
    [TestCase(LegEnd.HungUp, DialEnd.NoAnswer)]
    [TestCase(LegEnd.Declined, DialEnd.Failed)]
    [TestCase(LegEnd.Unreachable, DialEnd.Failed)]
    [TestCase(LegEnd.Lost, DialEnd.Lost)]
    public void A_customer_who_is_not_reached_is_told_in_the_same_words(LegEnd leg, DialEnd expected) =>
        Assert.That(AriInputs.DialEndOf(leg), Is.EqualTo(expected));
}
