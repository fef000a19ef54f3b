using Google.Protobuf.WellKnownTypes;
using Telephony.Server.Access;

namespace Telephony.Server.Tests.Access;

/// <summary>Callers' numbers hidden.</summary>
public sealed class NumberMaskTests
{
    [TestCase("", ExpectedResult = "")]
    [TestCase("555", ExpectedResult = "***")]
    [TestCase("123456", ExpectedResult = "******")]
    [TestCase("1234567", ExpectedResult = "***4567")]
    [TestCase("+8613812345678", ExpectedResult = "**********5678")]
    public string A_number(string number) => NumberMask.Of(number);

    [Test]
    public void An_answer_is_masked_wherever_it_holds_a_number_and_the_original_is_not_touched()
    {
        var frame = new V1.WatchCallsResponse { Snapshot = new V1.CallsSnapshot { Revision = 1, Calls = { new V1.Call { Name = "calls/1", CallerNumber = "13812345678" } } } };
        var shown = NumberMask.Of(frame);
        Assert.That((shown.Snapshot.Calls[0].Name, shown.Snapshot.Calls[0].CallerNumber), Is.EqualTo(("calls/1", "*******5678")));
        Assert.That(frame.Snapshot.Calls[0].CallerNumber, Is.EqualTo("13812345678"));
    }

    [Test]
    public void An_answer_without_numbers_is_the_same()
    {
        var answer = new V1.ListAgentsResponse { Agents = { new V1.Agent { Name = "agents/1001" } } };
        Assert.That(NumberMask.Of(answer), Is.SameAs(answer));
    }

    [Test]
    public void Events_hide_numbers_and_names_at_every_depth()
    {
        var details = new Struct
        {
            Fields =
            {
                ["caller"] = Value.ForStruct(new Struct { Fields = { ["number"] = Value.ForString("13812345678"), ["name"] = Value.ForString("Lee Wang") } }),
                ["position"] = Value.ForNumber(3),
            },
        };
        var shown = NumberMask.Of(new V1.Event { Kind = "CallArrived", Details = details }).Details;
        Assert.That(shown.Fields["caller"].StructValue.Fields["number"].StringValue, Is.EqualTo("*******5678"));
        Assert.That(shown.Fields["caller"].StructValue.Fields["name"].StringValue, Does.Not.Contain("Lee"));
        Assert.That(shown.Fields["position"].NumberValue, Is.EqualTo(3));
    }
}
