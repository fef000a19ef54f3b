using System.Buffers;
using System.Text;
using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Tests.Journal;

/// <summary>The writer by hand against the serializer.</summary>
public sealed class InputWriterTests
{
    private static readonly Moment[] Moments =
    [
        default,
        new(TimeSpan.FromSeconds(5), new DateTimeOffset(2026, 11, 26, 1, 2, 3, TimeSpan.Zero)),
        new(new TimeSpan(3, 4, 5, 6).Add(TimeSpan.FromTicks(7)), new DateTimeOffset(2026, 11, 26, 1, 2, 3, 450, TimeSpan.FromHours(-6))),
    ];

    private static readonly AcdInput[] Inputs =
    [
        new AcdInput.CallOffered(new CallId("17.1"), "+441632", new CallerId("\"7\"\\ <中文>", "Émile")),
        new AcdInput.CallOffered(new CallId("17.1"), "", default),
        new AcdInput.CallerHungUp(new CallId("17.1")),
        new AcdInput.CallerGone(new CallId("17.1")),
        new AcdInput.PlaybackEnded(new CallId("17.1"), new PlaybackId("17.1-play-2")),
        new AcdInput.LegRinging(new LegId("17.1-agent-1")),
        new AcdInput.LegAnswered(new LegId("17.1-agent-1")),
        .. Enum.GetValues<LegEnd>().Select(reason => new AcdInput.LegEnded(new LegId("17.1-agent-1"), reason)),
        new AcdInput.BridgeEntered(new CallId("17.1"), "17.1-agent-1"),
        new AcdInput.Tick(),
    ];

    [Test]
    public void Every_byte_is_the_serializers([ValueSource(nameof(Inputs))] AcdInput input, [ValueSource(nameof(Moments))] Moment at)
    {
        var stamped = input with { At = at };
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = CoreJson.Options.Encoder });

        var written = InputWriter.TryWrite(json, stamped);

        var expected = JsonSerializer.Serialize(stamped, CoreJson.Options);
        Assert.That(Encoding.UTF8.GetString(buffer.WrittenSpan), Is.EqualTo(written ? expected : ""));
        Assert.That(written, Is.EqualTo(input is not AcdInput.CallOffered { Caller.Number: null }));
    }

    [Test]
    public void What_is_not_known_here_is_left_to_the_serializer()
    {
        using var json = new Utf8JsonWriter(new ArrayBufferWriter<byte>());

        Assert.That(InputWriter.TryWrite(json, new AcdInput.RouterStarted("1")), Is.False);
    }
}
