using System.Text;
using Telephony.Ari.Transport;

namespace Telephony.Ari.Tests;

/// <summary>Frames, as RFC 6455 has them.</summary>
public sealed class WebSocketTests
{
    [TestCase(0, 6)]
    [TestCase(1, 6)]
    [TestCase(125, 6)]
    [TestCase(126, 8)]
    [TestCase(65_535, 8)]
    public void Sent_frame_is_masked_and_has_the_shortest_head(int length, int head)
    {
        var text = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251)).ToArray();
        byte[] frame = [.. new byte[WebSocketFrame.RoomForHead], .. text];

        var start = WebSocketFrame.Seal(FrameKind.Text, frame, new MaskSource());

        var sent = frame[start..];
        var mask = sent[(head - 4)..head];
        var announced = sent[1] & 0x7F;
        Assert.Multiple(() =>
        {
            Assert.That(sent, Has.Length.EqualTo(head + length));
            Assert.That(sent[0], Is.EqualTo(0x81), "the last frame of a text");
            Assert.That(sent[1] & 0x80, Is.Not.Zero, "masked");
            Assert.That(announced == 126 ? sent[2] << 8 | sent[3] : announced, Is.EqualTo(length));
            Assert.That(sent[head..].Select((b, i) => (byte)(b ^ mask[i % 4])), Is.EqualTo(text));
        });
    }

    [Test]
    public void Masks_differ_from_frame_to_frame()
    {
        var masks = new MaskSource();
        var drawn = Enumerable.Range(0, 1000).Select(_ =>
        {
            var mask = new byte[4];
            masks.Next(mask);
            return BitConverter.ToUInt32(mask);
        });

        Assert.That(drawn.Distinct().Count(), Is.GreaterThan(990));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(1_000_000)]
    public void Messages_are_found_whatever_the_pieces_in_which_they_arrive(int piece)
    {
        string[] sent = ["", "a", new('b', 125), new('c', 126), new('d', 70_000), "e"];
        var wire = new Wire([.. sent.SelectMany(text => Frame(0x81, text))], piece);
        var reader = new MessageReader(wire, 1 << 20);

        Assert.That(sent.Select(_ => Next(reader)), Is.EqualTo(sent.Select(text => (FrameKind.Text, text))));
        Assert.Throws<EndOfStreamException>(() => Next(reader));
    }

    [Test]
    public void Message_in_several_frames_is_put_together_and_a_ping_between_them_is_seen()
    {
        var wire = new Wire([.. Frame(0x01, "one "), .. Frame(0x89, "?"), .. Frame(0x00, "two "), .. Frame(0x80, "three")], 7);
        var reader = new MessageReader(wire, 1 << 20);

        Assert.That(Next(reader), Is.EqualTo((FrameKind.Ping, "?")));
        Assert.That(Next(reader), Is.EqualTo((FrameKind.Text, "one two three")));
    }

    [Test]
    public void Message_that_is_too_long_is_refused_before_it_is_read()
    {
        Assert.Throws<InvalidDataException>(() => Next(new MessageReader(new Wire(Frame(0x81, new string('x', 1001)), 10), 1000)));
        Assert.Throws<InvalidDataException>(() => Next(new MessageReader(new Wire([0x81, 127, 0x7F, 255, 255, 255, 255, 255, 255, 255], 10), 1000)));
        Assert.Throws<InvalidDataException>(() => Next(new MessageReader(new Wire([.. Frame(0x01, new string('x', 600)), .. Frame(0x80, new string('x', 600))], 10), 1000)));
    }

    [TestCase(new byte[] { 0xC1, 0 })] // reserved bit
    [TestCase(new byte[] { 0x81, 0x80, 1, 2, 3, 4 })] // masked by a server
    [TestCase(new byte[] { 0x83, 0 })] // no such kind
    [TestCase(new byte[] { 0x09, 0 })] // a ping in pieces
    [TestCase(new byte[] { 0x89, 126, 0, 126 })] // a long ping
    public void What_no_server_sends_is_refused(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Next(new MessageReader(new Wire(bytes, 10), 1000)));

    private static (FrameKind Kind, string Text) Next(MessageReader reader)
    {
        var kind = reader.Next(out var payload);
        return (kind, Encoding.UTF8.GetString(payload));
    }

    private static byte[] Frame(byte first, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126 ? [(byte)payload.Length]
            : payload.Length < 65_536 ? [126, (byte)(payload.Length >> 8), (byte)(payload.Length & 255)]
            : [127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8 & 255), (byte)(payload.Length & 255)];
        return [first, .. length, .. payload];
    }

    /// <summary>Gives its bytes in pieces.</summary>
    private sealed class Wire(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
    }
}
