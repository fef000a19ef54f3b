using System.Collections.Concurrent;
using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Prompts;

/// <summary>What an installation did.</summary>
/// <param name="Prompts">How many prompts there are, over all languages.</param>
/// <param name="Rendered">How many sounds had to be spoken or taken in first; equal words are one.</param>
/// <param name="Problems">Those that could not be: nothing is heard in their place.</param>
public sealed record PromptInstallation(int Prompts, int Rendered, ImmutableArray<ConfigProblem> Problems);

/// <summary>Puts prompts where Asterisk finds them: <c>SOUNDS/LANGUAGE/acd/ID.ulaw</c> and the other forms. A recording of the site wins
/// over rendered speech; what a language lacks is put there in the fallback language, because Asterisk itself would play nothing.</summary>
/// <param name="cache">Where they are rendered.</param>
/// <param name="sounds">Asterisk's sounds folder.</param>
public sealed class PromptInstaller(PromptCache cache, string sounds)
{
    private const string ListName = ".installed";

    /// <summary>Whether prompts were put into a sounds folder before.</summary>
    public static bool HasInstalled(string sounds) => File.Exists(ListOf(Path.Combine(sounds, PromptLibrary.AsteriskName(PromptLibrary.DefaultFallback), Prompt.Folder)));

    /// <summary>Renders what is missing and installs what is not installed yet.</summary>
    /// <param name="library">The prompts.</param>
    /// <param name="languages">Languages that are spoken besides those of the library; the fallback language is heard there.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<PromptInstallation> InstallAsync(PromptLibrary library, IEnumerable<string> languages, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        var wanted = library.Languages.Keys.Concat(languages.Select(PromptLibrary.CatalogName)).Distinct(StringComparer.Ordinal)
            .SelectMany(language => library.Ids.Select(id => (Language: language, Text: library.Find(id, language)))).Where(prompt => prompt.Text is not null)
            .Select(prompt => (prompt.Language, Text: prompt.Text!)).ToArray();
        var problems = new ConcurrentBag<ConfigProblem>();
        var keys = KeysOf(library, wanted.Select(prompt => prompt.Text).Distinct(), problems);
        // Many words are the same in several places; each is spoken once.
        var missing = keys.GroupBy(entry => entry.Value, entry => entry.Key).Where(group => !cache.Has(group.Key)).ToArray();
        await Parallel.ForEachAsync(missing, cancel, async (group, stop) =>
        {
            try
            {
                if (library.Studio.TryGetValue((group.First().Language, group.First().Id), out var path)) cache.TakeIn(group.Key, await File.ReadAllBytesAsync(path, stop), group.First());
                else await cache.RenderAsync(group.Key, group.First(), stop);
            }
            catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                problems.Add(ProblemOf(library, group.First(), fault));
            }
        });
        var without = missing.Select(group => group.Key).Where(key => !cache.Has(key)).ToHashSet(StringComparer.Ordinal);
        foreach (var language in wanted.Where(prompt => keys.TryGetValue(prompt.Text, out var key) && !without.Contains(key)).GroupBy(prompt => prompt.Language))
            Install(language.Key, language.ToDictionary(prompt => prompt.Text.Id, prompt => keys[prompt.Text]));
        if (missing.Length > 0) cache.Prune();
        return new PromptInstallation(wanted.Length, missing.Length - without.Count, [.. problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)]);
    }

    private Dictionary<PromptText, string> KeysOf(PromptLibrary library, IEnumerable<PromptText> texts, ConcurrentBag<ConfigProblem> problems)
    {
        var keys = new Dictionary<PromptText, string>();
        foreach (var text in texts)
        {
            try
            {
                keys[text] = library.Studio.TryGetValue((text.Language, text.Id), out var path) ? PromptCache.KeyOf(File.ReadAllBytes(path), text) : cache.KeyOf(text);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                problems.Add(ProblemOf(library, text, fault));
            }
        }

        return keys;
    }

    private static ConfigProblem ProblemOf(PromptLibrary library, PromptText text, Exception fault) =>
        library.Studio.TryGetValue((text.Language, text.Id), out var path)
            ? new ConfigProblem(ConfigSeverity.Error, path, 0, 0, text.Id, fault.Message, "")
            : new ConfigProblem(ConfigSeverity.Error, text.File, text.At.Line, text.At.Column, text.Id, fault.Message, "");

    /// <summary>Brings one language's folder up to date, by the list of what was put there last.</summary>
    private void Install(string language, Dictionary<string, string> keys)
    {
        var folder = Path.Combine(sounds, PromptLibrary.AsteriskName(language), Prompt.Folder);
        Directory.CreateDirectory(folder);
        var before = Listed(folder);
        foreach (var (id, key) in keys)
        {
            if (before.GetValueOrDefault(id) == key && PromptAudio.Formats.All(format => File.Exists(Path.Combine(folder, id + format)))) continue;
            foreach (var format in PromptAudio.Formats) WholeFile.Copy(cache.PathOf(key, format), Path.Combine(folder, id + format));
        }

        foreach (var gone in before.Keys.Where(id => !keys.ContainsKey(id)))
        {
            foreach (var format in PromptAudio.Formats) File.Delete(Path.Combine(folder, gone + format));
        }

        WholeFile.Write(ListOf(folder), System.Text.Encoding.UTF8.GetBytes(string.Concat(keys.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} {k.Value}\n"))));
    }

    private static Dictionary<string, string> Listed(string folder) =>
        File.Exists(ListOf(folder))
            ? File.ReadLines(ListOf(folder)).Select(line => line.Split(' ')).Where(words => words.Length == 2 && PromptCatalogReader.Id.IsMatch(words[0])).ToDictionary(words => words[0], words => words[1])
            : [];

    private static string ListOf(string folder) => Path.Combine(folder, ListName);
}
