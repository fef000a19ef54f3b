using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>A Stasis application. It lives while somebody is connected, or while it still holds channels.</summary>
internal sealed class FakeApp(string name)
{
    public string Name => name;

    /// <summary>Null while nobody is connected: the application is inactive, and its events are lost.</summary>
    public EventSocket? Socket { get; set; }

    /// <summary>Explicit ones: <c>endpoint:PJSIP/ann</c>, <c>endpoint:</c>, <c>channel:ID</c>, <c>bridge:ID</c>, <c>deviceState:NAME</c>.</summary>
    public SortedSet<string> Subscriptions { get; } = new(StringComparer.Ordinal);

    public List<string> Allowed { get; set; } = [];

    public List<string> Disallowed { get; set; } = [];

    public bool Lets(string type) => !Disallowed.Contains(type) && (Allowed.Count == 0 || Allowed.Contains(type));

    public JsonObject ToJson(IEnumerable<FakeChannel> channels) => new()
    {
        ["name"] = name,
        ["channel_ids"] = Json.Array(channels.Where(channel => channel.App == name).Select(channel => channel.Id)),
        ["bridge_ids"] = Json.Array(Named("bridge:")),
        ["endpoint_ids"] = Json.Array(Named("endpoint:")),
        ["device_names"] = Json.Array(Named("deviceState:")),
        ["events_allowed"] = Json.Array(Allowed.Select(type => new JsonObject { ["type"] = type })),
        ["events_disallowed"] = Json.Array(Disallowed.Select(type => new JsonObject { ["type"] = type })),
    };

    private IEnumerable<string> Named(string scheme) =>
        Subscriptions.Where(source => source.StartsWith(scheme, StringComparison.Ordinal)).Select(source => source[scheme.Length..]);
}
