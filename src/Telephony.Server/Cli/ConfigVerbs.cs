using System.CommandLine;
using Telephony.Server.Configuration;
using static Telephony.Server.Cli.ClientCommand;

namespace Telephony.Server.Cli;

/// <summary><c>telephony config …</c> of a running service; <c>config check</c> needs none.</summary>
internal static class ConfigVerbs
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "the site's YAML folder" };
    private static readonly Option<string?> Version = new("--version") { Description = "that version; left out: the one in force" };
    private static readonly Argument<string> BackTo = new("version") { Description = "the version, as config versions shows it" };
    private static readonly Option<DirectoryInfo?> To = new("--to") { Description = "write its files into this folder" };
    private static readonly Option<string> Etag = new("--etag") { Description = "only when this version is in force", DefaultValueFactory = _ => "" };

    /// <summary>The commands, beside the check of a folder.</summary>
    public static Command Create(Command check) => Group(
        "config", "The site's configuration: check, plan, apply, go back.",
        check,
        Verb("get", "The configuration in force.", GetAsync, Version, To),
        Verb("plan", "What would change if a folder's configuration were applied.", PlanAsync, Folder),
        Order("apply", "Put a folder's configuration in force, whole or not at all.", ApplyAsync, Folder, Etag),
        Verb("versions", "Versions that were in force.", VersionsAsync),
        Order("rollback", "Put an earlier version in force again.", RollbackAsync, BackTo));

    private static async Task GetAsync(Session session)
    {
        var answer = await session.Config.GetConfigAsync(new V1.GetConfigRequest { Version = session.Get(Version) ?? "" }, session.Once);
        if (session.Get(To) is { } folder)
        {
            foreach (var file in answer.Files) await WriteAsync(folder.FullName, file);
        }

        await session.PrintAsync(answer, [$"version {answer.Version?.Version}", .. answer.Files.Select(f => $"  {f.Path}, {f.Text.Length} characters")]);
    }

    /// <summary>Only below the folder, whatever the service answers.</summary>
    private static async Task WriteAsync(string folder, V1.ConfigFile file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file.Path));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new IOException($"{file.Path} does not lie in the folder; nothing more is written");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, file.Text);
    }

    private static async Task PlanAsync(Session session)
    {
        var answer = await session.Config.PlanConfigAsync(new V1.PlanConfigRequest { Files = { Read(session) } }, session.Once);
        await session.PrintAsync(answer, [.. answer.Problems.Select(Line), .. answer.Changes, .. answer.Changes.Count + answer.Problems.Count == 0 ? ["nothing would change"] : Array.Empty<string>()]);
    }

    private static async Task ApplyAsync(Session session)
    {
        var order = new V1.ApplyConfigRequest
        {
            Files = { Read(session) }, Etag = session.Get(Etag), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly,
        };
        var answer = await session.Config.ApplyConfigAsync(order, session.Once);
        await session.PrintAsync(answer, [$"{(session.ValidateOnly ? "could be applied" : "in force")}: version {answer.Version?.Version}"]);
    }

    private static async Task VersionsAsync(Session session)
    {
        var all = await Pages.AllAsync(
            token => session.Config.ListConfigVersionsAsync(new V1.ListConfigVersionsRequest { PageSize = Pages.Size, PageToken = token }, session.Once), p => p.NextPageToken);
        await session.PrintAsync(all, Columns.Versions, all.Versions);
    }

    private static async Task RollbackAsync(Session session)
    {
        var order = new V1.RollbackConfigRequest { Version = session.Get(BackTo), By = session.By, RequestId = Session.NewRequestId(), ValidateOnly = session.ValidateOnly };
        var answer = await session.Config.RollbackConfigAsync(order, session.Once);
        await session.PrintAsync(answer, [$"{(session.ValidateOnly ? "could be applied" : "in force")}: version {answer.Version?.Version}"]);
    }

    /// <summary>The files of the folder that count.</summary>
    /// <exception cref="CommandLineException">They cannot be read.</exception>
    private static IEnumerable<V1.ConfigFile> Read(Session session)
    {
        var problems = new ProblemList(limit: 1);
        var folder = SiteFolder.Read(session.Get(Folder).FullName, problems);
        if (problems.HasErrors) throw new CommandLineException($"{problems.ToResult().Shown[0]}");
        return folder.Files.Select(f => new V1.ConfigFile { Path = f.Key, Text = f.Value });
    }

    private static string Line(V1.ConfigProblem problem) =>
        $"{problem.Path}:{problem.Line}:{problem.Column}: {(problem.Warning ? "warning" : "error")}: {problem.Message}";
}
