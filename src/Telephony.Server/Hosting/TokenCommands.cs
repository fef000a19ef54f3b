using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Telephony.Server.Access;
using Telephony.Server.Configuration;

namespace Telephony.Server.Hosting;

/// <summary><c>token create | list | revoke</c>: works on the data folder; a running service follows within a second.</summary>
internal static class TokenCommands
{
    private const int LongestName = 60;

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
        create.SetAction(args => Guarded(() =>
        {
            var asked = Asked(
                args.GetRequiredValue(role), args.GetRequiredValue(name), args.GetRequiredValue(expires),
                new Scope(args.GetValue(agent), Split(args.GetValue(queues)), Split(args.GetValue(agents))), args.GetValue(certificate));
            var (record, token) = new TokenVault(args.GetRequiredValue(data).FullName, TimeProvider.System)
                .Add((id, hash) => asked with { Id = id, Sha256 = hash }, asked.Certificate);
            Console.Error.WriteLine($"{record.Id}: {record.Name}, {record.Role}, {(record.Expires is { } end ? $"until {Time(end)}" : "never ends")}");
            if (token is not null) Console.WriteLine(token);
        }));
        return create;
    }

    private static Command List(Option<DirectoryInfo> data)
    {
        var asJson = new Option<bool>("--json") { Description = "print JSON" };
        var list = new Command("list", "Show who may call; never the tokens themselves.") { data, asJson };
        list.SetAction(args => Guarded(() =>
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
        revoke.SetAction(args => Guarded(() =>
        {
            foreach (var gone in new TokenVault(args.GetRequiredValue(data).FullName, TimeProvider.System).Revoke(args.GetRequiredValue(which)))
                Console.WriteLine($"{gone.Id}: {gone.Name}, {gone.Role}: revoked");
        }));
        return revoke;
    }

    private static TokenRecord Asked(string role, string name, string expires, Scope scope, string? certificate)
    {
        var known = Roles.Find(role) ?? throw new UsageException($"--role {role}: one of {Roles.Listed}");
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl)) throw new UsageException($"--name: 1 to {LongestName} characters");
        foreach (var id in scope.Queues.Concat(scope.Agents).Concat(scope.Agent is null ? [] : [scope.Agent]))
        {
            if (!Grammar.Name.IsMatch(id)) throw new UsageException($"{id}: not the name of a queue or agent");
        }

        if (scope.LacksFor(known) is { } lack) throw new UsageException($"--role {role}: wants {lack}");
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

    private static ImmutableArray<string> Split(string? list) => list is null ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static string Table(ImmutableArray<TokenRecord> tokens, DateTimeOffset now)
    {
        string[][] rows =
        [
            ["ID", "NAME", "ROLE", "LIMITED TO", "PROOF", "CREATED", "STATE"],
            .. tokens.Select(t => new[] { t.Id, t.Name, t.Role, Limits(t), t.Certificate is { } name ? $"certificate {name}" : "token", Time(t.Created), StateOf(t, now) }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        return string.Concat(rows.Select(r => string.Join("  ", r.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd() + "\n"));
    }

    private static string Limits(TokenRecord token) => token.Scope().IsSite ? "-" : string.Join(' ', new[]
    {
        token.Agent is { } agent ? $"agent {agent}" : "",
        token.Queues.IsEmpty ? "" : $"queues {string.Join(',', token.Queues)}",
        token.Agents.IsEmpty ? "" : $"agents {string.Join(',', token.Agents)}",
    }.Where(part => part.Length > 0));

    private static string StateOf(TokenRecord token, DateTimeOffset now) => token.Revoked is { } when ? $"revoked {Time(when)}"
        : token.Expires is not { } end ? "good, never ends" : end <= now ? $"ended {Time(end)}" : $"good until {Time(end)}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static int Guarded(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception fault) when (fault is UsageException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
