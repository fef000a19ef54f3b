using System.Collections.Immutable;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>skills.yaml</c>: what agents can do, by name. Queues and agents may name no other skill.</summary>
internal static class SkillsFileReader
{
    public const string FileName = "skills.yaml";

    /// <summary>The names of the skills; null when the file does not say.</summary>
    public static ImmutableHashSet<string>? Read(ConfigFile file, YamlNode root)
    {
        if (Section.Of(file, "", root, "skills") is not { } top) return null;
        if (top.Require("skills", "skills: {english: {label: {en: English}}}") is not { } node) return null;
        if (Section.OfNames(file, "skills", node) is not { } all) return null;
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Name.IsMatch(entry.Key)) file.Error(entry.KeyAt, field, $"not {NamedFile.NameForm}");
            Section.Of(file, field, entry.Value, "label")?.Label("label", entry.Key);
        }

        return [.. all.Entries.Select(entry => entry.Key)];
    }
}
