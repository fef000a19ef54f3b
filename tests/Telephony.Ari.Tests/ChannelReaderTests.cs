using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.Ari.Tests;

/// <summary>The channel reader written by hand against the generated one.</summary>
public sealed class ChannelReaderTests
{
    private const string Whole = """
        {"id":"c1","name":"PJSIP/ann-1","state":"Dialing Offhook","protocol_id":"x@y","caller":{"name":"Émile \"the\" 中文","number":"1001","new":[1]},
         "connected":{"name":"","number":""},"accountcode":"a","dialplan":{"context":"in","exten":"800","priority":2,"app_name":"Stasis","app_data":"acd,\u4e2d"},
         "creationtime":"2026-09-01T12:00:00.123-0600","language":"en","channelvars":{"A":"1","B":""},"caller_rdnis":"7","tenantid":"t","new":{"deep":{"id":3}}}
        """;

    private static readonly JsonSerializerOptions ByHand = new(AriJson.Default.Options) { Converters = { new ChannelReader() } };

    private static readonly string?[] Replacements = ["null", "3", "\"text\"", "[]", "{}", "true", null];

    [Test]
    public void Both_read_the_same() => AssertSame(Whole);

    [Test]
    public void Both_read_the_same_or_refuse_the_same_whatever_one_value_is([ValueSource(nameof(Replacements))] string? replacement)
    {
        var paths = PathsOf(JsonNode.Parse(Whole)!, []).ToList();
        Assert.That(paths, Has.Count.GreaterThan(20));
        foreach (var path in paths)
        {
            var channel = JsonNode.Parse(Whole)!;
            var parent = (JsonObject)path[..^1].Aggregate(channel, (node, step) => node[step]!);
            if (replacement is null) parent.Remove(path[^1]);
            else parent[path[^1]] = JsonNode.Parse(replacement);
            AssertSame(channel.ToJsonString());
        }
    }

    [Test]
    public void A_channel_that_breaks_off_is_refused()
    {
        for (var length = 1; length < Whole.Length - 1; length += 7)
            Assert.That(() => JsonSerializer.Deserialize<Channel>(Whole[..length], ByHand), Throws.InstanceOf<JsonException>(), Whole[..length]);
    }

    private static void AssertSame(string json)
    {
        var (byHand, generated) = (Read(json, ByHand), Read(json, AriJson.Default.Options));
        Assert.That(byHand is null, Is.EqualTo(generated is null), $"refused by one alone: {json}");
        if (byHand is null) return;
        Assert.That(byHand with { ChannelVars = null }, Is.EqualTo(generated! with { ChannelVars = null }), json);
        Assert.That(byHand.ChannelVars, Is.EqualTo(generated.ChannelVars), json);
    }

    private static Channel? Read(string json, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<Channel>(json, options);
        }
        catch (JsonException)
        {
            return null;
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
