using System.CommandLine;
using Telephony.Server.Access;

namespace Telephony.Server.Hosting;

/// <summary><c>tv link | show | list | revoke</c>: links for screens on walls; works on the data folder, a running service follows within a second.</summary>
internal static class ScreenCommands
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2 * 366);

    /// <summary>The commands.</summary>
    public static Command Build()
    {
        var data = DataFolders.Option();
        var board = new Option<string>("--board") { Description = "the board's address as the screen reaches it", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var which = new Argument<string>("name") { Description = "the screen's name" };
        var show = new Command("show", "Print a good link again.") { data, board, which };
        show.SetAction(args => DataCommand.Guarded(() => Print(VaultOf(args.GetRequiredValue(data)).Find(args.GetRequiredValue(which)), args.GetRequiredValue(board))));
        var revoke = new Command("revoke", "End a link now: the screen goes dark within seconds.") { data, which };
        revoke.SetAction(args => DataCommand.Guarded(() =>
        {
            VaultOf(args.GetRequiredValue(data)).Revoke(args.GetRequiredValue(which));
            Console.WriteLine($"{args.GetRequiredValue(which)}: revoked");
        }));
        return new Command("tv", "Links that open the board's page for a screen on a wall, and nothing else.") { Link(data, board), show, List(data), revoke };
    }

    private static Command Link(Option<DirectoryInfo> data, Option<string> board)
    {
        var name = new Option<string>("--name") { Description = "which screen it is for", Required = true };
        var queues = new Option<string?>("--queues") { Description = "shows these queues only: sales,support" };
        var expires = new Option<string>("--expires") { Description = "when it ends: 180d, or a date (2027-01-31), at most two years ahead", DefaultValueFactory = _ => "180d" };
        var link = new Command("link", "Make a link. It is signed, ends at a stated time, and can be revoked alone.") { data, board, name, queues, expires };
        link.SetAction(args => DataCommand.Guarded(() =>
        {
            var shown = DataCommand.Split(args.GetValue(queues));
            DataCommand.CheckName(args.GetRequiredValue(name), "--name");
            DataCommand.CheckNames(shown);
            AddressOf(args.GetRequiredValue(board));
            var now = DateTimeOffset.UtcNow;
            if (TokenCommands.EndOf(args.GetRequiredValue(expires), now) is not { } end || end > now + Longest) throw new UsageException($"--expires {args.GetRequiredValue(expires)}: at most two years ahead");
            Print(VaultOf(args.GetRequiredValue(data)).Add(args.GetRequiredValue(name), shown, end), args.GetRequiredValue(board));
        }));
        return link;
    }

    private static Command List(Option<DirectoryInfo> data)
    {
        var list = new Command("list", "Show the links; never their texts.") { data };
        list.SetAction(args => DataCommand.Guarded(() =>
        {
            var now = DateTimeOffset.UtcNow;
            Console.Write(DataCommand.Table(
            [
                ["ID", "NAME", "QUEUES", "CREATED", "STATE"],
                .. VaultOf(args.GetRequiredValue(data)).Read().Select(s => new[]
                {
                    s.Id, s.Name, s.Queues.IsEmpty ? "all" : string.Join(',', s.Queues), DataCommand.Time(s.Created),
                    s.Revoked is { } when ? $"revoked {DataCommand.Time(when)}" : $"{(s.HoldsAt(now) ? "good until" : "ended")} {DataCommand.Time(s.Expires)}",
                }),
            ]));
        }));
        return list;
    }

    /// <summary>The text stands behind the #: no server and no log sees it there.</summary>
    private static void Print((ScreenLink Link, string Text) made, string board)
    {
        Console.Error.WriteLine($"{made.Link.Name}: {(made.Link.Queues.IsEmpty ? "all queues" : string.Join(", ", made.Link.Queues))}, until {DataCommand.Time(made.Link.Expires)}");
        Console.WriteLine(new Uri(AddressOf(board), $"/tv#token={made.Text}"));
    }

    private static Uri AddressOf(string board) => Uri.TryCreate(board, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        ? address
        : throw new UsageException($"--board {board}: expected http://HOST:PORT or https://HOST");

    private static ScreenVault VaultOf(DirectoryInfo data) => new(data.FullName, TimeProvider.System);
}
