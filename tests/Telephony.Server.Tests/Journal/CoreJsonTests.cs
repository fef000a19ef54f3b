using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Tests.Journal;

public sealed class CoreJsonTests
{
    private static readonly AcdInput Tick = new AcdInput.Tick { At = new Moment(TimeSpan.FromSeconds(1), DateTimeOffset.UnixEpoch) };

    [Test]
    public void An_input_begins_with_its_kind_and_is_read_as_that_kind()
    {
        var line = JsonSerializer.Serialize(Tick, CoreJson.Options);

        Assert.Multiple(() =>
        {
            Assert.That(line, Does.StartWith("{\"kind\":\"Tick\","));
            Assert.That(JsonSerializer.Deserialize<AcdInput>(line, CoreJson.Options), Is.EqualTo(Tick));
        });
    }

    [Test]
    public void Inputs_and_facts_of_one_name_are_not_mixed_up() =>
        Assert.That(() => JsonSerializer.Deserialize<AcdFact>("{\"kind\":\"Tick\"}", CoreJson.Options), Throws.TypeOf<JsonException>().With.Message.Contain("is of no known \"kind\""));

    [TestCase("{\"kind\":\"FromALaterVersion\",\"sequence\":7}", "is of no known \"kind\"")]
    [TestCase("{\"kind\":7}", "is of no known \"kind\"")]
    [TestCase("{\"sequence\":7,\"kind\":\"Tick\"}", "does not begin with its \"kind\"")]
    [TestCase("{}", "does not begin with its \"kind\"")]
    [TestCase("[]", "does not begin with its \"kind\"")]
    public void What_tells_no_kind_that_is_known_is_refused(string line, string why) =>
        Assert.That(() => JsonSerializer.Deserialize<AcdInput>(line, CoreJson.Options), Throws.TypeOf<JsonException>().With.Message.Contain(why));
}
