using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Telephony.Server.Prompts;

namespace Telephony.Server.Configuration;

/// <summary>Reads <c>prompts/LANGUAGE/catalog.yaml</c>: what is said, by id.</summary>
internal static partial class PromptCatalogReader
{
    public const string Folder = "prompts";
    public const string FileName = "catalog.yaml";

    /// <summary>Longest text of one prompt, in characters.</summary>
    public const int MaxText = 1_000;

    private const string IdForm = "a prompt's id (small letters and digits, parted by single -, at most 60)";

    /// <summary>Ids, which are also names of files.</summary>
    [GeneratedRegex(@"^(?=.{1,60}\z)[a-z0-9]+(?:-[a-z0-9]+)*\z")]
    public static partial Regex Id { get; }

    /// <summary>Names of languages, which are also names of folders: <c>en</c>, <c>zh-CN</c>.</summary>
    [GeneratedRegex(@"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\z")]
    public static partial Regex Language { get; }

    /// <summary>The texts of one file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="language">The name of its folder.</param>
    /// <param name="root">Its content.</param>
    public static ImmutableSortedDictionary<string, PromptText>? Read(ConfigFile file, string language, YamlNode root)
    {
        if (Section.Of(file, "", root, "prompts") is not { } top) return null;
        if (top.Require("prompts", "prompts: {welcome: Welcome.}") is not { } node || Section.OfNames(file, "prompts", node) is not { } all) return null;
        var texts = ImmutableSortedDictionary.CreateBuilder<string, PromptText>(StringComparer.Ordinal);
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Id.IsMatch(entry.Key)) file.Error(entry.KeyAt, field, $"not {IdForm}");
            else if (TextOf(file, field, entry, language) is { } text) texts[entry.Key] = text;
        }

        return texts.ToImmutable();
    }

    /// <summary>Either the text itself, or what is to be said of it.</summary>
    private static PromptText? TextOf(ConfigFile file, string field, YamlEntry entry, string language)
    {
        if (entry.Value is YamlNode.Scalar scalar)
        {
            if (IsText(scalar.Text)) return new PromptText(language, entry.Key, scalar.Text, scalar.Text, file.Name, entry.KeyAt);
            file.Error(scalar.At, field, $"{scalar.Kind} is not a text to say", $"1 to {MaxText} characters on one line");
            return null;
        }

        if (Section.Of(file, field, entry.Value, "text", "say", "notes") is not { } section || section.Require("text", "text: Welcome.") is null) return null;
        var form = $"a text of 1 to {MaxText} characters on one line";
        var text = section.Text("text", "", IsText, form);
        section.Text("notes", "", IsText, form);
        return text.Length == 0 ? null : new PromptText(language, entry.Key, text, section.Text("say", text, IsText, form), file.Name, entry.KeyAt);
    }

    private static bool IsText(string text) => text.Length is > 0 and <= MaxText && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
