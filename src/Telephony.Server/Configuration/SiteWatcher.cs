using System.Diagnostics;
using System.Threading.Channels;

namespace Telephony.Server.Configuration;

/// <summary>Watches a configuration folder and hands over each new content, good or bad, once it has been quiet for a moment.
/// Notices from the file system make it quick; looking at the folder regularly makes it certain (network drives, mounted volumes, lost notices).</summary>
public sealed class SiteWatcher : IAsyncDisposable
{
    private readonly string directory;
    private readonly Action<SiteLoadResult> changed;
    private readonly TimeSpan quiet;
    private readonly TimeSpan poll;
    private readonly SemaphoreSlim? writing;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();

    // One waiting notice is as good as many.
    private readonly Channel<bool> notices =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task running;
    private FileSystemWatcher? watcher;

    /// <summary>Begins to watch.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="knownVersion">The <see cref="SiteLoadResult.Version"/> already known; only other contents are handed over.</param>
    /// <param name="changed">Called one at a time, from a background task. What it throws is logged.</param>
    /// <param name="logger">Where trouble with watching is told.</param>
    /// <param name="quiet">How long the folder must be unchanged before it is read; default 200 ms.</param>
    /// <param name="poll">How often the folder is looked at without a notice; default 5 s.</param>
    /// <param name="writing">Held by whoever writes several files of the folder: it is not read meanwhile.</param>
    public SiteWatcher(
        string directory, string knownVersion, Action<SiteLoadResult> changed, ILogger logger, TimeSpan? quiet = null, TimeSpan? poll = null, SemaphoreSlim? writing = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(changed);
        this.directory = directory;
        this.changed = changed;
        this.logger = logger;
        this.writing = writing;
        this.quiet = quiet ?? TimeSpan.FromMilliseconds(200);
        this.poll = poll ?? TimeSpan.FromSeconds(5);
        StartNotices();
        running = Task.Run(() => RunAsync(knownVersion, stopping.Token));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        watcher?.Dispose();
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private void StartNotices()
    {
        try
        {
            watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true };
            watcher.Changed += (_, _) => Notice();
            watcher.Created += (_, _) => Notice();
            watcher.Deleted += (_, _) => Notice();
            watcher.Renamed += (_, _) => Notice();
            watcher.Error += (_, _) => Notice();
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            logger.WatchingByPolling(directory, fault.Message, poll);
        }
    }

    private void Notice() => notices.Writer.TryWrite(true);

    private async Task RunAsync(string knownVersion, CancellationToken stop)
    {
        var known = knownVersion;
        try
        {
            while (true)
            {
                if (await NoticeWithinAsync(poll, stop))
                {
                    await BecomeQuietAsync(stop);
                }

                var result = await LoadAsync(stop);
                if (result.Version == known) continue;
                known = result.Version;
                HandOver(result);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task<SiteLoadResult> LoadAsync(CancellationToken stop)
    {
        if (writing is null) return SiteLoader.Load(directory);
        await writing.WaitAsync(stop);
        try
        {
            return SiteLoader.Load(directory);
        }
        finally
        {
            writing.Release();
        }
    }

    private void HandOver(SiteLoadResult result)
    {
        try
        {
            changed(result);
        }
#pragma warning disable CA1031 // Whatever a receiver trips over, the folder must still be watched.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.HandingOverFailed(fault);
        }
    }

    /// <summary>Waits until a moment passes without a notice, but not for ever: a folder that never rests is read as it is.</summary>
    private async Task BecomeQuietAsync(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        while (await NoticeWithinAsync(quiet, stop) && Stopwatch.GetElapsedTime(begun) < 10 * quiet) { }
    }

    private async Task<bool> NoticeWithinAsync(TimeSpan time, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            return await notices.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
