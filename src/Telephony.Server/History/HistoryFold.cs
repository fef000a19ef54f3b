using System.Text.Json;
using Microsoft.Data.Sqlite;
using Telephony.Core;

namespace Telephony.Server.History;

/// <summary>Turns facts into rows, over one connection. Statements are prepared once.</summary>
internal sealed class HistoryFold : IDisposable
{
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;

    private readonly SqliteConnection connection;
    private readonly string journal;
    private readonly ILogger logger;
    private readonly Dictionary<string, SqliteCommand> prepared = [];
    private long lastSequence;

    /// <param name="connection">Open for writing; disposed with this.</param>
    /// <param name="journal">Names the journal the facts come from: another journal counts its facts from 1 again.</param>
    /// <param name="logger">Where facts that cannot be stored are told.</param>
    public HistoryFold(SqliteConnection connection, string journal, ILogger logger)
    {
        this.connection = connection;
        this.journal = journal;
        this.logger = logger;
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT last_sequence FROM progress WHERE journal = $journal";
            command.Parameters.AddWithValue("$journal", journal);
            lastSequence = command.ExecuteScalar() as long? ?? 0;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes the facts in one transaction: all or none. Those already written are passed over.</summary>
    public void Write(IReadOnlyList<AcdFact> facts)
    {
        var last = lastSequence;
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var fact in facts)
        {
            if (fact.Sequence <= last) continue;
            FoldOrPassOver(fact, transaction);
            last = fact.Sequence;
        }

        if (last == lastSequence) return;
        Run(
            transaction,
            "INSERT INTO progress (id, journal, last_sequence) VALUES (1, $journal, $last) ON CONFLICT (id) DO UPDATE SET journal = $journal, last_sequence = $last",
            ("$journal", journal), ("$last", last));
        transaction.Commit();
        lastSequence = last;
    }

    public void Dispose()
    {
        foreach (var command in prepared.Values) command.Dispose();
        connection.Dispose();
    }

    /// <summary>A fact that fits no table must not hold up all those behind it.</summary>
    private void FoldOrPassOver(AcdFact fact, SqliteTransaction transaction)
    {
        try
        {
            Fold(fact, transaction);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is TooBig or Constraint or Mismatch)
        {
            logger.FactNotStored(fact.Sequence, fact.GetType().Name, fault.Message);
        }
    }

    private void Fold(AcdFact fact, SqliteTransaction transaction)
    {
        var at = fact.At.Utc.ToUnixTimeMilliseconds();
        switch (fact)
        {
            case AcdFact.CallArrived f:
                Run(transaction, """
                    INSERT INTO calls (id, number, caller, caller_name, arrived_at) VALUES ($call, $number, $caller, $name, $at)
                    ON CONFLICT (id) DO NOTHING
                    """,
                    ("$call", f.Call.Value), ("$number", f.Number), ("$caller", f.Caller.Number), ("$name", f.Caller.Name), ("$at", at));
                break;
            case AcdFact.CallQueued f:
                Run(transaction, "UPDATE calls SET queue = $queue, queued_at = coalesce(queued_at, $at) WHERE id = $call",
                    ("$queue", f.Queue.Value), ("$at", at), ("$call", f.Call.Value));
                break;
            case AcdFact.CallConnected f:
                EndOffer(transaction, f.Leg, "answered", at);
                Run(transaction, """
                    UPDATE calls SET queue = $queue, agent = $agent, answered_at = coalesce(answered_at, $at), wait_ms = $waited WHERE id = $call
                    """,
                    ("$queue", f.Queue.Value), ("$agent", f.Agent.Value), ("$at", at), ("$waited", Milliseconds(f.Waited)), ("$call", f.Call.Value));
                break;
            case AcdFact.TalkHandedOver f:
                Run(transaction, "UPDATE calls SET agent = $agent WHERE id = $call", ("$agent", f.Agent.Value), ("$call", f.Call.Value));
                break;
            case AcdFact.TalkEnded f:
                Run(transaction, "UPDATE calls SET talk_ms = talk_ms + $talked, ended_by = $by WHERE id = $call",
                    ("$talked", Milliseconds(f.Talked)), ("$by", Word(f.EndedBy)), ("$call", f.Call.Value));
                break;
            case AcdFact.CallEnded f:
                Run(transaction, """
                    UPDATE calls SET disposition = $disposition, queue = coalesce($queue, queue), ended_at = $at, wait_ms = $waited,
                    ended_by = coalesce(ended_by, $by) WHERE id = $call
                    """,
                    ("$disposition", Word(f.Disposition)), ("$queue", f.Queue?.Value), ("$at", at), ("$waited", Milliseconds(f.Waited)),
                    ("$by", Word(EndedBy(f.Disposition))), ("$call", f.Call.Value));
                break;
            default:
                FoldOffersAgentsAndRecordings(fact, at, transaction);
                break;
        }
    }

    private void FoldOffersAgentsAndRecordings(AcdFact fact, long at, SqliteTransaction transaction)
    {
        switch (fact)
        {
            case AcdFact.OfferMade f:
                Run(transaction, """
                    INSERT INTO offers (leg, call, queue, agent, offered_at, waited_ms, why) VALUES ($leg, $call, $queue, $agent, $at, $waited, $why)
                    ON CONFLICT (leg) DO NOTHING
                    """,
                    ("$leg", f.Leg.Value), ("$call", f.Call.Value), ("$queue", f.Queue.Value), ("$agent", f.Agent.Value), ("$at", at),
                    ("$waited", Milliseconds(f.Waited)), ("$why", f.Why));
                break;
            case AcdFact.OfferFailed f:
                EndOffer(transaction, f.Leg, Word(f.Outcome), at);
                break;
            case AcdFact.AgentStateChanged f:
                Run(transaction, """
                    INSERT INTO agent_states (agent, at, from_state, to_state, reason, call) VALUES ($agent, $at, $from, $to, $reason, $call)
                    """,
                    ("$agent", f.Agent.Value), ("$at", at), ("$from", Word(f.From)), ("$to", Word(f.To)), ("$reason", f.Reason), ("$call", f.Call?.Value));
                break;
            case AcdFact.RecordingStarted f:
                Run(transaction, """
                    INSERT INTO recordings (id, call, agent, queue, started_at) VALUES ($id, $call, $agent, $queue, $at) ON CONFLICT (id) DO NOTHING
                    """,
                    ("$id", f.Recording.Value), ("$call", f.Call.Value), ("$agent", f.Agent.Value), ("$queue", f.Queue.Value), ("$at", at));
                break;
            case AcdFact.RecordingFinished f:
                Run(transaction, "UPDATE recordings SET path = $path, duration_ms = $length, complete = $complete, checksum = $checksum, key = $key WHERE id = $id",
                    ("$path", f.Path), ("$length", Milliseconds(f.Length)), ("$complete", f.Complete ? 1 : 0), ("$checksum", f.Checksum), ("$key", f.Key), ("$id", f.Recording.Value));
                break;
            case AcdFact.RecordingErased f:
                Run(transaction, "UPDATE recordings SET path = '', complete = 0, erased_at = $at WHERE id = $id", ("$at", at), ("$id", f.Recording.Value));
                break;
        }
    }

    private void EndOffer(SqliteTransaction transaction, LegId leg, string outcome, long at) =>
        Run(transaction, "UPDATE offers SET outcome = $outcome, ended_at = $at WHERE leg = $leg AND outcome IS NULL",
            ("$outcome", outcome), ("$at", at), ("$leg", leg.Value));

    private void Run(SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this file only; every value is a parameter.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            prepared.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Who ended a call without a conversation.</summary>
    private static Party EndedBy(CallDisposition disposition) => disposition switch
    {
        CallDisposition.Dismissed or CallDisposition.Transferred or CallDisposition.SentToFallback or CallDisposition.LostWithAsterisk => Party.System,
        _ => Party.Caller,
    };

    private static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    private static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
