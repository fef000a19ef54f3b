using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Telephony.Core;

namespace Telephony.Server.Journal;

/// <summary>How inputs, facts and snapshots of the core are written as JSON. The core itself knows of no format:
/// the kind of an input or fact is its record's name, ids are plain strings, absent values are left out.</summary>
public static class CoreJson
{
    /// <summary>For journal, facts and snapshots.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file for people and tools, never a web page
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameKinds } },
            Converters =
            {
                new JsonStringEnumConverter(),
                new IdConverter<CallId>(v => new CallId(v), id => id.Value),
                new IdConverter<AgentId>(v => new AgentId(v), id => id.Value),
                new IdConverter<QueueName>(v => new QueueName(v), id => id.Value),
                new IdConverter<MenuName>(v => new MenuName(v), id => id.Value),
                new IdConverter<LegId>(v => new LegId(v), id => id.Value),
                new IdConverter<EarId>(v => new EarId(v), id => id.Value),
                new IdConverter<PlaybackId>(v => new PlaybackId(v), id => id.Value),
                new IdConverter<RecordingId>(v => new RecordingId(v), id => id.Value),
                new IdConverter<CallbackId>(v => new CallbackId(v), id => id.Value),
                new IdConverter<RequestId>(v => new RequestId(v), id => id.Value),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void NameKinds(JsonTypeInfo info)
    {
        if (info.Type != typeof(AcdInput) && info.Type != typeof(AcdFact)) return;
        info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
        foreach (var kind in info.Type.GetNestedTypes().Where(t => t.IsSubclassOf(info.Type)))
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
    }

    private sealed class IdConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
