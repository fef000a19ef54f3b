using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Messages in the JSON form of protobuf (protobuf.dev, "ProtoJSON Format"). Unknown fields are ignored.</summary>
internal static class JsonMarshaller
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A marshaller for a protobuf message; null for any other type.</summary>
    public static Marshaller<T>? TryCreate<T>(TypeRegistry types)
        where T : class
    {
        if (!typeof(IMessage).IsAssignableFrom(typeof(T)))
            return null;
        var descriptor = ((IMessage)Activator.CreateInstance<T>()).Descriptor;
        var formatter = new JsonFormatter(new JsonFormatter.Settings(formatDefaultValues: false, types));
        var parser = new JsonParser(new JsonParser.Settings(JsonParser.Settings.Default.RecursionLimit, types).WithIgnoreUnknownFields(true));
        return new Marshaller<T>(
            (message, context) => Write(formatter.Format((IMessage)message), context),
            context => (T)parser.Parse(Text(context), descriptor));
    }

    private static void Write(string json, SerializationContext context)
    {
        var length = Utf8.GetByteCount(json);
        context.SetPayloadLength(length);
        var writer = context.GetBufferWriter();
        Utf8.GetBytes(json, writer);
        context.Complete();
    }

    private static string Text(DeserializationContext context) => context.PayloadLength == 0
        ? throw new InvalidDataException("An empty body is not JSON; send {} for an empty message.")
        : Utf8.GetString(context.PayloadAsReadOnlySequence());
}
