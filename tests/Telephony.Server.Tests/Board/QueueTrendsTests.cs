using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Board;

/// <summary>The last hour of a queue.</summary>
public sealed class QueueTrendsTests
{
    [Test]
    public void Each_minute_keeps_the_most_who_waited_and_an_hour_is_kept()
    {
        var (board, acd, time) = (new LiveBoard(), new Acd(), new ManualTime());
        var figures = new Dictionary<string, QueueToday>();
        using var trends = new QueueTrends(board, () => figures, time);
        var elapsed = TimeSpan.Zero;
        Do(new AcdInput.ConfigurationLoaded(BoardHost.Site(1)), new AcdInput.AsteriskSynced("one", []));
        trends.Note();
        Assert.That(trends.Latest, Is.Empty, "no minute is over yet");

        foreach (var call in new[] { "a", "b" }) Do(new AcdInput.CallOffered(new CallId(call), "8000", new CallerId("555", "")));
        trends.Note();
        foreach (var call in new[] { "a", "b" }) Do(new AcdInput.CallerGone(new CallId(call)));
        figures["sales"] = new QueueToday(2, 0, 2, 75, 80, 20, null, null, 1, null);
        trends.Note();
        NextMinute();
        Assert.That(trends.Latest.Single().WaitingCalls, Is.EqualTo(new[] { 2 }));
        Assert.That(trends.Latest.Single().ServiceLevels, Is.EqualTo(new[] { 75.0 }));

        for (var i = 0; i < 70; i++) NextMinute();
        Assert.That(trends.Latest.Single().WaitingCalls, Has.Count.EqualTo(QueueTrends.Minutes).And.All.Zero);
        Assert.That(trends.Latest.Single().ServiceLevels, Has.Count.EqualTo(QueueTrends.Minutes));

        void NextMinute()
        {
            time.Advance(TimeSpan.FromMinutes(1));
            trends.Note();
        }

        void Do(params AcdInput[] inputs)
        {
            foreach (var input in inputs)
            {
                elapsed += TimeSpan.FromMilliseconds(1);
                acd.Handle(input with { At = new Moment(elapsed, DateTimeOffset.UnixEpoch + elapsed) });
            }

            board.Offer(acd, elapsed + TimeSpan.FromSeconds(1));
        }
    }
}
