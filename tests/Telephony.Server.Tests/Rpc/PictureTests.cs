using System.Collections.Immutable;
using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Snapshot + deltas = fresh snapshot, whatever happens and however many pictures a watcher misses.</summary>
public sealed class PictureTests
{
    [Test]
    public void A_watcher_who_misses_any_pictures_always_has_the_latest([Range(1, 100)] int seed)
    {
        var dice = new Random(seed);
        var (acd, board, elapsed) = (new Acd(), new LiveBoard(), TimeSpan.Zero);
        var sites = new[] { BoardHost.Site(3), BoardHost.Site(6), BoardHost.Site(5, "support") };
        var agents = Watcher<V1.Agent>.Of(board, p => p.Agents.Select(Views.Of), a => a.Name);
        var queues = Watcher<V1.Queue>.Of(board, p => p.Queues.Select(Views.Of), q => q.Name);
        var calls = Watcher<V1.Call>.Of(board, p => p.Calls.Select(Views.Of), c => c.Name);
        Do(new AcdInput.ConfigurationLoaded(sites[0]));
        Do(new AcdInput.AsteriskSynced("one", []));
        for (var step = 0; step < 120; step++)
        {
            Do(Anything(dice, sites));
            if (dice.Next(3) == 0) agents.LookAndCheck();
            if (dice.Next(3) == 0) queues.LookAndCheck();
            if (dice.Next(3) == 0) calls.LookAndCheck();
        }

        void Do(AcdInput input)
        {
            elapsed += TimeSpan.FromSeconds(1);
            acd.Handle(input with { At = new Moment(elapsed, DateTimeOffset.UnixEpoch + elapsed) });
            board.Offer(acd, elapsed);
        }
    }

    [Test]
    public void A_picture_in_which_nothing_changed_is_the_same_picture()
    {
        var (acd, board) = (new Acd(), new LiveBoard());
        acd.Handle(new AcdInput.ConfigurationLoaded(BoardHost.Site(2)));
        var feed = new PictureFeed<V1.Agent>(board, p => p.Agents.Select(Views.Of), a => a.Name);
        Assert.That(feed.Latest, Is.Null, "the loop has not turned yet");
        board.Offer(new Acd(), TimeSpan.Zero);
        Assert.That(feed.Latest, Is.Null, "no configuration is in force yet");
        board.Offer(acd, TimeSpan.FromSeconds(1));
        var (first, shown) = (feed.Latest, board.Latest);
        board.Offer(acd, TimeSpan.FromSeconds(3));
        Assert.That(board.Latest, Is.Not.SameAs(shown), "the board took a new picture");
        Assert.That(feed.Latest, Is.SameAs(first));
    }

    private static AcdInput Anything(Random dice, SiteConfiguration[] sites)
    {
        var agent = new AgentId($"{dice.Next(1001, 1008)}");
        var call = new CallId($"{dice.Next(1, 12)}.0");
        return dice.Next(10) switch
        {
            < 3 => new AcdInput.AgentCommanded(null, agent, AgentCommand.LogIn, null),
            3 => new AcdInput.AgentCommanded(null, agent, AgentCommand.Ready, null),
            4 => new AcdInput.AgentCommanded(null, agent, AgentCommand.LogOut, null),
            < 8 => new AcdInput.CallOffered(call, "8000", new CallerId("555", "")),
            8 => new AcdInput.CallerGone(call),
            _ => new AcdInput.ConfigurationLoaded(sites[dice.Next(sites.Length)]),
        };
    }

    /// <summary>Does what a client does with the frames.</summary>
    private sealed class Watcher<T>(PictureFeed<T> feed)
        where T : class, Google.Protobuf.IMessage<T>
    {
        private readonly SortedDictionary<string, T> _known = new(StringComparer.Ordinal);
        private ImmutableArray<T> _sent = [];
        private long _revision;

        public static Watcher<T> Of(LiveBoard board, Func<AcdSnapshot, IEnumerable<T>> read, Func<T, string> nameOf) => new(new PictureFeed<T>(board, read, nameOf));

        public void LookAndCheck()
        {
            var latest = feed.Now();
            var changes = PictureChanges<T>.Between(_sent, latest.Items, feed.NameOf);
            Assert.That(latest.Revision, changes.IsEmpty ? Is.GreaterThanOrEqualTo(_revision) : Is.GreaterThan(_revision));
            foreach (var gone in changes.Removes) Assert.That(_known.Remove(gone), $"{gone} was known");
            foreach (var item in changes.Upserts) _known[feed.NameOf(item)] = item;
            Assert.That(_known.Values, Is.EqualTo(latest.Items));
            (_sent, _revision) = (latest.Items, latest.Revision);
        }
    }
}
