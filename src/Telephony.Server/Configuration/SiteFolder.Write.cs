using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Telephony.Server.Configuration;

/// <content>Files that are not in a folder yet, and how they get there.</content>
internal sealed partial record SiteFolder
{
    private const UnixFileMode EverybodyReads =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Files as if they lay in a folder; names that mean nothing there are problems.</summary>
    public static SiteFolder Of(IReadOnlyDictionary<string, string> files, string directory, ProblemList problems)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var found = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (!Counts(name)) problems.Add(Whole(name, "this file has no meaning here", Suggestion.For(name, TopFiles)));
            else if (bytes.Length > MaxBytes) problems.Add(Whole(name, $"larger than {MaxBytes / 1_000_000} MB", "split it"));
            else found[name] = text.StartsWith('\uFEFF') ? text[1..] : text;
            Append(hash, name, bytes);
        }

        if (files.Count > MaxFiles) problems.Add(Whole("", $"more than {MaxFiles} configuration files", "merge or remove some"));
        var studio = StudioFiles.In(Path.Combine(directory, PromptCatalogReader.Folder), problems);
        Append(hash, studio);
        return new SiteFolder([.. found.Keys], found.ToImmutable(), Named(hash), studio);
    }

    /// <summary>Makes a folder hold these files, each written whole, and no other that counts.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string directory, IReadOnlyDictionary<string, string> files)
    {
        foreach (var (name, text) in files)
        {
            if (!Counts(name)) throw new ArgumentException(name, nameof(files)); // never outside the folder
            var path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.WriteIfChanged(path, text, EverybodyReads);
        }

        foreach (var name in Candidates(directory, new ProblemList(1)).Where(name => !files.ContainsKey(name)).ToList()) File.Delete(Path.Combine(directory, name));
    }

    private static bool Counts(string name)
    {
        if (TopFiles.Contains(name)) return true;
        return name.Split('/') switch
        {
            [var folder, var file] => Folders.Contains(folder) && file.EndsWith(".yaml", StringComparison.Ordinal) && Grammar.Name.IsMatch(file[..^".yaml".Length]),
            [PromptCatalogReader.Folder, var language, PromptCatalogReader.FileName] => PromptCatalogReader.Language.IsMatch(language),
            _ => false,
        };
    }

    private static void Append(IncrementalHash hash, string name, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{bytes.Length}\0"));
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, ImmutableSortedDictionary<(string Language, string Id), string> studio)
    {
        foreach (var path in studio.Values)
        {
            var recording = new FileInfo(path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\0{(recording.Exists ? recording.Length : 0)}\0{recording.LastWriteTimeUtc.Ticks}\0"));
        }
    }

    private static string Named(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
}
