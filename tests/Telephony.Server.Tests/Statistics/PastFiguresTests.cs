using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using Telephony.Server.Rpc;
using Telephony.Server.Statistics;

namespace Telephony.Server.Tests.Statistics;

/// <summary>Figures that are older than the live ones.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PastFiguresTests : IDisposable
{
    private static readonly DateTimeOffset Ten = new(DateTime.UtcNow.Date.AddDays(-10).AddHours(10), TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("tel-past-").FullName;
    private readonly FactLog _log;
    private readonly LiveStatistics _live;
    private readonly PastFigures _past;
    private long _sequence;

    public PastFiguresTests()
    {
        _log = new FactLog(_directory, NullLogger<FactLog>.Instance);
        var clock = new CoreClock(TimeProvider.System, default);
        _live = new LiveStatistics(_directory, SiteConfiguration.Empty, clock, TimeProvider.System, NullLogger<LiveStatistics>.Instance);
        _past = new PastFigures(_live, new FactFolder(_directory), new SiteInForce(SiteConfiguration.Empty), clock, TimeProvider.System);
    }

    public void Dispose()
    {
        _live.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public void They_are_folded_from_the_facts_of_then()
    {
        var (call, sales, ann) = (new CallId("c1"), new QueueName("sales"), new AgentId("ann"));
        Happen(-60, new AcdFact.AgentStateChanged(ann, AgentState.LoggedOut, AgentState.Ready, null, null));
        Happen(10, new AcdFact.CallQueued(call, sales, 1, 1));
        Happen(20, new AcdFact.CallConnected(call, sales, ann, LegId.Of(call, 1), TimeSpan.FromMinutes(10)));
        Happen(20, new AcdFact.AgentStateChanged(ann, AgentState.Ready, AgentState.Talking, null, call));
        Happen(200, new AcdFact.AgentStateChanged(ann, AgentState.Talking, AgentState.Ready, null, null)); // after the time asked for
        var quarters = _past.Intervals(Ten, Ten.AddHours(1), default);
        Assert.That(quarters.Select(q => (q.Start, q.Figures.Queues.GetValueOrDefault(sales)?.Offered ?? 0, q.Figures.Queues.GetValueOrDefault(sales)?.Answered ?? 0)), Is.EqualTo(new[]
        {
            (Ten, 1L, 0L), (Ten.AddMinutes(15), 0L, 1L), (Ten.AddMinutes(30), 0L, 0L), (Ten.AddMinutes(45), 0L, 0L),
        }));
        var time = quarters.Select(q => q.Figures.Agents[ann].TimeIn).ToList();
        Assert.That(time.Sum(t => t.GetValueOrDefault(AgentState.Ready).TotalMinutes), Is.EqualTo(20).Within(1e-6));
        Assert.That(time.Sum(t => t.GetValueOrDefault(AgentState.Talking).TotalMinutes), Is.EqualTo(40).Within(1e-6), "talks on when the time asked for ends");
    }

    [Test]
    public void A_time_without_facts_has_no_intervals()
    {
        Assert.That(_past.Intervals(Ten, Ten.AddHours(1), default), Is.Empty);
        Happen(-3 * 24 * 60, new AcdFact.CallQueued(new CallId("c1"), new QueueName("sales"), 1, 1));
        Assert.That(_past.Intervals(Ten, Ten.AddHours(1), default), Is.Empty);
    }

    private void Happen(double minute, AcdFact fact)
    {
        _log.Append([fact with { Sequence = ++_sequence, At = new Moment(TimeSpan.FromDays(30) + TimeSpan.FromMinutes(minute), Ten.AddMinutes(minute)) }]);
        _log.Flush();
    }
}
