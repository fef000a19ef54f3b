using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Telephony.Ari.Transport;

/// <summary>One request of the REST interface, for either transport. Null parameters are left out.</summary>
internal sealed class RestRequest
{
    private readonly List<KeyValuePair<string, string>> _query = new(4);

    private RestRequest(HttpMethod method, string path)
    {
        Method = method;
        Path = path;
    }

    public HttpMethod Method { get; }

    /// <summary>Below <c>/ari/</c>, each segment escaped; Asterisk unescapes them on both transports.</summary>
    public string Path { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Query => _query;

    /// <summary>A JSON object, or empty.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Asterisk may answer only when a playback has ended. Over HTTP such a request has connections of its own.</summary>
    public bool MayBlock { get; private init; }

    public static RestRequest Get(params ReadOnlySpan<string> segments) => new(HttpMethod.Get, Join(segments));

    public static RestRequest Post(params ReadOnlySpan<string> segments) => new(HttpMethod.Post, Join(segments));

    /// <inheritdoc cref="MayBlock"/>
    public static RestRequest BlockingPost(params ReadOnlySpan<string> segments) => new(HttpMethod.Post, Join(segments)) { MayBlock = true };

    public static RestRequest Put(params ReadOnlySpan<string> segments) => new(HttpMethod.Put, Join(segments));

    public static RestRequest Delete(params ReadOnlySpan<string> segments) => new(HttpMethod.Delete, Join(segments));

    public RestRequest With(string name, string? value)
    {
        if (value is not null) _query.Add(new(name, value));
        return this;
    }

    public RestRequest With(string name, bool? value) => With(name, value switch { null => null, true => "true", false => "false" });

    public RestRequest With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Several values; Asterisk wants them in one parameter, with commas.</summary>
    public RestRequest With(string name, IReadOnlyCollection<string> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, name);
        foreach (var value in values)
            if (value.Contains(',', StringComparison.Ordinal)) throw new ArgumentException($"{name}: '{value}' must not hold a comma.", name);
        return With(name, string.Join(',', values));
    }

    /// <summary>Whole seconds, rounded up: a limit must not come early.</summary>
    public RestRequest WithSeconds(string name, TimeSpan? value) =>
        With(name, value is { } time ? checked((long)Math.Ceiling(time.TotalSeconds)) : null);

    public RestRequest WithMilliseconds(string name, TimeSpan? value) =>
        With(name, value is { } time ? checked((long)Math.Ceiling(time.TotalMilliseconds)) : null);

    public RestRequest WithVariables(IReadOnlyDictionary<string, AriVariable>? variables)
    {
        if (variables is not { Count: > 0 }) return this;
        return WithBody(writer =>
        {
            writer.WriteStartObject("variables"u8);
            foreach (var (name, variable) in variables)
            {
                if (!variable.ReportEvents)
                {
                    writer.WriteString(name, variable.Value);
                    continue;
                }
                writer.WriteStartObject(name);
                writer.WriteString("value"u8, variable.Value);
                writer.WriteBoolean("report_events"u8, true);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        });
    }

    public RestRequest WithBody(Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writeProperties(writer);
        writer.WriteEndObject();
        writer.Flush();
        Body = buffer.WrittenMemory;
        return this;
    }

    /// <summary>Path and query as HTTP wants them.</summary>
    public string ToUri()
    {
        if (_query.Count == 0) return Path;
        var uri = new StringBuilder(Path, 128);
        var separator = '?';
        foreach (var (name, value) in _query)
        {
            uri.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return uri.ToString();
    }

    public override string ToString() => $"{Method} {Path}";

    private static string Join(ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(64);
        foreach (var segment in segments)
        {
            ArgumentException.ThrowIfNullOrEmpty(segment);
            if (path.Length > 0) path.Append('/');
            path.Append(Uri.EscapeDataString(segment));
        }
        return path.ToString();
    }
}
