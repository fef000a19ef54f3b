using System.Text.Json.Nodes;

namespace Telephony.FakeAsterisk;

/// <summary>A phone or trunk that can be dialled. What is not known cannot: HTTP 500, Allocation failed.</summary>
public sealed class FakeEndpoint(string technology, string resource)
{
    public string Technology => technology;

    public string Resource => resource;

    /// <summary><c>online</c> or <c>offline</c>; an offline one cannot be dialled.</summary>
    public string State { get; internal set; } = "online";

    /// <summary>Whether it rings and answers as soon as it is dialled.</summary>
    public bool AnswersAtOnce { get; set; }

    internal JsonObject ToJson(IEnumerable<FakeChannel> channels) => new()
    {
        ["technology"] = technology,
        ["resource"] = resource,
        ["state"] = State,
        ["channel_ids"] = Json.Array(
            channels.Where(channel => channel.Name.StartsWith($"{technology}/{resource}-", StringComparison.Ordinal)).Select(channel => channel.Id)),
    };
}
