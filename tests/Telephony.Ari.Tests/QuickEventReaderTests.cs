using System.Text;
using System.Text.Json.Nodes;
using Telephony.Ari.Tests.Support;

namespace Telephony.Ari.Tests;

/// <summary>The event reader written by hand against the generated ones.</summary>
public sealed class QuickEventReaderTests
{
    private const string Common = "\"timestamp\":\"2026-09-01T12:00:00.123-0600\",\"application\":\"acd\",\"asterisk_id\":\"02:00\"";

    private const string Channel = """
        {"id":"c1","name":"PJSIP/ann-1","state":"Up","protocol_id":"x@y","caller":{"name":"Ann \"A\" 中","number":"1001"},
         "connected":{"name":"","number":""},"accountcode":"","dialplan":{"context":"in","exten":"800","priority":2,"app_name":"Stasis","app_data":"acd"},
         "creationtime":"2026-09-01T12:00:00.123-0600","language":"en"}
        """;

    private const string Bridge = """
        {"id":"b1","technology":"simple_bridge","bridge_type":"mixing","bridge_class":"stasis","creator":"Stasis","name":"b","channels":["c1","c2"],
         "creationtime":"2026-09-01T12:00:00.123-0600","video_mode":"talker"}
        """;

    private static readonly string[] Events =
    [
        $$"""{"type":"StasisStart",{{Common}},"args":["call","800"],"channel":{{Channel}}}""",
        $$"""{"type":"StasisStart",{{Common}},"args":[],"channel":{{Channel}}}""",
        $$"""{"type":"StasisEnd",{{Common}},"channel":{{Channel}}}""",
        $$"""{"type":"CallBroadcast",{{Common}},"caller":"1001","called":"800","channel":{{Channel}}}""",
        $$"""{"type":"ChannelStateChange",{{Common}},"channel":{{Channel}}}""",
        $$"""{"type":"ChannelHangupRequest",{{Common}},"cause":16,"tech_cause":0,"soft":true,"channel":{{Channel}}}""",
        $$"""{"type":"ChannelHangupRequest",{{Common}},"channel":{{Channel}}}""",
        $$"""{"type":"ChannelDestroyed",{{Common}},"cause":17,"cause_txt":"User busy","tech_cause":486,"channel":{{Channel}}}""",
        $$"""{"type":"ChannelEnteredBridge",{{Common}},"bridge":{{Bridge}},"channel":{{Channel}}}""",
        $$"""{"type":"ChannelEnteredBridge",{{Common}},"bridge":{{Bridge}}}""",
    ];

    private static readonly string?[] Replacements = ["null", "3", "\"text\"", "[]", "{}", "true", "[1]", null];

    [TestCaseSource(nameof(Events))]
    public void What_every_call_brings_is_read_by_hand_and_as_the_generated_reader_reads_it(string json)
    {
        var byHand = new QuickEventReader().Read(Encoding.UTF8.GetBytes(json));

        Assert.That(byHand, Is.Not.Null);
        AssertSame(byHand!, json);
    }

    [TestCaseSource(nameof(Events))]
    public void Whatever_one_value_is_it_is_read_the_same_or_left_to_the_generated_reader(string json)
    {
        var reader = new QuickEventReader();
        foreach (var path in PathsOf(JsonNode.Parse(json)!, []).Where(path => path is not ["type"]).ToList())
        {
            foreach (var replacement in Replacements)
            {
                var changed = JsonNode.Parse(json)!;
                var parent = (JsonObject)path[..^1].Aggregate(changed, (node, step) => node[step]!);
                if (replacement is null) parent.Remove(path[^1]);
                else parent[path[^1]] = JsonNode.Parse(replacement);
                if (reader.Read(Encoding.UTF8.GetBytes(changed.ToJsonString())) is { } byHand) AssertSame(byHand, changed.ToJsonString());
            }
        }
    }

    [Test]
    public void Applications_that_take_turns_are_told_apart()
    {
        var reader = new QuickEventReader();
        foreach (var application in (string[])["acd", "acd-n1", "acd", ""])
        {
            var json = Events[2].Replace("\"application\":\"acd\"", $"\"application\":\"{application}\"", StringComparison.Ordinal);
            Assert.That(reader.Read(Encoding.UTF8.GetBytes(json))!.Application, Is.EqualTo(application));
        }
    }

    [Test]
    public void Other_events_and_what_is_no_event_are_left_to_the_generated_reader(
        [Values("", "x", "[]", "null", "{}", "{\"type\":3}", "{\"type\":\"Dial\"}", "{\"type\":\"StasisEnd\"", "{\"type\":\"StasisEnd\",\"timestamp\":\"2026")] string json)
    {
        Assert.That(new QuickEventReader().Read(Encoding.UTF8.GetBytes(json)), Is.Null);
    }

    private static void AssertSame(AriEvent byHand, string json)
    {
        var generated = new EventReader(new CapturedLog()).ReadAny(Encoding.UTF8.GetBytes(json));
        Assert.That(generated, Is.Not.InstanceOf<UnknownEvent>(), $"read by hand alone: {json}");
        switch (byHand, generated)
        {
            case (StasisStart a, StasisStart b):
                Assert.That(a.Args, Is.EqualTo(b.Args), json);
                Assert.That(a with { Args = [] }, Is.EqualTo(b with { Args = [] }), json);
                break;
            case (ChannelEnteredBridge a, ChannelEnteredBridge b):
                Assert.That(a.Bridge.Channels, Is.EqualTo(b.Bridge.Channels), json);
                Assert.That(a with { Bridge = a.Bridge with { Channels = [] } }, Is.EqualTo(b with { Bridge = b.Bridge with { Channels = [] } }), json);
                break;
            default:
                Assert.That(byHand, Is.EqualTo(generated), json);
                break;
        }
    }

    private static IEnumerable<string[]> PathsOf(JsonNode node, string[] before)
    {
        if (node is not JsonObject members) yield break;
        foreach (var (name, value) in members)
        {
            yield return [.. before, name];
            foreach (var path in PathsOf(value!, [.. before, name])) yield return path;
        }
    }
}
