using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Telephony.Server.Configuration;

/// <summary>A version of the configuration that came into force.</summary>
/// <param name="Number">1, 2, 3, … over the life of the data folder.</param>
/// <param name="Version">Names the content: <see cref="SiteLoadResult.Version"/>. Two numbers may have the same.</param>
/// <param name="At">When it was put in force.</param>
/// <param name="By">Who did it.</param>
public sealed record ConfigVersion(long Number, string Version, DateTimeOffset At, string By);

/// <summary>Versions of the configuration, each a folder of its own with the files as they were, in the data folder. The newest <see cref="Kept"/> are kept.
/// A version is complete or not there: it is written aside and renamed.</summary>
public sealed class ConfigVersions
{
    /// <summary>How many versions are kept.</summary>
    public const int Kept = 100;

    private const string About = "version.json";
    private const string Pending = "pending";

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly List<ConfigVersion> _versions;

    /// <summary>Reads what is there.</summary>
    /// <param name="folder">Where they lie; made when the first is added.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ConfigVersions(string folder)
    {
        _folder = folder;
        _versions = Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(Read).OfType<ConfigVersion>().OrderBy(v => v.Number)] : [];
    }

    /// <summary>All that are kept, newest first.</summary>
    public ImmutableArray<ConfigVersion> All
    {
        get
        {
            lock (_lock) return [.. Enumerable.Reverse(_versions)];
        }
    }

    /// <summary>The newest of a version, or the newest of all; null when there is none.</summary>
    public ConfigVersion? Find(string? version = null)
    {
        lock (_lock) return _versions.FindLast(v => version is null || v.Version == version);
    }

    /// <summary>The files of a version, by path.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public ImmutableSortedDictionary<string, string> FilesOf(ConfigVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return FilesIn(PathOf(version.Number));
    }

    /// <summary>Keeps a version.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public ConfigVersion Add(string version, IReadOnlyDictionary<string, string> files, DateTimeOffset at, string by)
    {
        ArgumentNullException.ThrowIfNull(files);
        lock (_lock)
        {
            var added = new ConfigVersion((_versions.Count == 0 ? 0 : _versions[^1].Number) + 1, version, at, by);
            Write(added, files);
            _versions.Add(added);
            while (_versions.Count > Kept)
            {
                Directory.Delete(PathOf(_versions[0].Number), recursive: true);
                _versions.RemoveAt(0);
            }

            return added;
        }
    }

    /// <summary>Notes that a version is being written into the configuration folder: if that is cut short, the next start ends it.</summary>
    public void Begin(ConfigVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        AtomicFile.WriteIfChanged(Path.Combine(_folder, Pending), version.Number.ToString(CultureInfo.InvariantCulture), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>It is written.</summary>
    public void End() => File.Delete(Path.Combine(_folder, Pending));

    /// <summary>Ends what a crash cut short, before the configuration folder is read.</summary>
    /// <param name="config">The configuration folder.</param>
    /// <returns>The version that was put in force; null when nothing was cut short.</returns>
    public ConfigVersion? Recover(string config)
    {
        var mark = Path.Combine(_folder, Pending);
        if (!File.Exists(mark)) return null;
        var found = long.TryParse(File.ReadAllText(mark), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? _versions.Find(v => v.Number == number) : null;
        if (found is not null) SiteFolder.Write(config, FilesOf(found));
        End();
        return found;
    }

    private string PathOf(long number) => Path.Combine(_folder, number.ToString("D8", CultureInfo.InvariantCulture));

    private void Write(ConfigVersion version, IReadOnlyDictionary<string, string> files)
    {
        var (path, aside) = (PathOf(version.Number), PathOf(version.Number) + ".new");
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);
        SiteFolder.Write(aside, files);
        File.WriteAllText(Path.Combine(aside, About), JsonSerializer.Serialize(version));
        Directory.Move(aside, path);
    }

    private static ConfigVersion? Read(string folder)
    {
        var about = Path.Combine(folder, About);
        return folder.EndsWith(".new", StringComparison.Ordinal) || !File.Exists(about) ? null : JsonSerializer.Deserialize<ConfigVersion>(File.ReadAllText(about));
    }

    private static ImmutableSortedDictionary<string, string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
        .ToImmutableSortedDictionary(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText, StringComparer.Ordinal);
}
