using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Telephony.Server.Rpc;

/// <summary>Field masks: which fields of a thing are wanted, and which are changed.</summary>
internal static class Masks
{
    private const int MostPaths = 100;

    /// <summary>The thing with only the fields wanted; as it is when no mask is given.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: a path is no field.</exception>
    public static T Read<T>(FieldMask? mask, T thing) where T : class, IMessage<T>, new()
    {
        if (mask is null) return thing;
        Check<T>(mask);
        var some = new T();
        mask.Merge(thing, some);
        return some;
    }

    /// <summary>The things with only the fields wanted.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: a path is no field.</exception>
    public static IEnumerable<T> Read<T>(FieldMask? mask, IEnumerable<T> things) where T : class, IMessage<T>, new()
    {
        if (mask is null) return things;
        Check<T>(mask);
        return things.Select(thing => Read(mask, thing));
    }

    private static void Check<T>(FieldMask mask) where T : class, IMessage<T>, new()
    {
        if (mask.Paths.Count > MostPaths) throw Refusals.Field("read_mask", $"at most {MostPaths} fields are wanted");
        foreach (var path in mask.Paths)
        {
            if (!FieldMask.IsValid<T>(path)) throw Refusals.Field("read_mask", $"fields of {new T().Descriptor.Name} are wanted; {path} is none");
        }
    }
}
