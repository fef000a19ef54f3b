using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Prompts;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>site.yaml</c>: the dialled numbers, the pause reasons, the announcements on agents' phones, the music classes.</summary>
internal static class SiteFileReader
{
    public const string FileName = "site.yaml";

    /// <summary>What the file says.</summary>
    public sealed record Content(
        ImmutableSortedDictionary<string, EntryPoint> Numbers,
        ImmutableSortedDictionary<string, PauseReason> PauseReasons,
        AgentAnnouncements Announcements,
        ImmutableArray<string> MusicClasses,
        CallbackLine? CallbackLine,
        ImmutableSortedDictionary<string, string> Destinations,
        ImmutableArray<string> Servers,
        string FallbackLanguage,
        bool PhoneTransfers);

    public static Content? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "numbers", "pause_reasons", "announcements", "music_classes", "callbacks", "destinations", "servers", "fallback_language", "phone_transfers") is not { } site) return null;
        return new Content(
            Numbers(site), PauseReasons(site), Announcements(site), MusicClasses(site), CallbackReader.Line(site), Destinations(site), Servers(site), FallbackLanguage(site),
            site.Flag("phone_transfers", false));
    }

    private static ImmutableSortedDictionary<string, EntryPoint> Numbers(Section site)
    {
        var numbers = ImmutableSortedDictionary.CreateBuilder<string, EntryPoint>(StringComparer.Ordinal);
        if (site.Require("numbers", "numbers: {\"*\": {target: {queue: NAME}}}") is not { } node) return numbers.ToImmutable();
        if (Section.OfNames(site.File, "numbers", node) is not { } all) return numbers.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Number.IsMatch(entry.Key))
            {
                site.File.Error(entry.KeyAt, field, "not a number a caller can dial", "write digits, a name, or \"*\" for any other");
            }

            if (Section.Of(site.File, field, entry.Value, "greeting", "language", "target") is not { } number) continue;
            var target = number.Require("target", "target: {queue: NAME}") is { } to
                ? Section.Target(site.File, number.Field("target"), to)
                : null;
            numbers[entry.Key] = new EntryPoint(number.Prompts("greeting"), Language(number), target ?? CallTarget.HangUp)
            {
                SpeaksItsCallersLanguage = number.Find("language") is not null,
            };
        }

        if (numbers.Count == 0) site.File.Error(node.At, "numbers", "no number leads anywhere", "add \"*\": {target: {queue: NAME}}");
        else if (!numbers.ContainsKey("*"))
        {
            site.File.Warn(node.At, "numbers", "a caller who dials any other number is not served", "add \"*\"");
        }

        return numbers.ToImmutable();
    }

    /// <summary>The language of prompts, as Asterisk names it; <c>zh-CN</c> may be written too.</summary>
    public static string Language(Section section)
    {
        var language = PromptLibrary.AsteriskName(section.Text("language", PromptLibrary.DefaultFallback, Grammar.Language.IsMatch, "a language like en or zh-CN"));
        section.File.References.Add(ReferenceKind.Language, language, section.File, section.PositionOf("language"), section.Field("language"));
        return language;
    }

    /// <summary>The language heard when a prompt is missing in the caller's.</summary>
    private static string FallbackLanguage(Section site) =>
        PromptLibrary.CatalogName(site.Text("fallback_language", PromptLibrary.DefaultFallback, Grammar.Language.IsMatch, "a language like en or zh-CN"));

    private static ImmutableSortedDictionary<string, PauseReason> PauseReasons(Section site)
    {
        var reasons = ImmutableSortedDictionary.CreateBuilder<string, PauseReason>(StringComparer.Ordinal);
        if (site.Find("pause_reasons") is not { } node) return reasons.ToImmutable();
        if (Section.OfNames(site.File, "pause_reasons", node) is not { } all) return reasons.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (entry.Key is not [>= '0' and <= '9'])
            {
                site.File.Error(entry.KeyAt, field, "a pause reason is named by the one digit dialled after *13", "write \"0\" to \"9\"");
            }

            if (Section.Of(site.File, field, entry.Value, "name", "label", "productive", "limit", "approval") is not { } reason) continue;
            reason.Require("name", "name: break");
            var name = reason.Text("name", "", Grammar.Name.IsMatch, NamedFile.NameForm);
            if (name.Length > 0 && reasons.Values.Any(other => other.Name == name))
            {
                site.File.Error(reason.PositionOf("name"), reason.Field("name"), $"the name '{name}' is here twice", "give each reason its own");
            }

            if (name == PauseReason.MissedCalls)
            {
                site.File.Error(reason.PositionOf("name"), reason.Field("name"), $"'{name}' is what the router calls its own pauses", "choose another name");
            }

            reasons[entry.Key] = new PauseReason(name, reason.Label("label", name))
            {
                Productive = reason.Flag("productive", false),
                Limit = reason.Duration("limit", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(24)),
                NeedsApproval = reason.Flag("approval", false),
            };
        }

        return reasons.ToImmutable();
    }

    private static AgentAnnouncements Announcements(Section site)
    {
        if (site.Find("announcements") is not { } node
            || Section.Of(site.File, "announcements", node, "logged_in", "logged_out", "paused", "pause_pending", "ready", "refused") is not { } all)
        {
            return Said(null);
        }

        return Said(all);
    }

    /// <summary>What is not said otherwise is announced by the prompts the product brings.</summary>
    private static AgentAnnouncements Said(Section? all)
    {
        return new AgentAnnouncements
        {
            LoggedIn = Of("logged_in", "agent-logged-in"),
            LoggedOut = Of("logged_out", "agent-logged-out"),
            Paused = Of("paused", "agent-paused"),
            PausePending = Of("pause_pending", "agent-pause-pending"),
            Ready = Of("ready", "agent-ready"),
            Refused = Of("refused", "agent-refused"),
        };

        ImmutableArray<string> Of(string key, string otherwise) => all?.Find(key) is null ? [Prompt.Media(otherwise)] : all.Prompts(key);
    }

    /// <summary>Where flows may hand calls: a name, and what Asterisk dials.</summary>
    private static ImmutableSortedDictionary<string, string> Destinations(Section site)
    {
        var destinations = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (site.Find("destinations") is not { } node || Section.OfNames(site.File, "destinations", node) is not { } all) return destinations.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) site.File.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            if (Section.Of(site.File, field, entry.Value, "dial") is not { } one) continue;
            one.Require("dial", "dial: PJSIP/2000");
            destinations[entry.Key] = one.Text("dial", "", text => Grammar.DialTarget.IsMatch(text) || Grammar.TrunkTarget.IsMatch(text), "what Asterisk dials, like PJSIP/2000 or PJSIP/02155550100@trunk");
        }

        return destinations.ToImmutable();
    }

    /// <summary>The servers flows may ask, as host or host:port.</summary>
    private static ImmutableArray<string> Servers(Section site)
    {
        if (site.Find("servers") is not { } node) return [];
        var servers = ImmutableArray.CreateBuilder<string>();
        foreach (var item in site.Items(node, "servers", 100))
        {
            if (site.ScalarOf(item, "servers", "a host") is not { } host) continue;
            if (Grammar.Server.IsMatch(host)) servers.Add(host.ToLowerInvariant());
            else site.File.Error(item.At, "servers", $"'{Grammar.Shown(host)}' is not a host", "write it like crm.example or 10.0.0.5:8443");
        }

        return servers.ToImmutable();
    }

    private static ImmutableArray<string> MusicClasses(Section site)
    {
        if (site.Find("music_classes") is not { } node) return ["default"];
        var classes = ImmutableArray.CreateBuilder<string>();
        foreach (var item in site.Items(node, "music_classes", 100))
        {
            if (site.ScalarOf(item, "music_classes", "a name") is not { } name) continue;
            if (Grammar.Name.IsMatch(name)) classes.Add(name);
            else site.File.Error(item.At, "music_classes", $"'{Grammar.Shown(name)}' is not {NamedFile.NameForm}");
        }

        return classes.ToImmutable();
    }
}
