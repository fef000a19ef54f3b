using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;
using Telephony.Core;

namespace Telephony.Server.History;

/// <summary>Writes facts in the background, many in one transaction, and tries again for as long as an outage lasts.</summary>
internal sealed class HistoryWriter : IDisposable
{
    private const int MaxBatch = 5_000;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly string path;
    private readonly string journal;
    private readonly ILogger logger;
    private readonly ResiliencePipeline retry;
    private HistoryFold? fold;
    private bool isChecked;
    private bool isOut;

    public HistoryWriter(string path, string journal, ILogger logger)
    {
        this.path = path;
        this.journal = journal;
        this.logger = logger;
        retry = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(fault => fault is not OperationCanceledException),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = arguments =>
                {
                    TellOutage(arguments.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
    }

    public async Task RunAsync(ChannelReader<HistoryEntry> entries, CancellationToken stop)
    {
        var facts = new List<AcdFact>(MaxBatch);
        var waiters = new List<TaskCompletionSource>();
        try
        {
            // The file is opened before the first fact, so that it can be read from the start.
            await retry.ExecuteAsync(_ => { Open(); return ValueTask.CompletedTask; }, stop);
            while (await entries.WaitToReadAsync(stop))
            {
                if (entries.Count < MaxBatch) await Task.Delay(Gathering, stop); // one transaction for what comes together
                while (facts.Count < MaxBatch && entries.TryRead(out var entry))
                {
                    if (entry.Fact is not null) facts.Add(entry.Fact);
                    if (entry.Written is not null) waiters.Add(entry.Written);
                }

                await retry.ExecuteAsync(_ => { Write(facts); return ValueTask.CompletedTask; }, stop);
                foreach (var waiter in waiters) waiter.TrySetResult();
                facts.Clear();
                waiters.Clear();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            logger.HistoryLeftUnwritten(facts.Count + entries.Count);
        }
        finally
        {
            foreach (var waiter in waiters) waiter.TrySetCanceled(CancellationToken.None);
            while (entries.TryRead(out var entry)) entry.Written?.TrySetCanceled(CancellationToken.None);
        }
    }

    public void Dispose() => fold?.Dispose();

    private void Write(List<AcdFact> facts)
    {
        try
        {
            Open();
            fold!.Write(facts);
        }
        catch
        {
            // Whatever happened, the next attempt begins with a fresh connection.
            fold?.Dispose();
            fold = null;
            throw;
        }

        if (!isOut) return;
        isOut = false;
        logger.HistoryBack(facts.Count);
    }

    private void Open()
    {
        if (fold is not null) return;
        try
        {
            fold = new HistoryFold(HistoryDatabase.OpenForWriting(path, check: !isChecked), journal, logger);
            isChecked = true;
        }
        catch (SqliteException fault) when (HistoryDatabase.IsDamaged(fault))
        {
            logger.HistoryPutAside(path, fault.Message, HistoryDatabase.PutAside(path));
            fold = new HistoryFold(HistoryDatabase.OpenForWriting(path, check: false), journal, logger);
        }
    }

    private void TellOutage(Exception fault)
    {
        // Damage found while writing: look closely when opening again, which puts the file aside.
        if (fault is SqliteException sqlite && HistoryDatabase.IsDamaged(sqlite)) isChecked = false;
        if (isOut) return;
        isOut = true;
        logger.HistoryOut(path, fault.Message, HistoryStore.MaxWaiting);
    }
}
