using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>JSON as Asterisk writes it.</summary>
internal static class Json
{
    /// <summary>The server lives six hours behind UTC, so that nobody mistakes its timestamps for UTC.</summary>
    private static readonly TimeSpan Offset = TimeSpan.FromHours(-6);

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode node) => node.ToJsonString(Compact);

    /// <summary><c>2026-09-01T12:00:00.123-0600</c>: no colon in the offset.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToOffset(Offset).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture).Remove(26, 1);

    public static JsonArray Array(IEnumerable<string> values) => [.. values.Select(value => JsonValue.Create(value))];

    public static JsonArray Array(IEnumerable<JsonObject> values) => [.. values];

    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> values)
    {
        var map = new JsonObject();
        foreach (var (name, value) in values) map[name] = value;
        return map;
    }

    public static JsonObject Event(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var json = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields)
            if (value is not null) json[name] = value;
        return json;
    }
}
