using System.Text.Json;
using Telephony.Ari.Transport;

namespace Telephony.Ari;

/// <summary>Requests about Stasis applications. Over HTTP, but for the one that must keep its place among commands.</summary>
public sealed class AriApplications
{
    private readonly AriConnection _ari;

    internal AriApplications(AriConnection ari) => _ari = ari;

    /// <summary>All registered applications, also those whose router is gone while they still hold something.</summary>
    public async Task<IReadOnlyList<Application>> ListAsync(CancellationToken cancel = default) =>
        await _ari.HttpAsync(RestRequest.Get("applications"), AriJson.Default.ApplicationArray, cancel).ConfigureAwait(false);

    public Task<Application> GetAsync(string application, CancellationToken cancel = default) =>
        _ari.HttpAsync(GetRequest(application), AriJson.Default.Application, cancel);

    /// <summary>
    /// Subscribes to more than the application's own channels. Subscriptions do not survive every loss: repeat after each
    /// <see cref="AriSignal.Connected"/>. Never subscribe to all of <c>deviceState:</c>; losing the socket can then hang Asterisk.
    /// </summary>
    /// <param name="application">Whose subscription.</param>
    /// <param name="sources"><c>channel:ID</c>, <c>bridge:ID</c>, <c>endpoint:TECH/RESOURCE</c>, <c>endpoint:</c> (all), <c>deviceState:NAME</c>.</param>
    /// <param name="cancel">Stops waiting; the request may still take effect.</param>
    /// <returns>What the application is subscribed to now. Check it.</returns>
    public Task<Application> SubscribeAsync(string application, IReadOnlyCollection<string> sources, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return _ari.HttpAsync(SubscribeRequest(application, sources), AriJson.Default.Application, cancel);
    }

    /// <summary>
    /// Subscribes in order with other commands: right behind the one that makes a channel, before anything has happened to it. The reply lists all
    /// that the application is subscribed to; it stays far below what Asterisk can send over a socket as long as that is not tens of thousands of channels.
    /// </summary>
    /// <inheritdoc cref="SubscribeAsync" path="/param"/>
    public Task SubscribeInOrderAsync(string application, IReadOnlyCollection<string> sources, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return _ari.CommandAsync(SubscribeRequest(application, sources), cancel);
    }

    public Task<Application> UnsubscribeAsync(string application, IReadOnlyCollection<string> sources, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return _ari.HttpAsync(
            RestRequest.Delete("applications", application, "subscription").With("eventSource", sources), AriJson.Default.Application, cancel);
    }

    /// <summary>Sets the types of events that are not sent. Replaces the filter set before.</summary>
    public Task<Application> SetEventFilterAsync(
        string application, IReadOnlyCollection<string> disallowed, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(disallowed);
        if (disallowed.Contains("RESTResponse"))
            throw new ArgumentException("'RESTResponse' carries the replies to commands: it must be allowed.", nameof(disallowed));
        return _ari.HttpAsync(FilterRequest(application, disallowed), AriJson.Default.Application, cancel);
    }

    private static RestRequest SubscribeRequest(string application, IReadOnlyCollection<string> sources)
    {
        if (sources.Contains("deviceState:"))
            throw new ArgumentException("'deviceState:' without a name can hang Asterisk when the socket is lost: name the devices.", nameof(sources));
        return RestRequest.Post("applications", application, "subscription").With("eventSource", sources);
    }

    internal static RestRequest GetRequest(string application) => RestRequest.Get("applications", application);

    internal static RestRequest FilterRequest(string application, IEnumerable<string> disallowed) =>
        RestRequest.Put("applications", application, "eventFilter").WithBody(writer =>
        {
            writer.WriteStartArray("disallowed"u8);
            foreach (var type in disallowed)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, type);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });

    /// <summary>The event type of one element of an application's filter.</summary>
    internal static string FilteredType(JsonElement filter) =>
        filter.ValueKind == JsonValueKind.Object && filter.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";
}
