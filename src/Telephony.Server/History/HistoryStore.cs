using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Telephony.Core;

namespace Telephony.Server.History;

/// <summary>The history of calls, offers, agents and recordings: a fold of the facts into one SQLite file.
/// It never holds a call up: facts wait in a bounded buffer while the file cannot be written, and are counted as lost when that is full.</summary>
public sealed class HistoryStore : IAsyncDisposable
{
    /// <summary>How many facts may wait to be written.</summary>
    public const int MaxWaiting = 100_000;

    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly ILogger logger;
    private readonly Channel<HistoryEntry> waiting = Channel.CreateBounded<HistoryEntry>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly CancellationTokenSource stopping = new();
    private readonly Task writing;
    private long lost;
    private bool isFull;

    /// <summary>Opens the history. The file is opened in the background; nothing here waits for it.</summary>
    /// <param name="path">The SQLite file; created with its folder when missing, put aside when damaged.</param>
    /// <param name="logger">Where outages are told, one line when they begin and one when they end.</param>
    /// <param name="journal">Names the journal the facts come from. A new journal counts facts from 1 again and needs another name,
    /// or its facts would be taken for those already written.</param>
    public HistoryStore(string path, ILogger logger, string journal = "main")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(logger);
        this.path = path;
        this.logger = logger;
        writing = Task.Run(async () =>
        {
            using var writer = new HistoryWriter(path, journal, logger);
            await writer.RunAsync(waiting.Reader, stopping.Token);
        });
    }

    /// <summary>How many facts were dropped because the buffer was full.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>How many facts wait to be written.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Takes facts over. Returns at once, whatever the state of the file. Facts taken over before (by sequence) have no effect.
    /// One caller at a time, in order.</summary>
    public void Apply(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var fact in facts)
        {
            if (waiting.Writer.TryWrite(new HistoryEntry(fact, null)))
            {
                isFull = false;
                continue;
            }

            Interlocked.Increment(ref lost);
            if (isFull) continue;
            isFull = true;
            logger.HistoryBufferFull(MaxWaiting);
        }
    }

    /// <summary>Completes when everything taken over so far is written. For tests and for an orderly end.</summary>
    public async Task FlushAsync(CancellationToken stop = default)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(new HistoryEntry(null, written), stop);
        await written.Task.WaitAsync(stop);
    }

    /// <summary>Calls, newest first.</summary>
    /// <param name="limit">How many at most, 1 – 1,000.</param>
    /// <param name="before">Only calls before this <see cref="CallRow.Cursor"/>; null from the newest.</param>
    /// <exception cref="HistoryUnavailableException">The file cannot be read now.</exception>
    public IReadOnlyList<CallRow> Calls(int limit, long? before = null) =>
        Query(connection => HistoryQueries.Calls(connection, limit, before));

    /// <summary>Calls that are over, newest arrival first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="limit">How many at most, 1 – 1,000.</param>
    /// <param name="before">Only calls before this <see cref="CallRow.Cursor"/>; null from the newest.</param>
    /// <exception cref="HistoryUnavailableException">The file cannot be read now.</exception>
    internal IReadOnlyList<CallRow> Calls(CallFilter filter, int limit, long? before = null) =>
        Query(connection => HistoryQueries.Calls(connection, filter, limit, before));

    /// <summary>Recordings, newest first.</summary>
    /// <param name="limit">How many at most, 1 – 1,000.</param>
    /// <param name="before">Only recordings before this <see cref="RecordingRow.Cursor"/>; null from the newest.</param>
    /// <exception cref="HistoryUnavailableException">The file cannot be read now.</exception>
    public IReadOnlyList<RecordingRow> Recordings(int limit, long? before = null) =>
        Recordings(limit, before, RecordingFilter.None);

    /// <summary>Some recordings, newest first.</summary>
    internal IReadOnlyList<RecordingRow> Recordings(int limit, long? before, RecordingFilter filter) =>
        Query(connection => HistoryQueries.Recordings(connection, limit, before, filter));

    /// <summary>One recording; null when there is none of that id.</summary>
    /// <exception cref="HistoryUnavailableException">The file cannot be read now.</exception>
    public RecordingRow? FindRecording(string id) =>
        Query(connection => HistoryQueries.FindRecording(connection, id));

    /// <summary>Writes what still waits, for 5 s at most. What is left then comes again from the journal at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!waiting.Writer.TryComplete()) return;
        stopping.CancelAfter(LastWrites);
        await writing;
        stopping.Dispose();
    }

    private T Query<T>(Func<SqliteConnection, T> ask)
    {
        try
        {
            using var connection = HistoryDatabase.OpenForReading(path);
            return ask(connection);
        }
        catch (SqliteException fault)
        {
            throw new HistoryUnavailableException("the history cannot be read now", fault);
        }
    }
}

/// <summary>The history cannot be read now; calls are not concerned.</summary>
public sealed class HistoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A fact to write, or somebody to tell when all before it are written.</summary>
internal readonly record struct HistoryEntry(AcdFact? Fact, TaskCompletionSource? Written);
