using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>Which way a request came.</summary>
public enum Wire
{
    WebSocket,
    Http,
}

/// <summary>A REST request as it came.</summary>
/// <param name="Number">Order of arrival over all sockets and connections, from 1.</param>
/// <param name="Path">Below <c>/ari/</c>, as it was on the wire.</param>
/// <param name="Segments">The path's segments, unescaped.</param>
/// <param name="Query">Parameters of the query, or of <c>query_strings</c>.</param>
/// <param name="Body">The JSON body, or null.</param>
public sealed record FakeRequest(
    int Number, Wire Wire, string Method, string Path, IReadOnlyList<string> Segments,
    IReadOnlyDictionary<string, string> Query, JsonNode? Body)
{
    /// <summary>Value of a parameter, or null.</summary>
    public string? this[string name] => Query.GetValueOrDefault(name);

    /// <summary>Whether verb and path fit; <c>*</c> stands for one segment.</summary>
    public bool Is(string method, string pattern)
    {
        if (!string.Equals(method, Method, StringComparison.Ordinal)) return false;
        var wanted = pattern.Split('/');
        if (wanted.Length != Segments.Count) return false;
        for (var i = 0; i < wanted.Length; i++)
            if (wanted[i] != "*" && wanted[i] != Segments[i]) return false;
        return true;
    }

    public override string ToString()
    {
        var query = Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(pair => $"{pair.Key}={pair.Value}"));
        return $"{Number} {Wire} {Method} {string.Join('/', Segments)}{query} {Body?.ToJsonString()}".TrimEnd();
    }

    internal static FakeRequest Parse(int number, Wire transport, string method, string uri, IEnumerable<(string, string)> more, JsonNode? body)
    {
        var parts = uri.Split('?', 2);
        var query = new Dictionary<string, string>(StringComparer.Ordinal);
        if (parts.Length == 2)
            foreach (var pair in parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                var both = pair.Split('=', 2);
                query[Unescape(both[0])] = both.Length == 2 ? Unescape(both[1]) : "";
            }
        foreach (var (name, value) in more) query[name] = value;
        return new FakeRequest(number, transport, method, parts[0], [.. parts[0].Split('/').Select(Unescape)], query, body);
    }

    /// <summary>As Asterisk does it: a plus is a blank.</summary>
    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>What is answered.</summary>
public sealed record FakeReply(int Status, JsonNode? Body = null)
{
    /// <summary>Bytes instead of JSON, for files.</summary>
    public byte[]? File { get; init; }

    /// <summary>Text that is sent as it is, for replies that are not JSON.</summary>
    public string? Raw { get; init; }

    public static FakeReply NoContent { get; } = new(204);

    public static FakeReply Ok(JsonNode body) => new(200, body);

    public static FakeReply Error(int status, string message) => new(status, new JsonObject { ["message"] = message });

    /// <summary>What an endpoint without a registered phone gives.</summary>
    public static FakeReply AllocationFailed { get; } = new(500, new JsonObject { ["error"] = "Allocation failed" });
}
