using Microsoft.Data.Sqlite;

namespace Telephony.Server.History;

/// <summary>The questions the history answers.</summary>
internal static class HistoryQueries
{
    /// <summary>How many rows one answer holds at most.</summary>
    public const int MaxRows = 1_000;

    private const string RecordingColumns = "n, id, call, agent, queue, started_at, duration_ms, path, complete, checksum, key, erased_at";

    public static IReadOnlyList<CallRow> Calls(SqliteConnection connection, int limit, long? before)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT n, id, number, caller, caller_name, disposition, queue, agent, arrived_at, queued_at, answered_at, ended_at, wait_ms, talk_ms, ended_by
            FROM calls WHERE n < $before ORDER BY n DESC LIMIT $limit
            """;
        return Page(command, limit, before, Call);
    }

    public static IReadOnlyList<CallRow> Calls(SqliteConnection connection, CallFilter filter, int limit, long? before)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT n, id, number, caller, caller_name, disposition, queue, agent, arrived_at, queued_at, answered_at, ended_at, wait_ms, talk_ms, ended_by
            FROM calls WHERE n < $before AND {CallFilter.Condition} ORDER BY n DESC LIMIT $limit
            """;
        filter.AddTo(command);
        return Page(command, limit, before, Call);
    }

    private static CallRow Call(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Text(row, 5), Text(row, 6), Text(row, 7),
        Time(row.GetInt64(8)), Time(row, 9), Time(row, 10), Time(row, 11), Seconds(row.GetInt64(12)), Seconds(row.GetInt64(13)), Text(row, 14));

    public static IReadOnlyList<RecordingRow> Recordings(SqliteConnection connection, int limit, long? before, RecordingFilter filter)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {RecordingColumns} FROM recordings WHERE n < $before AND {RecordingFilter.Condition} ORDER BY n DESC LIMIT $limit";
        filter.AddTo(command);
        return Page(command, limit, before, Recording);
    }

    public static RecordingRow? FindRecording(SqliteConnection connection, string id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {RecordingColumns} FROM recordings WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        using var row = command.ExecuteReader();
        return row.Read() ? Recording(row) : null;
    }

    private static List<T> Page<T>(SqliteCommand command, int limit, long? before, Func<SqliteDataReader, T> read)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxRows);
        command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
        command.Parameters.AddWithValue("$limit", limit);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read()) rows.Add(read(row));
        return rows;
    }

    private static RecordingRow Recording(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Time(row.GetInt64(5)),
        row.IsDBNull(6) ? null : Seconds(row.GetInt64(6)), Text(row, 7), row.GetInt64(8) != 0)
    {
        Checksum = Text(row, 9), Key = Text(row, 10), ErasedAt = Time(row, 11),
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : Time(row.GetInt64(column));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static double Seconds(long milliseconds) => milliseconds / 1_000.0;
}
