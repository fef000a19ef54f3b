using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Telephony.Server.Access;

namespace Telephony.Server.Hosting;

/// <summary><c>token create | list | revoke</c>: works on the data folder; a running service follows within a second.</summary>
internal static class TokenCommands
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The commands.</summary>
    public static Command Build()
    {
        var data = DataFolders.Option();
        return new Command("token", "Who may call the API.") { Create(data), List(data), Revoke(data) };
    }

    private static Command Create(Option<DirectoryInfo> data)
    {
        var role = new Option<string>("--role") { Description = Roles.Listed, Required = true };
        var name = new Option<string>("--name") { Description = "whom or what it is for; written into the record of what is done with it", Required = true };
        var expires = new Option<string>("--expires") { Description = "when it ends: 90d, 12h, a date (2027-01-31), or never", DefaultValueFactory = _ => "90d" };
        var agent = new Option<string?>("--agent") { Description = "the agent it is for (role agent)" };
        var queues = new Option<string?>("--queues") { Description = "limits it to these queues: sales,support" };
        var agents = new Option<string?>("--agents") { Description = "limits it to these agents: 1001,1002; by default those who serve one of its queues" };
        var certificate = new Option<string?>("--certificate") { Description = "no token: whoever shows a client certificate with this name" };
        var create = new Command("create", "Make a token. It is printed once, on standard output, and kept nowhere.") { data, role, name, expires, agent, queues, agents, certificate };
        create.SetAction(args => DataCommand.Guarded(() =>
        {
            var asked = Asked(
                args.GetRequiredValue(role), args.GetRequiredValue(name), args.GetRequiredValue(expires),
                new Scope(args.GetValue(agent), DataCommand.Split(args.GetValue(queues)), DataCommand.Split(args.GetValue(agents))), args.GetValue(certificate));
            var (record, token) = new TokenVault(args.GetRequiredValue(data).FullName, TimeProvider.System)
                .Add((id, hash) => asked with { Id = id, Sha256 = hash }, asked.Certificate);
            Console.Error.WriteLine($"{record.Id}: {record.Name}, {record.Role}, {(record.Expires is { } end ? $"until {DataCommand.Time(end)}" : "never ends")}");
            if (token is not null) Console.WriteLine(token);
        }));
        return create;
    }

    private static Command List(Option<DirectoryInfo> data)
    {
        var asJson = new Option<bool>("--json") { Description = "print JSON" };
        var list = new Command("list", "Show who may call; never the tokens themselves.") { data, asJson };
        list.SetAction(args => DataCommand.Guarded(() =>
        {
            var tokens = new TokenVault(args.GetRequiredValue(data).FullName, TimeProvider.System).Read();
            Console.Write(args.GetValue(asJson) ? JsonSerializer.Serialize(tokens.Select(t => t with { Sha256 = null }), Json) + "\n" : Table(tokens, DateTimeOffset.UtcNow));
        }));
        return list;
    }

    private static Command Revoke(Option<DirectoryInfo> data)
    {
        var which = new Argument<string>("token") { Description = "its id or name" };
        var revoke = new Command("revoke", "End a token now: a running service refuses it within a second, and ends its streams with the next frame.") { data, which };
        revoke.SetAction(args => DataCommand.Guarded(() =>
        {
            foreach (var gone in new TokenVault(args.GetRequiredValue(data).FullName, TimeProvider.System).Revoke(args.GetRequiredValue(which)))
                Console.WriteLine($"{gone.Id}: {gone.Name}, {gone.Role}: revoked");
        }));
        return revoke;
    }

    private static TokenRecord Asked(string role, string name, string expires, Scope scope, string? certificate)
    {
        DataCommand.Check(role, name, scope);
        return new TokenRecord
        {
            Id = "", Name = name, Role = role, Certificate = certificate, Agent = scope.Agent, Queues = scope.Queues, Agents = scope.Agents,
            Created = default, Expires = EndOf(expires, DateTimeOffset.UtcNow),
        };
    }

    /// <summary>When a token ends.</summary>
    /// <exception cref="UsageException">Not of the form, or in the past.</exception>
    public static DateTimeOffset? EndOf(string text, DateTimeOffset now)
    {
        if (text == "never") return null;
        DateTimeOffset? end = text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 36_500
            ? text[^1] switch { 'd' => now.AddDays(count), 'h' => now.AddHours(count), 'm' => now.AddMinutes(count), _ => null }
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
        return end > now ? end : throw new UsageException($"--expires {text}: a time to come is wanted: 90d, 12h, 2027-01-31, or never");
    }

    private static string Table(ImmutableArray<TokenRecord> tokens, DateTimeOffset now) => DataCommand.Table(
    [
        ["ID", "NAME", "ROLE", "LIMITED TO", "PROOF", "CREATED", "STATE"],
        .. tokens.Select(t => new[] { t.Id, t.Name, t.Role, DataCommand.Limits(t.Scope()), t.Certificate is { } name ? $"certificate {name}" : "token", DataCommand.Time(t.Created), StateOf(t, now) }),
    ]);

    private static string StateOf(TokenRecord token, DateTimeOffset now) => token.Revoked is { } when ? $"revoked {DataCommand.Time(when)}"
        : token.Expires is not { } end ? "good, never ends" : end <= now ? $"ended {DataCommand.Time(end)}" : $"good until {DataCommand.Time(end)}";
}
