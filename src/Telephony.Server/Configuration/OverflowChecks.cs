using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Rules by which queues that let calls return would hand a call round among them, as long as things stand badly. A queue that lets none
/// return ends such a circle by itself: the call stays there.</summary>
internal static class OverflowChecks
{
    public static void Check(SiteConfiguration site, SiteReferences references)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, rule) in site.Queues.Where(queue => queue.Value.Life.MayReturn))
        {
            foreach (var overflow in rule.Life.Overflow)
            {
                if (overflow.Target.Queue is not { } target || WayBack(site, target, name) is not { } way) continue;
                string[] circle = [name, .. way];
                if (!reported.Add(string.Join(' ', circle.Distinct().Order(StringComparer.Ordinal)))) continue;
                references.PlaceOf(overflow)?.Error(
                    $"a call would be handed round for ever: {string.Join(" -> ", circle.Select(queue => $"queue {queue}"))}",
                    "take may_return from one of them: the call then stays there");
            }
        }
    }

    /// <summary>The shortest way by overflow over queues that let calls return; null when there is none.</summary>
    private static List<string>? WayBack(SiteConfiguration site, string from, string to)
    {
        var pending = new Queue<List<string>>([[from]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (pending.TryDequeue(out var way))
        {
            if (!site.Queues.TryGetValue(way[^1], out var rule) || !rule.Life.MayReturn || !seen.Add(way[^1])) continue;
            if (way[^1] == to) return way;
            foreach (var next in rule.Life.Overflow.Select(overflow => overflow.Target.Queue).Append(rule.Overflow.Queue).OfType<string>()) pending.Enqueue([.. way, next]);
        }

        return null;
    }
}
