using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Telephony.Server.Journal;

/// <summary>A record whose kind is its name, told first. The serializer's own polymorphism prepares all kinds, of which there are a hundred, before it reads
/// the first: nearly half a second of a start, of which a site uses a fifth. Here a kind is prepared when it comes for the first time.</summary>
/// <typeparam name="T">The record within which the kinds are declared.</typeparam>
internal sealed class KindConverter<T> : JsonConverter<T>
    where T : class
{
    private const string Kind = "kind";

    private readonly Dictionary<string, Type> _kinds = typeof(T).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(T))).ToDictionary(type => type.Name);

    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

    /// <summary>Puts the name of a kind before its properties.</summary>
    public static void NameKind(JsonTypeInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (info.Type.DeclaringType != typeof(T) || !info.Type.IsSubclassOf(typeof(T))) return;
        var name = info.Type.Name;
        var kind = info.CreateJsonPropertyInfo(typeof(string), Kind);
        kind.Get = _ => name;
        info.Properties.Insert(0, kind);
    }

    /// <inheritdoc />
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var ahead = reader;
        if (ahead.TokenType != JsonTokenType.StartObject || !ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals(Kind) || !ahead.Read())
            throw new JsonException($"does not begin with its \"{Kind}\"");
        if (ahead.TokenType != JsonTokenType.String || !_kinds.TryGetValue(ahead.GetString()!, out var kind)) throw new JsonException($"is of no known \"{Kind}\"");
        return (T?)JsonSerializer.Deserialize(ref reader, kind, options);
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(value);
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
    }
}
