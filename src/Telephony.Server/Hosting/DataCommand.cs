using System.Collections.Immutable;
using System.Globalization;
using Telephony.Server.Access;
using Telephony.Server.Configuration;

namespace Telephony.Server.Hosting;

/// <summary>What commands that work on the data folder have in common: one line for a mistake, lists of names, tables.</summary>
internal static class DataCommand
{
    private const int LongestName = 60;

    /// <summary>Does it; a mistake is one line on standard error and exit code 1.</summary>
    public static int Guarded(Action action)
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

    /// <summary>A list between commas.</summary>
    public static ImmutableArray<string> Split(string? list) => list is null ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Checks a role, a name and what both are limited to.</summary>
    /// <param name="role">The role's word.</param>
    /// <param name="name">The name.</param>
    /// <param name="scope">The limits.</param>
    /// <param name="nameOption">How the name is asked for.</param>
    /// <exception cref="UsageException">Says which is wrong.</exception>
    public static void Check(string role, string name, Scope scope, string nameOption = "--name")
    {
        var known = Roles.Find(role) ?? throw new UsageException($"--role {role}: one of {Roles.Listed}");
        CheckName(name, nameOption);
        CheckNames(scope.Queues.Concat(scope.Agents).Concat(scope.Agent is null ? [] : [scope.Agent]));
        if (scope.LacksFor(known) is { } lack) throw new UsageException($"--role {role}: wants {lack}");
    }

    /// <summary>Checks a name for people.</summary>
    /// <exception cref="UsageException">It is not of the form.</exception>
    public static void CheckName(string name, string option)
    {
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl)) throw new UsageException($"{option}: 1 to {LongestName} characters");
    }

    /// <summary>Checks names of queues and agents.</summary>
    /// <exception cref="UsageException">One is not of the form.</exception>
    public static void CheckNames(IEnumerable<string> names)
    {
        if (names.FirstOrDefault(n => !Grammar.Name.IsMatch(n)) is { } odd) throw new UsageException($"{odd}: not the name of a queue or agent");
    }

    /// <summary>Columns, each as wide as its widest cell.</summary>
    public static string Table(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        return string.Concat(rows.Select(r => string.Join("  ", r.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd() + "\n"));
    }

    /// <summary>What somebody is limited to, in words.</summary>
    public static string Limits(Scope scope) => scope.IsSite ? "-" : string.Join(' ', new[]
    {
        scope.Agent is { } agent ? $"agent {agent}" : "",
        scope.Queues.IsEmpty ? "" : $"queues {string.Join(',', scope.Queues)}",
        scope.Agents.IsEmpty ? "" : $"agents {string.Join(',', scope.Agents)}",
    }.Where(part => part.Length > 0));

    /// <summary>To the minute, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
