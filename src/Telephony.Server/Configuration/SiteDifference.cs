using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Configuration;

/// <summary>What differs between two configurations, and what that would do, one sentence each.</summary>
internal static partial class SiteDifference
{
    /// <summary>How many sentences there are at most.</summary>
    public const int Most = 200;

    /// <summary>Sentences about what differs.</summary>
    public static IEnumerable<string> Of(SiteConfiguration before, SiteConfiguration after) =>
    [
        .. Named("queue", before.Queues, after.Queues), .. Named("agent", before.Agents, after.Agents), .. Named("menu", before.Menus, after.Menus),
        .. Named("flow", before.Flows, after.Flows), .. Named("destination", before.Destinations, after.Destinations), .. Whole("servers", before.Servers, after.Servers),
        .. Named("number", before.Numbers, after.Numbers), .. Named("calendar", before.Calendars, after.Calendars),
        .. Named("pause reason", before.PauseReasons, after.PauseReasons), .. Named("alert rule", before.Alerts.Rules, after.Alerts.Rules), .. Named("webhook", before.Alerts.Webhooks, after.Alerts.Webhooks),
        .. Whole("callbacks", before.CallbackLine, after.CallbackLine), .. Whole("announcements", before.Announcements, after.Announcements),
    ];

    /// <summary>A sentence about what a configuration would do now.</summary>
    public static string Of(PlannedEffect effect) => effect switch
    {
        { Kind: EffectOfRules.QueueGone } => $"{Calls(effect)} of {effect.Queue} would go to the dialplan's fallback: the queue is gone",
        { Kind: EffectOfRules.OtherSkills } => $"{Calls(effect)} of {effect.Queue} would ask for other skills",
        { Kind: EffectOfRules.OtherOrder } => $"{Calls(effect)} of {effect.Queue} would be re-scored",
        { Kind: EffectOfRules.LeavesQueue } => $"{Agents(effect)} at work would not serve {effect.Queue} any more",
        _ => $"{Agents(effect)} at work would be logged out: not configured any more",
    };

    private static string Calls(PlannedEffect effect) => effect.Count == 1 ? "1 waiting call" : $"{effect.Count} waiting calls";

    private static string Agents(PlannedEffect effect) => effect.Count == 1 ? "1 agent" : $"{effect.Count} agents";

    private static IEnumerable<string> Named<T>(string kind, ImmutableSortedDictionary<string, T> before, ImmutableSortedDictionary<string, T> after)
    {
        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            if (!before.TryGetValue(name, out var old)) yield return $"{kind} {name} is new";
            else if (!after.TryGetValue(name, out var next)) yield return $"{kind} {name} is gone";
            else if (Differences(old, next) is { Count: > 0 } changed) yield return $"{kind} {name} changes: {string.Join(", ", changed)}";
        }
    }

    private static IEnumerable<string> Whole<T>(string what, T before, T after)
    {
        if (Differences(before, after) is { Count: > 0 } changed) yield return $"{what} change: {string.Join(", ", changed)}";
    }

    private static List<string> Differences<T>(T before, T after)
    {
        List<string> found = [];
        Compare("", JsonSerializer.SerializeToElement(before, CoreJson.Options), JsonSerializer.SerializeToElement(after, CoreJson.Options), found);
        return found;
    }

    private static void Compare(string path, JsonElement before, JsonElement after, List<string> found)
    {
        if (JsonElement.DeepEquals(before, after)) return;
        if (before.ValueKind != JsonValueKind.Object || after.ValueKind != JsonValueKind.Object)
        {
            found.Add(IsShort(before) && IsShort(after) ? $"{Shown(path)} {before} → {after}" : Shown(path));
            return;
        }

        foreach (var name in before.EnumerateObject().Concat(after.EnumerateObject()).Select(p => p.Name).Distinct())
        {
            var below = path.Length == 0 || path == "life" ? name : $"{path}.{name}";
            if (!before.TryGetProperty(name, out var old) || !after.TryGetProperty(name, out var next)) found.Add(Shown(below));
            else Compare(below, old, next, found);
        }
    }

    private static bool IsShort(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && value.ToString().Length is > 0 and <= 60;

    /// <summary>As keys are written in the files.</summary>
    private static string Shown(string path) => path.Length == 0 ? "value" : Capital.Replace(path, m => $"_{m.Value.ToLowerInvariant()}");

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Capital { get; }
}
