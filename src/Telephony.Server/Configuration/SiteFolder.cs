using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Configuration;

/// <summary>The files of a configuration folder, read in one go within bounds.</summary>
/// <param name="Names">All files that count, also those that could not be read.</param>
/// <param name="Files">The files that could be read as text, by name below the folder, in order of name.</param>
/// <param name="Version">A hash over names and contents; of recordings, over names, lengths and times of change.</param>
/// <param name="Studio">Recordings that take the place of rendered speech, by language and id of the prompt.</param>
internal sealed partial record SiteFolder(
    ImmutableArray<string> Names, ImmutableSortedDictionary<string, string> Files, string Version, ImmutableSortedDictionary<(string Language, string Id), string> Studio)
{
    public const int MaxFiles = 500;

    public const int MaxBytes = 1_000_000;

    private static readonly string[] TopFiles = [SiteFileReader.FileName, SkillsFileReader.FileName, AgentsFileReader.FileName, HoursFileReader.FileName, DoNotCallFileReader.FileName, AlertsFileReader.FileName];
    private static readonly string[] Folders = [QueueFileReader.Folder, IvrFileReader.Folder];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SiteFolder Read(string directory, ProblemList problems)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var names = List(directory, problems);
        foreach (var name in names)
        {
            if (ReadBytes(directory, name, problems) is not { } bytes) continue;
            Append(hash, name, bytes);
            if (Decode(name, bytes, problems) is { } text) files[name] = text;
        }

        var studio = StudioFiles.In(Path.Combine(directory, PromptCatalogReader.Folder), problems);
        Append(hash, studio);
        return new SiteFolder([.. names], files.ToImmutable(), Named(hash), studio);
    }

    /// <summary>The names of the files that count, in order; says what is missing, misnamed or too much.</summary>
    private static List<string> List(string directory, ProblemList problems)
    {
        if (!Directory.Exists(directory))
        {
            problems.Add(Whole(directory, "this folder does not exist", "name the configuration folder with --config DIR"));
            return [];
        }

        try
        {
            var names = Candidates(directory, problems).Order(StringComparer.Ordinal).Take(MaxFiles + 1).ToList();
            if (names.Count <= MaxFiles) return names;
            problems.Add(Whole(directory, $"more than {MaxFiles} configuration files", "merge or remove some"));
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(Whole(directory, "this folder cannot be read", fault.Message));
            return [];
        }
    }

    private static IEnumerable<string> Candidates(string directory, ProblemList problems)
    {
        foreach (var name in YamlFilesIn(directory))
        {
            if (TopFiles.Contains(name)) yield return name;
            else problems.Add(Whole(name, "this file has no meaning here", Suggestion.For(name, TopFiles)));
        }

        foreach (var path in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            var folder = Path.GetFileName(path);
            if (folder == PromptCatalogReader.Folder)
            {
                foreach (var name in Catalogs(path, problems)) yield return name;
                continue;
            }

            if (!Folders.Contains(folder))
            {
                var meant = Suggestion.For(folder, [.. Folders, PromptCatalogReader.Folder]);
                if (meant.StartsWith("did", StringComparison.Ordinal)) problems.Add(Whole(folder, "this folder is not read", meant, ConfigSeverity.Warning));
                continue;
            }

            foreach (var name in YamlFilesIn(path))
            {
                var below = $"{folder}/{name}";
                if (!name.EndsWith(".yaml", StringComparison.Ordinal)) problems.Add(Whole(below, "not read", "end the file's name with .yaml"));
                else if (!Grammar.Name.IsMatch(name[..^".yaml".Length])) problems.Add(Whole(below, $"the file's name is not {NamedFile.NameForm}", ""));
                else yield return below;
            }
        }
    }

    private static IEnumerable<string> Catalogs(string path, ProblemList problems)
    {
        foreach (var below in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var language = Path.GetFileName(below);
            var name = $"{PromptCatalogReader.Folder}/{language}/{PromptCatalogReader.FileName}";
            foreach (var other in YamlFilesIn(below).Where(file => file != PromptCatalogReader.FileName))
                problems.Add(Whole($"{PromptCatalogReader.Folder}/{language}/{other}", "this file has no meaning here", $"the texts of a language are in {PromptCatalogReader.FileName}"));
            if (!PromptCatalogReader.Language.IsMatch(language)) problems.Add(Whole($"{PromptCatalogReader.Folder}/{language}", "the folder's name is not a language", "write it like en or zh-CN"));
            else if (File.Exists(Path.Combine(below, PromptCatalogReader.FileName))) yield return name;
        }
    }

    /// <summary>Files that look like YAML; editors' own files are left out.</summary>
    private static IEnumerable<string> YamlFilesIn(string directory) =>
        Directory.EnumerateFiles(directory)
            .Select(path => Path.GetFileName(path))
            .Where(name => !name.StartsWith('.') && !name.StartsWith('#'))
            .Where(name => name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal);

    private static byte[]? ReadBytes(string directory, string name, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(directory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length <= MaxBytes)
            {
                var buffer = new byte[stream.Length];
                var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                return length == buffer.Length ? buffer : buffer[..length];
            }

            problems.Add(Whole(name, $"larger than {MaxBytes / 1_000_000} MB", "split it"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            problems.Add(Whole(name, "cannot be read", fault.Message));
        }

        return null;
    }

    private static string? Decode(string name, byte[] bytes, ProblemList problems)
    {
        try
        {
            var text = Utf8.GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException fault)
        {
            var before = bytes.AsSpan(0, Math.Clamp(fault.Index, 0, bytes.Length));
            var line = before.Count((byte)'\n') + 1;
            var column = Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..]).Length + 1;
            problems.Add(new ConfigProblem(
                ConfigSeverity.Error, name, line, column, "", $"byte 0x{bytes[Math.Min(fault.Index, bytes.Length - 1)]:X2} is not UTF-8 text", "save the file as UTF-8"));
            return null;
        }
    }

    private static ConfigProblem Whole(string file, string message, string hint, ConfigSeverity severity = ConfigSeverity.Error) =>
        new(severity, Grammar.ShownPath(file), 0, 0, "", message, hint);
}
