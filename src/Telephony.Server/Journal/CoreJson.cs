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
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KindConverter<AcdInput>.NameKind, KindConverter<AcdFact>.NameKind } },
            Converters =
            {
                new JsonStringEnumConverter(),
                new KindConverter<AcdInput>(),
                new KindConverter<AcdFact>(),
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

    private sealed class IdConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => read(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
