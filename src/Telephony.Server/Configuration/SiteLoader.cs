using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Prompts;

namespace Telephony.Server.Configuration;

/// <summary>Reads a configuration folder. All or nothing: one error anywhere, and there is no site.</summary>
public static class SiteLoader
{
    /// <summary>How many problems are listed at most.</summary>
    public const int MaxProblems = 50;

    /// <summary>Reads the folder. Never throws because of what is in it; a missing folder is a problem like any other.</summary>
    /// <param name="directory">The folder with <c>site.yaml</c>, <c>skills.yaml</c>, <c>agents.yaml</c>, <c>queues/</c> and <c>ivr/</c>.</param>
    public static SiteLoadResult Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var problems = new ProblemList(MaxProblems);
        return Read(SiteFolder.Read(directory, problems), problems);
    }

    /// <summary>Reads files that are not in a folder yet.</summary>
    /// <param name="files">Texts by path below the folder, with <c>/</c>.</param>
    /// <param name="directory">The folder they are for: its recordings of prompts count too.</param>
    public static SiteLoadResult Load(IReadOnlyDictionary<string, string> files, string directory)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var problems = new ProblemList(MaxProblems);
        return Read(SiteFolder.Of(files, directory, problems), problems);
    }

    private static SiteLoadResult Read(SiteFolder folder, ProblemList problems)
    {
        var reading = new SiteReading(folder, problems);
        var site = reading.Read();
        var (shown, omitted) = problems.ToResult();
        return new SiteLoadResult(problems.HasErrors ? null : site, shown, omitted, folder.Version) { Prompts = reading.Prompts };
    }
}

/// <summary>One reading of a folder: every file by itself, then what the files say about each other.</summary>
internal sealed class SiteReading(SiteFolder folder, ProblemList problems)
{
    private readonly SiteReferences references = new();

    /// <summary>The prompts; the product's own until the site's are read.</summary>
    public PromptLibrary Prompts { get; private set; } = PromptLibrary.Own;

    public SiteConfiguration? Read()
    {
        if (folder.Names.IsEmpty && problems.HasErrors) return null;
        var site = ReadTop(SiteFileReader.FileName, SiteFileReader.Read, ConfigSeverity.Error);
        var skills = ReadTop(SkillsFileReader.FileName, SkillsFileReader.Read, ConfigSeverity.Warning);
        var agents = ReadTop(AgentsFileReader.FileName, AgentsFileReader.Read, ConfigSeverity.Warning);
        var calendars = folder.Names.Contains(HoursFileReader.FileName)
            ? ReadTop(HoursFileReader.FileName, HoursFileReader.Read, ConfigSeverity.Warning)
            : ImmutableSortedDictionary.Create<string, Calendar>(StringComparer.Ordinal);
        var doNotCall = folder.Files.TryGetValue(DoNotCallFileReader.FileName, out var list) ? ReadFile(DoNotCallFileReader.FileName, list, DoNotCallFileReader.Read) : null;
        var alerts = folder.Names.Contains(AlertsFileReader.FileName) ? ReadTop(AlertsFileReader.FileName, AlertsFileReader.Read, ConfigSeverity.Warning) : AlertSettings.None;
        var queues = ReadNamed(QueueFileReader.Folder, QueueFileReader.Read);
        var ivr = ReadNamed(IvrFileReader.Folder, IvrFileReader.Read);

        Prompts = PromptLibrary.Own.With(ReadCatalogs(), site?.FallbackLanguage ?? PromptLibrary.DefaultFallback, folder.Studio);
        references.Check(kind => kind switch
        {
            ReferenceKind.Queue => NamesIn(QueueFileReader.Folder),
            ReferenceKind.Menu => NamesIn(IvrFileReader.Folder),
            ReferenceKind.Server => site is null ? null : site.Servers,
            ReferenceKind.Destination => site is null ? null : [.. site.Destinations.Keys],
            ReferenceKind.CallingBack => [.. queues.Where(q => q.Value.Life.Callback is not null).Select(q => q.Key)],
            ReferenceKind.CallbackLine => site is null ? null : site.CallbackLine is null ? [] : ["callbacks"],
            ReferenceKind.Prompt => Prompts.Ids,
            ReferenceKind.Language => null,
            ReferenceKind.Agent => agents is null ? null : [.. agents.Keys],
            ReferenceKind.Webhook => alerts is null ? null : [.. alerts.Webhooks.Keys],
            ReferenceKind.Calendar => calendars is null ? null : [.. calendars.Keys],
            ReferenceKind.Skill => skills ?? (folder.Names.Contains(SkillsFileReader.FileName) ? null : []),
            _ => site is null ? null : site.MusicClasses,
        });

        if (site is null || problems.HasErrors) return null;
        var whole = new SiteConfiguration
        {
            Version = folder.Version,
            Numbers = site.Numbers,
            Menus = ivr.Where(i => i.Value.Menu is not null).ToImmutableSortedDictionary(i => i.Key, i => i.Value.Menu!, StringComparer.Ordinal),
            Flows = ivr.Where(i => i.Value.Flow is not null).ToImmutableSortedDictionary(i => i.Key, i => i.Value.Flow!, StringComparer.Ordinal),
            Destinations = site.Destinations,
            PhoneTransfers = site.PhoneTransfers,
            Servers = site.Servers,
            Queues = queues,
            Agents = agents ?? ImmutableSortedDictionary.Create<string, AgentProfile>(StringComparer.Ordinal),
            PauseReasons = site.PauseReasons,
            CallbackLine = DoNotCallFileReader.Without(site.CallbackLine, doNotCall),
            Calendars = calendars ?? ImmutableSortedDictionary.Create<string, Calendar>(StringComparer.Ordinal),
            Announcements = site.Announcements,
            Alerts = alerts ?? AlertSettings.None,
        };
        SiteSemantics.Check(whole, references, problems);
        RoutingChecks.Check(whole, references, problems);
        FlowChecks.Check(whole, references);
        PromptChecks.Check(Prompts, references, site.FallbackLanguage, problems);
        return whole;
    }

    private T? ReadTop<T>(string name, Func<ConfigFile, YamlNode, T?> read, ConfigSeverity whenMissing) where T : class
    {
        if (folder.Files.TryGetValue(name, out var text)) return ReadFile(name, text, read);
        if (!problems.Has(name)) problems.Add(new ConfigProblem(whenMissing, name, 0, 0, "", "this file is missing", "see the sample site"));
        return null;
    }

    private ImmutableSortedDictionary<string, T> ReadNamed<T>(string below, Func<ConfigFile, string, YamlNode, T?> read) where T : class
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (path, text) in folder.Files.Where(file => file.Key.StartsWith($"{below}/", StringComparison.Ordinal)))
        {
            var name = NameOf(path);
            if (ReadFile(path, text, (file, root) => read(file, name, root)) is { } rule) all[name] = rule;
        }

        return all.ToImmutable();
    }

    private T? ReadFile<T>(string name, string text, Func<ConfigFile, YamlNode, T?> read) where T : class
    {
        var file = new ConfigFile(name, problems, references);
        return YamlReader.Read(file, text) is { } root ? read(file, root) : null;
    }

    private IEnumerable<KeyValuePair<string, ImmutableSortedDictionary<string, PromptText>>> ReadCatalogs()
    {
        foreach (var (path, text) in folder.Files.Where(file => file.Key.StartsWith($"{PromptCatalogReader.Folder}/", StringComparison.Ordinal)))
        {
            var language = path.Split('/')[1];
            if (ReadFile(path, text, (file, root) => PromptCatalogReader.Read(file, language, root)) is { } texts) yield return new(language, texts);
        }
    }

    private HashSet<string> NamesIn(string below) =>
        [.. folder.Names.Where(path => path.StartsWith($"{below}/", StringComparison.Ordinal)).Select(NameOf)];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);
}
