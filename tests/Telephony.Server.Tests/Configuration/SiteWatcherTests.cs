using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

public class SiteWatcherTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Test]
    public async Task A_saved_change_is_handed_over_good_or_bad()
    {
        using var site = new SiteFixture();
        var results = Channel.CreateUnbounded<SiteLoadResult>();
        await using var watcher = Watch(site, results, poll: TimeSpan.FromSeconds(2));

        site.Write("queues/sales.yaml", "wrap_up: 9s\n");
        var good = await NextAsync(results, result => result.Site?.Queues["sales"].WrapUp == TimeSpan.FromSeconds(9));
        site.Write("queues/sales.yaml", "wrap_up: nine\n");
        var bad = await NextAsync(results, result => result.Site is null);

        Assert.Multiple(() =>
        {
            Assert.That(good.Version, Is.Not.EqualTo(bad.Version));
            Assert.That(bad.Problems[0].ToString(), Does.StartWith("queues/sales.yaml:1:10: wrap_up: "));
        });
    }

    [Test]
    public async Task A_folder_that_appears_later_is_found_by_looking()
    {
        using var site = new SiteFixture();
        var later = Path.Combine(site.Folder, "later");
        var results = Channel.CreateUnbounded<SiteLoadResult>();
        await using var watcher = new SiteWatcher(
            later, SiteLoader.Load(later).Version, result => results.Writer.TryWrite(result), NullLogger.Instance,
            TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50));

        Directory.CreateDirectory(later);
        File.WriteAllText(Path.Combine(later, "site.yaml"), "numbers: {\"*\": {target: hangup}}\n");
        var found = await NextAsync(results, result => result.Site is not null);
        Assert.That(found.Site!.Numbers.Keys, Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task A_receiver_that_throws_does_not_end_the_watching()
    {
        using var site = new SiteFixture();
        var results = Channel.CreateUnbounded<SiteLoadResult>();
        await using var watcher = new SiteWatcher(
            site.Folder, site.Load().Version,
            result =>
            {
                results.Writer.TryWrite(result);
                throw new InvalidOperationException("receiver");
            },
            NullLogger.Instance, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));

        site.Write("queues/sales.yaml", "wrap_up: 1s\n");
        await NextAsync(results, result => result.Site?.Queues["sales"].WrapUp == TimeSpan.FromSeconds(1));
        site.Write("queues/sales.yaml", "wrap_up: 2s\n");
        var second = await NextAsync(results, result => result.Site?.Queues["sales"].WrapUp == TimeSpan.FromSeconds(2));
        Assert.That(second.IsUsable, Is.True);
    }

    private static SiteWatcher Watch(SiteFixture site, Channel<SiteLoadResult> results, TimeSpan poll) => new(
        site.Folder, site.Load().Version, result => results.Writer.TryWrite(result), NullLogger.Instance, TimeSpan.FromMilliseconds(20), poll);

    private static async Task<SiteLoadResult> NextAsync(Channel<SiteLoadResult> results, Func<SiteLoadResult, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Bound);
        while (true)
        {
            var result = await results.Reader.ReadAsync(limit.Token);
            if (wanted(result)) return result;
        }
    }
}
