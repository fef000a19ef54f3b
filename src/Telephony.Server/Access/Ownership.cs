using Google.Protobuf;
using Google.Protobuf.Reflection;
using Telephony.Core;
using Telephony.Server.History;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Whether everything that a request names is somebody's own. What is not there is nobody's own, so that no answer tells which it is.</summary>
internal sealed class Ownership(PictureFeed<V1.Call> calls, LatestAlerts alerts, HistoryStore history, ICoreAccess core)
{
    private static readonly string[] Collections = [Names.Queues, Names.Agents, Names.Calls, Names.Recordings, Names.Callbacks, Names.Alerts];

    /// <summary>Fields that hold words for people; they name nothing.</summary>
    private static readonly HashSet<string> Words = ["by", "why", "note", "reference"];

    /// <summary>All things that a request names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="leaveOut">Fields, at the top of the request, that are not looked at.</param>
    public static IEnumerable<string> NamedIn(IMessage request, IReadOnlyCollection<string> leaveOut)
    {
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder())
        {
            if (leaveOut.Contains(field.Name) || Words.Contains(field.Name)) continue;
            foreach (var value in ValuesOf(request, field))
            {
                if (value is string text && Collections.Any(c => text.StartsWith(c + "/", StringComparison.Ordinal))) yield return text;
                if (value is not IMessage message) continue;
                foreach (var name in NamedIn(message, [])) yield return name;
            }
        }
    }

    /// <summary>Whether a thing is one's own.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: that cannot be found out now.</exception>
    public async Task<bool> IsOwnAsync(Sight sight, string name) => name.Split('/')[0] switch
    {
        Names.Queues => sight.SeesQueue(name),
        Names.Agents => sight.SeesAgent(name),
        Names.Calls => calls.Find(name) is { } call && sight.Sees(call),
        Names.Recordings => OwnRecording(sight, name),
        Names.Callbacks => await OwnCallbackAsync(sight, name),
        Names.Alerts => alerts().FirstOrDefault(a => a.Name == name) is { } alert && sight.Sees(alert),
        _ => false,
    };

    /// <summary>Whether a recording, named by its id, is one's own.</summary>
    public bool OwnRecording(Sight sight, string name)
    {
        try
        {
            return history.FindRecording(name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]) is { } row
                && sight.SeesWork(Names.Of(Names.Queues, row.Queue), Names.Of(Names.Agents, row.Agent));
        }
        catch (HistoryUnavailableException)
        {
            throw Refusals.Because(Reason.HistoryUnavailable, []);
        }
    }

    private Task<bool> OwnCallbackAsync(Sight sight, string name)
    {
        var id = new CallbackId(name[(Names.Callbacks.Length + 1)..]);
        return core.QuestionAsync(acd => acd.Callbacks.Where(c => c.Id == id).Select(Views.Of).FirstOrDefault() is { } found && sight.SeesWork(found.Queue, found.Agent));
    }

    private static IEnumerable<object> ValuesOf(IMessage request, FieldDescriptor field)
    {
        if (field.FieldType is not (FieldType.String or FieldType.Message)) return [];
        var value = field.Accessor.GetValue(request);
        return field.IsMap ? ((System.Collections.IDictionary)value).Values.Cast<object>() : field.IsRepeated ? ((System.Collections.IEnumerable)value).Cast<object>() : value is null ? [] : [value];
    }
}
