using Telephony.Ari;
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

    /// <summary>Only what a person says on one phone holds for the others.</summary>
    [TestCase("c1-agent-1", 403, LegEnd.Declined)]
    [TestCase("c1-agent-1.2", 403, LegEnd.Unreachable)]
    [TestCase("c1-agent-1.2", 407, LegEnd.Unreachable)]
    [TestCase("c1-agent-1.2", 603, LegEnd.Declined)]
    [TestCase("c1-agent-1.2", 486, LegEnd.Busy)]
    public void A_trunk_that_lets_nobody_through_to_another_phone_is_not_the_agent_who_declines(string leg, int sip, LegEnd expected)
    {
        var gone = new ChannelDestroyed(21, "", ChannelOf(leg), sip) { Application = "acd-n1", Timestamp = DateTimeOffset.UnixEpoch };
        Assert.That(new AriInputs().Translate(gone), Is.EqualTo(new AcdInput.LegEnded(new LegId(leg), expected)));
    }

    [TestCase(LegEnd.Busy, DialEnd.Busy)]
    [TestCase(LegEnd.NoAnswer, DialEnd.NoAnswer)]
    [TestCase(LegEnd.HungUp, DialEnd.NoAnswer)]
    [TestCase(LegEnd.Declined, DialEnd.Failed)]
    [TestCase(LegEnd.Unreachable, DialEnd.Failed)]
    [TestCase(LegEnd.Lost, DialEnd.Lost)]
    public void A_customer_who_is_not_reached_is_told_in_the_same_words(LegEnd leg, DialEnd expected) =>
        Assert.That(AriInputs.DialEndOf(leg), Is.EqualTo(expected));

    /// <summary>As Asterisk tells of an endpoint's rtp_timeout, and of a command.</summary>
    [TestCase(1, LegEnd.Vanished)]
    [TestCase(32, LegEnd.HungUp)]
    public void A_leg_of_which_nothing_is_heard_any_more_has_vanished(int cause, LegEnd expected)
    {
        var (inputs, leg) = (new AriInputs(), ChannelOf("c1-agent-1"));
        var hungUp = new ChannelHangupRequest(leg, cause, Soft: true) { Application = "acd-n1", Timestamp = DateTimeOffset.UnixEpoch };
        var ended = new StasisEnd(leg) { Application = "acd-n1", Timestamp = DateTimeOffset.UnixEpoch };
        Assert.That(inputs.Translate(hungUp), Is.Null);
        Assert.That(inputs.Translate(ended), Is.EqualTo(new AcdInput.LegEnded(new LegId("c1-agent-1"), expected)));
        Assert.That(inputs.Translate(ended), Is.EqualTo(new AcdInput.LegEnded(new LegId("c1-agent-1"), LegEnd.HungUp)), "nothing is remembered");
    }

    [TestCase("c1-bridge", Description = "made by this version")]
    [TestCase("c1", Description = "made by an older one, of calls that went on through the change")]
    public void A_bridge_is_that_of_its_call_but_never_has_the_name_of_its_channel(string bridge)
    {
        Assert.That(AriInputs.BridgeOf(new CallId("c1")), Is.EqualTo("c1-bridge"));
        var caller = ChannelOf("c1");
        var joined = new Bridge(bridge, "simple_bridge", "mixing", "stasis", AriInputs.BridgeCreator, "", ["c1"], DateTimeOffset.UnixEpoch);
        Assert.That(AriInputs.Translate([caller], [joined]).Single().Bridge, Is.EqualTo("c1"));
    }

    [TestCase("7001", null, null, "7001", null, TestName = "At once, to a number")]
    [TestCase("other", "d1@phone", "17.9", "", "17.9", TestName = "A call that Asterisk has in place of this one")]
    [TestCase("other", "d1@phone", null, "", null, TestName = "A call that Asterisk does not know: nowhere")]
    public void A_transfer_that_a_phone_asks_for_names_a_number_or_another_call(string destination, string? dialog, string? other, string to, string? replaces)
    {
        var asked = new ChannelTransfer(new ReferTo(new RequiredDestination(dialog, destination), other is null ? null : ChannelOf(other)), new ReferredBy(ChannelOf("c1-agent-1")))
        {
            Application = "acd-n1", Timestamp = DateTimeOffset.UnixEpoch,
        };
        Assert.That(new AriInputs().Translate(asked), Is.EqualTo(new AcdInput.TransferAsked(new LegId("c1-agent-1"), to) { Replaces = replaces is null ? null : new CallId(replaces) }));
        Assert.That(new AriInputs().Translate(asked with { State = "channel_answered" }), Is.Null, "what the phone has been told is no other wish");
    }

    [Test]
    public void A_call_of_an_agents_phone_says_whose_it_is()
    {
        var started = new StasisStart(["call", "1602", "-", "-", "1601"], ChannelOf("17.9")) { Application = "acd-n1", Timestamp = DateTimeOffset.UnixEpoch };
        Assert.That(new AriInputs().Translate(started), Is.EqualTo(new AcdInput.CallOffered(new CallId("17.9"), "1602", new Core.CallerId("555", "")) { Phone = new AgentId("1601") }));
        var listed = ChannelOf("17.9") with { Dialplan = new DialplanPosition("acd-in", "1602", 1, "StasisBroadcast", "800,^acd-.*,call:1602:-:-:1601") };
        Assert.That(AriInputs.Translate([listed], []).Single().Agent, Is.EqualTo(new AgentId("1601")));
    }

    private static Channel ChannelOf(string id) => new(
        id, "PJSIP/trunk-1", ChannelState.Up, "", new Ari.CallerId("", "555"), new Ari.CallerId("", ""), "",
        new DialplanPosition("acd-in", "8000", 1, "StasisBroadcast", "800,^acd-.*,call:8000"), DateTimeOffset.UnixEpoch, "en");
}
