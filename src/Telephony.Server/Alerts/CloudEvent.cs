using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Telephony.Server.Alerts;

/// <summary>An event as others get it: a CloudEvent 1.0 in structured JSON, signed as Standard Webhooks asks (HMAC-SHA256 over id, time of sending and body).</summary>
internal static class CloudEvent
{
    /// <summary>Its media type.</summary>
    public const string MediaType = "application/cloudevents+json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The body.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="source">Which router tells of it.</param>
    public static byte[] Body(AlertEvent @event, string source) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Specversion = "1.0",
            @event.Id,
            Source = source,
            @event.Type,
            Subject = $"alerts/{@event.Alert.Id}",
            @event.Time,
            Datacontenttype = "application/json",
            Data = new
            {
                Alert = $"alerts/{@event.Alert.Id}",
                @event.Alert.Rule,
                @event.Label,
                Queue = @event.Alert.Queue is { } queue ? $"queues/{queue}" : null,
                @event.Metric,
                @event.Alert.Value,
                @event.Threshold,
                Severity = @event.IsCritical ? "critical" : "warning",
                State = @event.Alert.State.ToString().ToLowerInvariant(),
                @event.Alert.Begun,
                @event.Alert.By,
                @event.Alert.SnoozedUntil,
            },
        }, Json);

    /// <summary>The request that tells of it.</summary>
    public static HttpRequestMessage Request(AlertEvent @event, Uri to, byte[] secret, string source, DateTimeOffset now)
    {
        var body = Body(@event, source);
        var sent = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] text = [.. Encoding.UTF8.GetBytes($"{@event.Id}.{sent}."), .. body];
        var signed = HMACSHA256.HashData(secret, text);
        return new HttpRequestMessage(HttpMethod.Post, to)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(MediaType, "utf-8") } },
            Headers = { { "webhook-id", @event.Id }, { "webhook-timestamp", sent }, { "webhook-signature", $"v1,{Convert.ToBase64String(signed)}" } },
        };
    }
}
