using Telephony.Server.Journal;

namespace Telephony.Server.Hosting;

/// <summary>Brings the journal to the disk a few times a second, off the loop: what a process death cannot take, a power loss then cannot either.</summary>
internal sealed class JournalFlusher(FileJournal journal) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) journal.FlushToDisk();
        }
        catch (OperationCanceledException)
        {
            // Stopping: the journal flushes once more when it is closed.
        }
    }
}
