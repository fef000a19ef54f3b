using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server.CallHandlers;

/// <summary>The two forms of a message.</summary>
/// <param name="Binary">As its own marshaller writes it: binary protobuf.</param>
/// <param name="Json">As JSON; null when it is not a protobuf message.</param>
internal sealed record MessageForms<T>(Marshaller<T> Binary, Marshaller<T>? Json)
    where T : class
{
    public static MessageForms<T> Create(Marshaller<T> binary, TypeRegistry types) => new(binary, JsonMarshaller.TryCreate<T>(types));
}
