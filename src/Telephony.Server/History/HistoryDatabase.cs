using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Telephony.Server.History;

/// <summary>The SQLite file: opened with the current schema, put aside when it cannot be used.</summary>
internal static class HistoryDatabase
{
    /// <summary>Raised with every change of the tables.</summary>
    public const int SchemaVersion = 3;

    /// <summary>How many files put aside are kept.</summary>
    public const int MaxAside = 3;

    private const int NoSuchTable = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    // Times are milliseconds since 1970 (UTC), durations milliseconds, so that they compare and sum without parsing.
    private const string Schema = """
        CREATE TABLE progress (
          id INTEGER PRIMARY KEY CHECK (id = 1), journal TEXT NOT NULL, last_sequence INTEGER NOT NULL) STRICT;
        CREATE TABLE calls (
          n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, number TEXT NOT NULL, caller TEXT NOT NULL, caller_name TEXT NOT NULL,
          disposition TEXT, queue TEXT, agent TEXT, arrived_at INTEGER NOT NULL, queued_at INTEGER, answered_at INTEGER, ended_at INTEGER,
          wait_ms INTEGER NOT NULL DEFAULT 0, talk_ms INTEGER NOT NULL DEFAULT 0, ended_by TEXT) STRICT;
        CREATE TABLE offers (
          leg TEXT PRIMARY KEY, call TEXT NOT NULL, queue TEXT NOT NULL, agent TEXT NOT NULL, offered_at INTEGER NOT NULL,
          waited_ms INTEGER NOT NULL, why TEXT NOT NULL, outcome TEXT, ended_at INTEGER) STRICT;
        CREATE INDEX offers_by_call ON offers (call);
        CREATE TABLE agent_states (
          n INTEGER PRIMARY KEY AUTOINCREMENT, agent TEXT NOT NULL, at INTEGER NOT NULL,
          from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT, call TEXT) STRICT;
        CREATE INDEX agent_states_by_agent ON agent_states (agent, at);
        CREATE TABLE recordings (
          n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, call TEXT NOT NULL, agent TEXT NOT NULL, queue TEXT NOT NULL,
          started_at INTEGER NOT NULL, duration_ms INTEGER, path TEXT, complete INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX recordings_by_call ON recordings (call);
        """;

    /// <summary>Since version 2: for questions about some time.</summary>
    private const string Indexes = """
        CREATE INDEX calls_by_end ON calls (ended_at);
        CREATE INDEX recordings_by_start ON recordings (started_at);
        """;

    /// <summary>Since version 3: how to tell that a recording is as it was kept, and that it is kept no more.</summary>
    private const string RecordingMarks = """
        ALTER TABLE recordings ADD COLUMN checksum TEXT;
        ALTER TABLE recordings ADD COLUMN key TEXT;
        ALTER TABLE recordings ADD COLUMN erased_at INTEGER;
        """;

    /// <summary>Opens the file for writing; creates it when missing.</summary>
    /// <exception cref="SqliteException">It is locked, unreadable or damaged.</exception>
    public static SqliteConnection OpenForWriting(string path, bool check)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864;");
            if (check && Scalar(connection, "PRAGMA quick_check(1);") is var found and not "ok")
            {
                throw new SqliteException($"damaged: {found}", Corrupt);
            }

            Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file for one question.</summary>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Whether opening failed because of what is in the file, which no waiting repairs.</summary>
    public static bool IsDamaged(SqliteException fault) => fault.SqliteErrorCode is NoSuchTable or Corrupt or NotADatabase;

    /// <summary>Renames the file (and what belongs to it), so that a fresh one can begin. Keeps the newest few.</summary>
    /// <returns>The new name.</returns>
    public static string PutAside(string path)
    {
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = $"{path}.aside-{stamp}";
        File.Move(path, aside, overwrite: true);
        foreach (var suffix in (string[])["-wal", "-shm"])
        {
            if (File.Exists(path + suffix)) File.Move(path + suffix, aside + suffix, overwrite: true);
        }

        var older = Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileName(path)}.aside-*")
            .Where(file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))
            .OrderDescending(StringComparer.Ordinal)
            .Skip(MaxAside);
        foreach (var file in older.ToList())
        {
            File.Delete(file);
            File.Delete(file + "-wal");
            File.Delete(file + "-shm");
        }

        return aside;
    }

    private static void Migrate(SqliteConnection connection)
    {
        var version = Convert.ToInt32(Scalar(connection, "PRAGMA user_version;"), CultureInfo.InvariantCulture);
        if (version == SchemaVersion) return;
        if (version > SchemaVersion)
        {
            throw new SqliteException($"written by a newer version (schema {version}, known is {SchemaVersion})", NotADatabase);
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        if (version == 0) Execute(connection, Schema);
        if (version < 2) Execute(connection, Indexes);
        Execute(connection, RecordingMarks);
        Execute(connection, $"PRAGMA user_version = {SchemaVersion};");
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this file only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this file only.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
