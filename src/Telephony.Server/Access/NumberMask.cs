using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Telephony.Server.Access;

/// <summary>Hides callers' numbers and names from roles that may not see them: all but the last four digits.</summary>
internal static class NumberMask
{
    private const int Shown = 4;

    /// <summary>Fields of answers, and keys of facts, that hold a caller's number or name, or what a caller told; below them, everything.</summary>
    private static readonly HashSet<string> Hidden =
    [
        "caller_number", "caller_name", "caller", "customer", "customer_number", "number", "dialed_number", "callerNumber", "callerName", "caller_id",
        "variables", "attached", "destination", "condition",
    ];

    private static readonly ConcurrentDictionary<MessageDescriptor, bool> Concerned = new();

    /// <summary>Whether a field holds a caller's number or name.</summary>
    public static bool Hides(string field) => Hidden.Contains(field);

    /// <summary>A number as it is shown: <c>*******1234</c>. What has no more than six is hidden as a whole.</summary>
    public static string Of(string number) => number.Length == 0 ? "" : number.Length <= Shown + 2 ? new string('*', number.Length) : new string('*', number.Length - Shown) + number[^Shown..];

    /// <summary>An answer without numbers: the same when it has none, else a copy.</summary>
    public static T Of<T>(T message)
        where T : class
    {
        if (message is not IMessage known || !IsConcerned(known.Descriptor)) return message;
        var copy = known.Descriptor.Parser.ParseFrom(known.ToByteString());
        Hide(copy);
        return (T)copy;
    }

    private static void Hide(IMessage message)
    {
        if (message is Struct details)
        {
            Hide(details, all: false);
            return;
        }

        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.String && !field.IsRepeated && Hides(field.Name)) field.Accessor.SetValue(message, Of((string)field.Accessor.GetValue(message)));
            else if (field.IsMap && Hides(field.Name)) HideValues((System.Collections.IDictionary)field.Accessor.GetValue(message));
            else if (field.FieldType == FieldType.Message && !field.IsMap) HideBelow(message, field);
        }
    }

    private static void HideValues(System.Collections.IDictionary map)
    {
        foreach (var key in map.Keys.Cast<object>().ToList())
        {
            if (map[key] is string text) map[key] = Of(text);
        }
    }

    private static void HideBelow(IMessage message, FieldDescriptor field)
    {
        if (!IsConcerned(field.MessageType)) return;
        if (field.IsRepeated)
        {
            foreach (IMessage item in (System.Collections.IList)field.Accessor.GetValue(message)) Hide(item);
        }
        else if (field.Accessor.GetValue(message) is IMessage one)
        {
            Hide(one);
        }
    }

    private static void Hide(Struct details, bool all)
    {
        foreach (var (key, value) in details.Fields) Hide(value, all || Hides(key));
    }

    private static void Hide(Value value, bool all)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StringValue when all: value.StringValue = Of(value.StringValue); break;
            case Value.KindOneofCase.StructValue: Hide(value.StructValue, all); break;
            case Value.KindOneofCase.ListValue:
                foreach (var item in value.ListValue.Values) Hide(item, all);
                break;
        }
    }

    private static bool IsConcerned(MessageDescriptor type) => Concerned.GetOrAdd(type, t => IsConcerned(t, []));

    private static bool IsConcerned(MessageDescriptor type, HashSet<MessageDescriptor> seen) => type == Struct.Descriptor || (seen.Add(type)
        && type.Fields.InDeclarationOrder().Any(f => f.FieldType == FieldType.String || f.IsMap ? Hides(f.Name) : f.FieldType == FieldType.Message && !f.IsMap && IsConcerned(f.MessageType, seen)));
}
