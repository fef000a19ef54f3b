using System.Collections.Immutable;
using Telephony.Server.Configuration;

namespace Telephony.Server.Prompts;

/// <summary>All prompts of a site: those the product brings, and the site's own, which are added to them or take their place.</summary>
/// <param name="Languages">The texts by language (<c>zh-CN</c>) and id.</param>
/// <param name="Fallback">The language that is heard when a prompt is missing in the caller's.</param>
/// <param name="Studio">Recordings of the site, by language and id: the path of the WAV file.</param>
public sealed record PromptLibrary(
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, PromptText>> Languages,
    string Fallback,
    ImmutableSortedDictionary<(string Language, string Id), string> Studio)
{
    /// <summary>The language of last resort.</summary>
    public const string DefaultFallback = "en";

    private static readonly Lazy<PromptLibrary> OwnLibrary = new(() => ReadOwn(Path.Combine(AppContext.BaseDirectory, PromptCatalogReader.Folder)));

    /// <summary>What the product brings: the catalogs beside the program.</summary>
    public static PromptLibrary Own => OwnLibrary.Value;

    /// <summary>The ids of all prompts there are, in whatever language.</summary>
    public ImmutableSortedSet<string> Ids { get; } = [.. Languages.Values.SelectMany(texts => texts.Keys)];

    /// <summary>What is heard for an id in a language: the prompt itself, or that of the fallback language; null when it is in neither.</summary>
    public PromptText? Find(string id, string language) =>
        InLanguage(id, language) ?? InLanguage(id, Fallback);

    /// <summary>The prompt in this very language, or null.</summary>
    public PromptText? InLanguage(string id, string language) => Languages.GetValueOrDefault(language)?.GetValueOrDefault(id);

    /// <summary>This library with the texts of a site.</summary>
    public PromptLibrary With(IEnumerable<KeyValuePair<string, ImmutableSortedDictionary<string, PromptText>>> site, string fallback, ImmutableSortedDictionary<(string Language, string Id), string> studio)
    {
        ArgumentNullException.ThrowIfNull(site);
        var languages = Languages.ToBuilder();
        foreach (var (language, texts) in site)
            languages[language] = languages.GetValueOrDefault(language, ImmutableSortedDictionary.Create<string, PromptText>(StringComparer.Ordinal)).SetItems(texts);
        return new PromptLibrary(languages.ToImmutable(), fallback, studio);
    }

    /// <summary>A language as Asterisk names it: <c>zh_CN</c>.</summary>
    public static string AsteriskName(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Replace('-', '_');
    }

    /// <summary>A language as the catalogs name it: <c>zh-CN</c>.</summary>
    public static string CatalogName(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        return language.Replace('_', '-');
    }

    private static PromptLibrary ReadOwn(string folder)
    {
        var problems = new ProblemList(1);
        var languages = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, PromptText>>(StringComparer.Ordinal);
        foreach (var path in Directory.GetDirectories(folder))
        {
            var language = Path.GetFileName(path);
            var file = new ConfigFile($"{PromptCatalogReader.Folder}/{language}/{PromptCatalogReader.FileName}", problems, new SiteReferences());
            if (YamlReader.Read(file, File.ReadAllText(Path.Combine(path, PromptCatalogReader.FileName))) is { } root && PromptCatalogReader.Read(file, language, root) is { } texts)
                languages[language] = texts;
        }

        var (wrong, _) = problems.ToResult();
        if (!wrong.IsEmpty) throw new InvalidDataException(wrong[0].ToString());
        return new PromptLibrary(languages.ToImmutable(), DefaultFallback, ImmutableSortedDictionary<(string Language, string Id), string>.Empty);
    }
}
