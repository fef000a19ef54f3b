using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>after_call: {extension: 1m, dispositions: {sold: {label: {en: Sold}}}, required: true, limit: 5m}</c>.</summary>
internal static class AfterCallReader
{
    private const string Key = "after_call";
    private const int DispositionsMost = 100;

    public static AfterCallRule Read(Section queue)
    {
        if (queue.Find(Key) is not { } node || Section.Of(queue.File, Key, node, "extension", "dispositions", "required", "limit") is not { } rule)
            return AfterCallRule.Plain;
        var dispositions = Dispositions(rule);
        var required = rule.Flag("required", false);
        if (rule.Find("required") is not null && dispositions.IsEmpty)
            rule.File.Error(rule.PositionOf("required"), rule.Field("required"), "there is no disposition to give", "add dispositions: {sold: {label: {en: Sold}}}");
        return new AfterCallRule
        {
            Extension = rule.Duration("extension", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Dispositions = dispositions,
            Required = required && !dispositions.IsEmpty,
            Limit = rule.Duration("limit", AfterCallRule.Plain.Limit, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
        };
    }

    private static ImmutableSortedDictionary<string, Label> Dispositions(Section rule)
    {
        var dispositions = ImmutableSortedDictionary.CreateBuilder<string, Label>(StringComparer.Ordinal);
        if (rule.Find("dispositions") is not { } node || Section.OfNames(rule.File, rule.Field("dispositions"), node) is not { } all) return dispositions.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) rule.File.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            else if (entry.Key == AfterCallRule.NoDisposition) rule.File.Error(entry.KeyAt, field, "this is what is recorded when none was given", "choose another code");
            if (Section.Of(rule.File, field, entry.Value, "label") is { } disposition) dispositions[entry.Key] = disposition.Label("label", entry.Key);
        }

        if (dispositions.Count > DispositionsMost) rule.File.Error(node.At, rule.Field("dispositions"), $"{dispositions.Count} dispositions are too many", $"at most {DispositionsMost}");
        return dispositions.ToImmutable();
    }
}
