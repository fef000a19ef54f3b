using System.CommandLine;
using Telephony.Server.Access;

namespace Telephony.Server.Hosting;

/// <summary><c>actions verify</c>: whether the log of what was done through the API is as it was written.</summary>
internal static class ActionCommands
{
    /// <summary>The commands.</summary>
    public static Command Build()
    {
        var data = DataFolders.Option();
        var verify = new Command("verify", "Check every line against the one before; exit code 1 where the chain breaks.") { data };
        verify.SetAction(args =>
        {
            var (lines, breaksAt) = ActionReader.Verify(DataFolders.Actions(args.GetRequiredValue(data).FullName));
            if (breaksAt is null) Console.WriteLine($"{lines} lines hold");
            else Console.Error.WriteLine($"{breaksAt}: is not as it was written, or does not follow the line before");
            return breaksAt is null ? 0 : 1;
        });
        return new Command("actions", "The log of what was done through the API.") { verify };
    }
}
