using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using Telephony.Server.Statistics;

namespace Telephony.Server.Tests.Statistics;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LiveStatisticsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tel-facts-").FullName;
    private readonly FactLog _log;
    private readonly LiveStatistics _statistics;
    private long _sequence;

    public LiveStatisticsTests()
    {
        _log = new FactLog(_directory, NullLogger<FactLog>.Instance);
        _statistics = new LiveStatistics(
            _directory, SiteConfiguration.Empty, new CoreClock(TimeProvider.System, default), TimeProvider.System, NullLogger<LiveStatistics>.Instance);
    }

    public void Dispose()
    {
        _statistics.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Todays_calls_are_counted_whether_they_were_told_before_the_start_or_after_it()
    {
        Happen(DateTimeOffset.UtcNow, new AcdFact.CallQueued(new CallId("c1"), new QueueName("sales"), 1, 1));
        await _statistics.StartAsync(CancellationToken.None);
        await UntilAsync(() => _statistics.Today.TryGetValue("sales", out var sales) && sales.Offered == 1);
        Happen(DateTimeOffset.UtcNow, new AcdFact.CallEnded(new CallId("c1"), new QueueName("sales"), CallDisposition.AbandonedInQueue, TimeSpan.FromSeconds(9)));
        await UntilAsync(() => _statistics.Today["sales"].Abandoned == 1);
        Assert.That(_statistics.Today["sales"].ServiceLevel, Is.Null.Or.Zero);
        await _statistics.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task What_happened_days_ago_is_left_out()
    {
        Happen(DateTimeOffset.UtcNow.AddDays(-3), new AcdFact.CallQueued(new CallId("c1"), new QueueName("sales"), 1, 1));
        Happen(DateTimeOffset.UtcNow, new AcdFact.CallQueued(new CallId("c2"), new QueueName("sales"), 1, 2));
        await _statistics.StartAsync(CancellationToken.None);
        await UntilAsync(() => _statistics.Today.ContainsKey("sales"));
        Assert.That(_statistics.Today["sales"].Offered, Is.EqualTo(1));
        await _statistics.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Callers_of_flows_are_those_of_today_and_those_who_are_still_there()
    {
        Happen(DateTimeOffset.UtcNow.AddHours(-25), new AcdFact.NodeEntered(new CallId("c1"), "main", "menu", NodeKind.Menu)); // and is there yet
        Happen(DateTimeOffset.UtcNow, new AcdFact.NodeEntered(new CallId("c2"), "main", "menu", NodeKind.Menu));
        await _statistics.StartAsync(CancellationToken.None);
        await UntilAsync(() => !_statistics.Flows.IsEmpty);
        Assert.That(_statistics.Flows[("main", "menu")], Is.EqualTo(new NodeToday(Present: 2, Entered: 1, HungUp: 0, Overdue: 0, NotAnswered: 0)));
        var before = _statistics.Flows;
        Happen(DateTimeOffset.UtcNow, new AcdFact.CallEnded(new CallId("c1"), null, CallDisposition.AbandonedInMenu, TimeSpan.Zero));
        await UntilAsync(() => !ReferenceEquals(_statistics.Flows, before));
        Assert.That(_statistics.Flows[("main", "menu")], Is.EqualTo(new NodeToday(Present: 1, Entered: 1, HungUp: 1, Overdue: 0, NotAnswered: 0)));
        await _statistics.StopAsync(CancellationToken.None);
    }

    private void Happen(DateTimeOffset at, AcdFact fact)
    {
        _log.Append([fact with { Sequence = ++_sequence, At = new Moment(TimeSpan.FromSeconds(_sequence), at) }]);
        _log.Flush();
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (holds()) return;
            await Task.Delay(50);
        }

        Assert.Fail("not within 10 s");
    }
}
