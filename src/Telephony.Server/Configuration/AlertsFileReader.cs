using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>alerts.yaml</c>: when who is alerted. The file may be missing.</summary>
internal static class AlertsFileReader
{
    public const string FileName = "alerts.yaml";

    private const int MostRules = 200;
    private const int MostNames = 200;
    private const int LargestNumber = 100_000;
    private const double Tenth = 0.1;

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static readonly SortedDictionary<string, AlertMetric> Metrics = new(StringComparer.Ordinal)
    {
        ["waiting"] = AlertMetric.Waiting, ["longest_wait"] = AlertMetric.LongestWait, ["expected_wait"] = AlertMetric.ExpectedWait,
        ["ready_agents"] = AlertMetric.ReadyAgents, ["busy_agents"] = AlertMetric.BusyAgents, ["staffed_agents"] = AlertMetric.StaffedAgents, ["paused_agents"] = AlertMetric.PausedAgents, ["longest_pause"] = AlertMetric.LongestPause,
        ["offered"] = AlertMetric.Offered, ["answered"] = AlertMetric.Answered, ["abandoned"] = AlertMetric.Abandoned, ["abandon_rate"] = AlertMetric.AbandonRate,
        ["service_level"] = AlertMetric.ServiceLevel, ["average_wait"] = AlertMetric.AverageWait, ["average_handle"] = AlertMetric.AverageHandle,
        ["asterisk_disconnected"] = AlertMetric.AsteriskDisconnected,
    };

    /// <summary>The word of a metric.</summary>
    public static string WordOf(AlertMetric metric) => Metrics.First(m => m.Value == metric).Key;

    public static AlertSettings? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "webhooks", "rules") is not { } top) return null;
        return new AlertSettings { Webhooks = Webhooks(top), Rules = Rules(top) };
    }

    private static ImmutableSortedDictionary<string, Uri> Webhooks(Section top)
    {
        var webhooks = ImmutableSortedDictionary.CreateBuilder<string, Uri>(StringComparer.Ordinal);
        if (top.Find("webhooks") is not { } node || Section.OfNames(top.File, "webhooks", node) is not { } all) return webhooks.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) top.File.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(top.File, field, entry.Value, "url") is not { } one) continue;
            one.Require("url", "url: https://ops.example/alerts");
            var text = one.Text("url", "", IsAddress, "an address like https://ops.example/alerts, without a user and a password");
            if (text.Length > 0) webhooks[entry.Key] = new Uri(text);
        }

        return webhooks.ToImmutable();
    }

    private static bool IsAddress(string text) => text.Length <= 500 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal));

    private static ImmutableSortedDictionary<string, AlertRule> Rules(Section top)
    {
        var rules = ImmutableSortedDictionary.CreateBuilder<string, AlertRule>(StringComparer.Ordinal);
        if (top.Find("rules") is not { } node || Section.OfNames(top.File, "rules", node) is not { } all) return rules.ToImmutable();
        if (all.Entries.Count() > MostRules) top.File.Error(node.At, "rules", "too many rules", $"at most {MostRules}");
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) top.File.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(top.File, field, entry.Value, "label", "metric", "above", "below", "clear", "for", "window", "queues", "agents", "critical", "webhooks") is { } rule)
                rules[entry.Key] = Rule(rule, entry.Key);
        }

        return rules.ToImmutable();
    }

    private static AlertRule Rule(Section rule, string name)
    {
        rule.Require("metric", "metric: longest_wait");
        var metric = rule.OneOf("metric", Metrics);
        var isBelow = rule.Find("below") is not null;
        if (isBelow == rule.Find("above") is not null) rule.File.Error(rule.At, rule.Field("above"), "a threshold is wanted", "write above: or below:, one of both");
        var threshold = Value(rule, isBelow ? "below" : "above", metric, 0);
        var clear = Value(rule, "clear", metric, Better(metric, isBelow, threshold));
        if (isBelow ? clear < threshold : clear > threshold) rule.File.Error(rule.PositionOf("clear"), rule.Field("clear"), "is worse than the threshold", $"{(isBelow ? "not less" : "not more")} than {(isBelow ? "below" : "above")}");
        var scoped = new AlertRule(rule.Label("label", name), metric, isBelow, threshold, clear, rule.Duration("for", TimeSpan.Zero, TimeSpan.Zero, Day), rule.Flag("critical", false))
        {
            Window = rule.Find("window") is null ? null : rule.Duration("window", TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(1), TimeSpan.FromHours(4)),
            Queues = Names(rule, "queues", ReferenceKind.Queue),
            Agents = Names(rule, "agents", ReferenceKind.Agent),
            Webhooks = Names(rule, "webhooks", ReferenceKind.Webhook),
        };
        Check(rule, scoped);
        return scoped;
    }

    /// <summary>A metric can only be looked at where there is such a thing.</summary>
    private static void Check(Section rule, AlertRule read)
    {
        if (!read.Queues.IsEmpty && !read.Agents.IsEmpty) rule.File.Error(rule.PositionOf("agents"), rule.Field("agents"), "a rule is about queues or about agents", "make two rules");
        if (!read.Agents.IsEmpty && !IsOfAgents(read.Metric)) rule.File.Error(rule.PositionOf("agents"), rule.Field("agents"), $"{WordOf(read.Metric)} is nothing that agents have", "remove it, or name queues");
        if (!read.Queues.IsEmpty && read.Metric == AlertMetric.AsteriskDisconnected) rule.File.Error(rule.PositionOf("queues"), rule.Field("queues"), "asterisk_disconnected is nothing that queues have", "remove it");
        if (read.Window is not null && !IsOfTime(read.Metric)) rule.File.Error(rule.PositionOf("window"), rule.Field("window"), $"{WordOf(read.Metric)} is of now, not of a time", "remove it; write for: to wait");
    }

    /// <summary>A tenth better than a threshold, and such that there is a figure that is so good.</summary>
    private static double Better(AlertMetric metric, bool isBelow, double threshold)
    {
        if (IsShare(metric) && isBelow) return threshold + ((100 - threshold) * Tenth);
        var better = threshold * (isBelow ? 1 + Tenth : 1 - Tenth);
        return IsDuration(metric) || IsShare(metric) ? better : isBelow ? Math.Floor(better) : Math.Ceiling(better);
    }

    private static double Value(Section rule, string key, AlertMetric metric, double otherwise)
    {
        if (rule.Find(key) is null) return otherwise;
        return IsDuration(metric)
            ? rule.Duration(key, TimeSpan.FromSeconds(otherwise), TimeSpan.Zero, Day).TotalSeconds
            : rule.Integer(key, (int)otherwise, 0, IsShare(metric) ? 100 : LargestNumber);
    }

    private static ImmutableArray<string> Names(Section rule, string key, ReferenceKind kind)
    {
        if (rule.Find(key) is not { } node) return [];
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var item in rule.Items(node, rule.Field(key), MostNames, allowSingle: true))
        {
            if (rule.ScalarOf(item, rule.Field(key), "a name") is not { } name) continue;
            rule.File.References.Add(kind, name, rule.File, item.At, rule.Field(key));
            names.Add(name);
        }

        return names.ToImmutable();
    }

    /// <summary>Whether it is a time, written like 30s.</summary>
    public static bool IsDuration(AlertMetric metric) =>
        metric is AlertMetric.LongestWait or AlertMetric.ExpectedWait or AlertMetric.LongestPause or AlertMetric.AverageWait or AlertMetric.AverageHandle
            or AlertMetric.AsteriskDisconnected;

    private static bool IsShare(AlertMetric metric) => metric is AlertMetric.AbandonRate or AlertMetric.ServiceLevel;

    private static bool IsOfAgents(AlertMetric metric) => metric is AlertMetric.ReadyAgents or AlertMetric.BusyAgents or AlertMetric.StaffedAgents or AlertMetric.PausedAgents or AlertMetric.LongestPause;

    /// <summary>Whether it is of a time, not of now.</summary>
    public static bool IsOfTime(AlertMetric metric) =>
        metric is AlertMetric.Offered or AlertMetric.Answered or AlertMetric.Abandoned or AlertMetric.AbandonRate or AlertMetric.ServiceLevel or AlertMetric.AverageWait or AlertMetric.AverageHandle;
}
