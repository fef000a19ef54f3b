using Telephony.Core;
using Telephony.Server.History;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>The board's pictures and the history as somebody may see them.</summary>
internal static class ShownPictures
{
    /// <summary>A picture with only what is shown.</summary>
    public static AcdSnapshot For(this AcdSnapshot picture, Sight sight)
    {
        if (sight is { SeesSite: true, SeesNumbers: true }) return picture;
        var calls = picture.Calls.Where(c => sight.SeesWork(Queue(c.Queue), Agent(c.Agent)) || (c.Reserved is { } reserved && sight.SeesAgent(Agent(reserved))));
        var shown = picture with { Calls = [.. calls.Select(c => sight.SeesNumbers ? c : c with { Caller = NumberMask.Of(c.Caller), Attached = c.Attached.Clear() })] };
        if (sight.SeesSite) return shown;
        return shown with
        {
            Queues = [.. picture.Queues.Where(q => sight.SeesQueue(Queue(q.Name)))],
            Agents = [.. picture.Agents.Where(a => sight.SeesAgent(Agent(a.Id)))],
            CallsInAll = shown.Calls.Length,
        };
    }

    /// <summary>Past calls that are shown.</summary>
    public static IEnumerable<CallRow> For(this IEnumerable<CallRow> rows, Sight sight) => rows
        .Where(r => sight.SeesSite || sight.SeesWork(Queue(r.Queue), Agent(r.Agent)))
        .Select(r => sight.SeesNumbers ? r : r with { Caller = NumberMask.Of(r.Caller), CallerName = NumberMask.Of(r.CallerName) });

    /// <summary>Recordings that are shown.</summary>
    public static IEnumerable<RecordingRow> For(this IEnumerable<RecordingRow> rows, Sight sight) =>
        rows.Where(r => sight.SeesSite || sight.SeesWork(Queue(r.Queue), Agent(r.Agent)));

    private static string Queue(string? id) => Names.Of(Names.Queues, id);

    private static string Agent(string? id) => Names.Of(Names.Agents, id);
}
