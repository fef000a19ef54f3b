using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>service_level: {within: 20s, target: 80, short_abandon: 5s, variant: without_short_abandons}</c>.</summary>
internal static class ObjectiveReader
{
    private const string Key = "service_level";

    private static readonly SortedDictionary<string, ServiceLevelVariant> Variants = new(StringComparer.Ordinal)
    {
        ["without_short_abandons"] = ServiceLevelVariant.WithoutShortAbandons,
        ["abandons_within_as_served"] = ServiceLevelVariant.AbandonsWithinAsServed,
        ["of_answered"] = ServiceLevelVariant.OfAnswered,
        ["of_all"] = ServiceLevelVariant.OfAll,
        ["without_abandons_within"] = ServiceLevelVariant.WithoutAbandonsWithin,
        ["short_abandons_as_served"] = ServiceLevelVariant.ShortAbandonsAsServed,
    };

    public static ServiceObjective Read(Section queue)
    {
        var otherwise = ServiceObjective.Default;
        if (queue.Find(Key) is not { } node || Section.Of(queue.File, Key, node, "within", "target", "short_abandon", "variant") is not { } level) return otherwise;
        return new ServiceObjective(
            level.Duration("within", otherwise.Within, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            level.Integer("target", otherwise.Target, 0, 100),
            level.Duration("short_abandon", otherwise.ShortAbandon, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            Variant(level));
    }

    private static ServiceLevelVariant Variant(Section level)
    {
        if (level.Find("variant") is not { } node || level.ScalarOf(node, level.Field("variant"), "a variant") is not { } text) return default;
        if (Variants.TryGetValue(text, out var variant)) return variant;
        level.File.Error(node.At, level.Field("variant"), $"unknown variant '{Grammar.Shown(text)}'", Suggestion.For(text, Variants.Keys));
        return default;
    }
}
