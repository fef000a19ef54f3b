using System.CommandLine;
using System.Text;
using System.Text.Json;
using Telephony.Server.Access;

namespace Telephony.Server.Hosting;

/// <summary><c>user add | list | passwd | revoke | remove</c>: works on the data folder; a running service follows within a second.</summary>
internal static class UserCommands
{
    private const int ShortestPassword = 10;
    private const int LongestPassword = 200;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The commands.</summary>
    /// <param name="ask">Asks for a password after a prompt; by default on the terminal, twice, or on standard input.</param>
    public static Command Build(Func<string, string>? ask = null)
    {
        ask ??= Console.IsInputRedirected ? _ => Console.In.ReadLine() ?? "" : Twice;
        var data = DataFolders.Option();
        return new Command("user", "Who signs in on the board with a password.")
        {
            Add(data, ask), List(data), Password(data, ask),
            Change("revoke", "End all sessions of a user now: within a second, open pages too.", "signed out everywhere", (vault, name) => vault.EndSessions(name), data),
            Change("remove", "Remove a user, and end the sessions.", "removed", (vault, name) => vault.Remove(name), data),
        };
    }

    private static Command Add(Option<DirectoryInfo> data, Func<string, string> ask)
    {
        var name = Name();
        var role = new Option<string>("--role") { Description = Roles.Listed, Required = true };
        var agent = new Option<string?>("--agent") { Description = "the agent the user is (role agent)" };
        var queues = new Option<string?>("--queues") { Description = "limits the user to these queues: sales,support" };
        var agents = new Option<string?>("--agents") { Description = "limits the user to these agents: 1001,1002; by default those who serve one of the queues" };
        var add = new Command("add", "Make a user. The password is asked for, or read from standard input when that is no terminal.") { data, name, role, agent, queues, agents };
        add.SetAction(args => DataCommand.Guarded(() =>
        {
            var (user, word) = (args.GetRequiredValue(name).Trim(), args.GetRequiredValue(role));
            var scope = new Scope(args.GetValue(agent), DataCommand.Split(args.GetValue(queues)), DataCommand.Split(args.GetValue(agents)));
            DataCommand.Check(word, user, scope, "NAME");
            VaultOf(args.GetRequiredValue(data)).Add(new UserRecord
            {
                Name = user, Role = word, Password = PasswordHash.Of(Checked(user, ask)), Agent = scope.Agent, Queues = scope.Queues, Agents = scope.Agents, Created = default, SessionsFrom = default,
            });
            Console.WriteLine($"{user}: {word}, may sign in on the board");
        }));
        return add;
    }

    private static Command Password(Option<DirectoryInfo> data, Func<string, string> ask)
    {
        var name = Name();
        var passwd = new Command("passwd", "Give a user another password, and end the user's sessions. Asked for as by 'user add'.") { data, name };
        passwd.SetAction(args => DataCommand.Guarded(() =>
        {
            var user = args.GetRequiredValue(name);
            VaultOf(args.GetRequiredValue(data)).SetPassword(user, PasswordHash.Of(Checked(user, ask)));
            Console.WriteLine($"{user}: has another password, and is signed out everywhere");
        }));
        return passwd;
    }

    private static Command List(Option<DirectoryInfo> data)
    {
        var asJson = new Option<bool>("--json") { Description = "print JSON" };
        var list = new Command("list", "Show the users; never what is kept of a password.") { data, asJson };
        list.SetAction(args => DataCommand.Guarded(() =>
        {
            var users = VaultOf(args.GetRequiredValue(data)).Read();
            Console.Write(args.GetValue(asJson)
                ? JsonSerializer.Serialize(users.Select(u => new { u.Name, u.Role, u.Agent, u.Queues, u.Agents, u.Created, u.SessionsFrom }), Json) + "\n"
                : DataCommand.Table([["NAME", "ROLE", "LIMITED TO", "CREATED"], .. users.Select(u => new[] { u.Name, u.Role, DataCommand.Limits(u.Scope()), DataCommand.Time(u.Created) })]));
        }));
        return list;
    }

    private static Command Change(string verb, string description, string done, Action<UserVault, string> change, Option<DirectoryInfo> data)
    {
        var name = Name();
        var command = new Command(verb, description) { data, name };
        command.SetAction(args => DataCommand.Guarded(() =>
        {
            change(VaultOf(args.GetRequiredValue(data)), args.GetRequiredValue(name));
            Console.WriteLine($"{args.GetRequiredValue(name)}: {done}");
        }));
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "the name that is typed to sign in" };

    private static UserVault VaultOf(DirectoryInfo data) => new(data.FullName, TimeProvider.System);

    /// <summary>Never from the command line itself: every user of the machine could read it there.</summary>
    private static string Checked(string user, Func<string, string> ask)
    {
        var password = ask($"Password of {user}: ");
        if (password.Length is < ShortestPassword or > LongestPassword) throw new UsageException($"the password: {ShortestPassword} to {LongestPassword} characters, a few words are good");
        if (password.Contains(user, StringComparison.OrdinalIgnoreCase)) throw new UsageException("the password: the name must not be in it");
        if (password.Distinct().Count() < 5) throw new UsageException("the password: at least five different characters");
        return password;
    }

    private static string Twice(string prompt)
    {
        var password = Typed(prompt);
        return Typed("Once more: ") == password ? password : throw new UsageException("the password: typed differently the second time");
    }

    private static string Typed(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
