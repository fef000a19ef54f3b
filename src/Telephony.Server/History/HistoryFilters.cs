using Microsoft.Data.Sqlite;

namespace Telephony.Server.History;

/// <summary>Which calls that are over are wanted; what is null does not restrict.</summary>
/// <param name="From">Ended at or after.</param>
/// <param name="Until">Ended before.</param>
/// <param name="Queue">Its last queue.</param>
/// <param name="Agent">Who talked last.</param>
/// <param name="Disposition">How it ended.</param>
/// <param name="Caller">The caller's number.</param>
internal sealed record CallFilter(DateTimeOffset From, DateTimeOffset Until, string? Queue, string? Agent, string? Disposition, string? Caller)
{
    /// <summary>As a condition with parameters of its own.</summary>
    public const string Condition = """
        ended_at >= $from AND ended_at < $until AND ($queue IS NULL OR queue = $queue) AND ($agent IS NULL OR agent = $agent)
        AND ($disposition IS NULL OR disposition = $disposition) AND ($caller IS NULL OR caller = $caller)
        """;

    public void AddTo(SqliteCommand command)
    {
        Parameters.Add(command, "$from", From.ToUnixTimeMilliseconds());
        Parameters.Add(command, "$until", Until.ToUnixTimeMilliseconds());
        Parameters.Add(command, "$queue", Queue);
        Parameters.Add(command, "$agent", Agent);
        Parameters.Add(command, "$disposition", Disposition);
        Parameters.Add(command, "$caller", Caller);
    }
}

/// <summary>Which recordings are wanted; what is null does not restrict.</summary>
/// <param name="From">Begun at or after.</param>
/// <param name="Until">Begun before.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Call">Its call.</param>
internal sealed record RecordingFilter(DateTimeOffset? From, DateTimeOffset? Until, string? Queue, string? Agent, string? Call)
{
    /// <summary>All.</summary>
    public static RecordingFilter None { get; } = new(null, null, null, null, null);

    /// <summary>As a condition with parameters of its own.</summary>
    public const string Condition = """
        ($from IS NULL OR started_at >= $from) AND ($until IS NULL OR started_at < $until) AND ($queue IS NULL OR queue = $queue)
        AND ($agent IS NULL OR agent = $agent) AND ($call IS NULL OR call = $call)
        """;

    public void AddTo(SqliteCommand command)
    {
        Parameters.Add(command, "$from", From?.ToUnixTimeMilliseconds());
        Parameters.Add(command, "$until", Until?.ToUnixTimeMilliseconds());
        Parameters.Add(command, "$queue", Queue);
        Parameters.Add(command, "$agent", Agent);
        Parameters.Add(command, "$call", Call);
    }
}

internal static class Parameters
{
    public static void Add(SqliteCommand command, string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);
}
