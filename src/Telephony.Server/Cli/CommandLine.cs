using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Telephony.Server.Cli.Top;

namespace Telephony.Server.Cli;

/// <summary>The commands that talk with a running service, and how a command line is answered: exit code 0 when it was done,
/// 1 when the service refused or cannot be reached, 2 when the command line is wrong; one clear line on standard error.</summary>
internal static class CommandLine
{
    /// <summary>Adds the commands.</summary>
    /// <param name="root">Where to.</param>
    /// <param name="check">The check of a configuration folder, which needs no service.</param>
    public static void AddClient(this RootCommand root, Command check)
    {
        foreach (var noun in new[] { QueueVerbs.Create(), AgentVerbs.Create(), CallVerbs.Create(), CallbackVerbs.Create(), FlowVerbs.Create(), RecordingVerbs.Create(), ReportVerbs.Create(), EventVerbs.Create() }) root.Add(noun);
        foreach (var question in QuestionVerbs.Create()) root.Add(question);
        root.Add(ConfigVerbs.Create(check));
        root.Add(RouterVerbs.Create());
        root.Add(TopCommand.Create());
    }

    /// <summary>Runs a command line.</summary>
    public static Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, InvocationConfiguration? configuration = null, CancellationToken cancel = default)
    {
        configuration ??= new InvocationConfiguration();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction) return parsed.InvokeAsync(configuration, cancel);
        var what = string.Join(' ', parsed.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)); // on one line
        configuration.Error.WriteLine($"telephony: {what.TrimEnd('.')}; telephony {Path(parsed.CommandResult)}--help says more");
        return Task.FromResult(ClientCommand.WrongUsage);
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)}{command.Command.Name} " : "";
}
