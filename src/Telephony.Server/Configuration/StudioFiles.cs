using System.Collections.Immutable;

namespace Telephony.Server.Configuration;

/// <summary>Recordings from a studio: <c>prompts/LANGUAGE/ID.wav</c> takes the place of rendered speech.</summary>
internal static class StudioFiles
{
    /// <summary>How many recordings are looked at at most.</summary>
    public const int Most = 5_000;

    private const string Extension = ".wav";

    /// <summary>The recordings below a folder of prompts, by language and id.</summary>
    public static ImmutableSortedDictionary<(string Language, string Id), string> In(string folder, ProblemList problems)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<(string Language, string Id), string>();
        if (!Directory.Exists(folder)) return found.ToImmutable();
        try
        {
            foreach (var below in Directory.GetDirectories(folder))
            {
                var language = Path.GetFileName(below);
                foreach (var path in Directory.EnumerateFiles(below, $"*{Extension}").Take(Most + 1 - found.Count))
                {
                    var id = Path.GetFileName(path)[..^Extension.Length];
                    if (PromptCatalogReader.Id.IsMatch(id)) found[(language, id)] = path;
                    else problems.Add(Problem(ConfigSeverity.Warning, language, path, "the file's name is not a prompt's id", "small letters and digits, parted by single -"));
                }
            }

            if (found.Count > Most) problems.Add(new ConfigProblem(ConfigSeverity.Error, PromptCatalogReader.Folder, 0, 0, "", $"more than {Most} recordings", "remove some"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigProblem(ConfigSeverity.Error, PromptCatalogReader.Folder, 0, 0, "", "this folder cannot be read", fault.Message));
        }

        return found.ToImmutable();
    }

    private static ConfigProblem Problem(ConfigSeverity severity, string language, string path, string message, string hint) =>
        new(severity, Grammar.ShownPath($"{PromptCatalogReader.Folder}/{language}/{Path.GetFileName(path)}"), 0, 0, "", message, hint);
}
