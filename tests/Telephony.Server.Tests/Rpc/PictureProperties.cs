using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Telephony.Core;
using Telephony.Server.Board;
using Telephony.Server.Cli;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>For every walk through the core, and whichever pictures a watcher misses: snapshot + deltas = fresh snapshot, filtered or not.
/// A walk that breaks it is printed in its shortest form.</summary>
public sealed class PictureProperties
{
    private const int Walks = 150;
    private const int LongestWalk = 200;

    private static readonly SiteConfiguration[] Sites = [BoardHost.Site(3), BoardHost.Site(6), BoardHost.Site(5, "support")];

    [Test]
    public void Agents() => Holds(
        p => p.Agents.Select(Views.Of), a => a.Name, a => a.Queues.Contains("queues/sales"),
        items => new V1.WatchAgentsResponse { Snapshot = new V1.AgentsSnapshot { Agents = { items } } },
        changes => new V1.WatchAgentsResponse { Delta = new V1.AgentsDelta { Upserts = { changes.Upserts }, Removes = { changes.Removes } } },
        bytes => ListFrames.Of(V1.WatchAgentsResponse.Parser.ParseFrom(bytes)));

    [Test]
    public void Queues() => Holds(
        p => p.Queues.Select(Views.Of), q => q.Name, q => q.WaitingCalls > 0,
        items => new V1.WatchQueuesResponse { Snapshot = new V1.QueuesSnapshot { Queues = { items } } },
        changes => new V1.WatchQueuesResponse { Delta = new V1.QueuesDelta { Upserts = { changes.Upserts }, Removes = { changes.Removes } } },
        bytes => ListFrames.Of(V1.WatchQueuesResponse.Parser.ParseFrom(bytes)));

    [Test]
    public void Calls() => Holds(
        p => p.Calls.Select(Views.Of), c => c.Name, c => c.State == V1.CallState.Queued,
        items => new V1.WatchCallsResponse { Snapshot = new V1.CallsSnapshot { Calls = { items } } },
        changes => new V1.WatchCallsResponse { Delta = new V1.CallsDelta { Upserts = { changes.Upserts }, Removes = { changes.Removes } } },
        bytes => ListFrames.Of(V1.WatchCallsResponse.Parser.ParseFrom(bytes)));

    private static void Holds<T>(
        Func<AcdSnapshot, IEnumerable<T>> read, Func<T, string> nameOf, Func<T, bool> isWanted, Func<IEnumerable<T>, IMessage> snapshot,
        Func<PictureChanges<T>, IMessage> delta, Func<byte[], ListFrame<T>> parse)
        where T : class, IMessage<T>
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Walks).WithEndSize(LongestWalk).WithReplay(20_260_301, 7);
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), numbers =>
        {
            var (board, acd, elapsed) = (new LiveBoard(), new Acd(), TimeSpan.Zero);
            var feed = new PictureFeed<T>(board, read, nameOf);
            var watchers = new[] { new Watcher<T>(feed, _ => true, snapshot, delta, parse), new Watcher<T>(feed, isWanted, snapshot, delta, parse) };
            Do(new AcdInput.ConfigurationLoaded(Sites[0]));
            Do(new AcdInput.AsteriskSynced("one", []));
            foreach (var number in numbers)
            {
                Do(Input(number));
                foreach (var (watcher, i) in watchers.Select((w, i) => (w, i)))
                {
                    if ((number >> i & 1) == 0) watcher.LookAndCheck();
                }
            }

            foreach (var watcher in watchers) watcher.LookAndCheck();

            void Do(AcdInput input)
            {
                elapsed += TimeSpan.FromSeconds(1);
                acd.Handle(input with { At = new Moment(elapsed, DateTimeOffset.UnixEpoch + elapsed) });
                board.Offer(acd, elapsed);
            }
        }).Check(config);
    }

    /// <summary>What happens next, by number.</summary>
    private static AcdInput Input(int number)
    {
        var n = Math.Abs((long)number);
        var agent = new AgentId($"{1001 + (n / 16 % 7)}");
        var call = new CallId($"{n / 16 % 11}.0");
        return (n / 2 % 8) switch
        {
            0 or 1 => new AcdInput.AgentCommanded(null, agent, AgentCommand.LogIn, null),
            2 => new AcdInput.AgentCommanded(null, agent, AgentCommand.Ready, null),
            3 => new AcdInput.AgentCommanded(null, agent, AgentCommand.LogOut, null),
            4 or 5 => new AcdInput.CallOffered(call, "8000", new CallerId("555", "")),
            6 => new AcdInput.CallerGone(call),
            _ => new AcdInput.ConfigurationLoaded(Sites[n / 16 % Sites.Length]),
        };
    }

    /// <summary>Does what the server does with pictures, and what a client does with the bytes that come of it.</summary>
    private sealed class Watcher<T>(
        PictureFeed<T> feed, Func<T, bool> isWanted, Func<IEnumerable<T>, IMessage> snapshot, Func<PictureChanges<T>, IMessage> delta, Func<byte[], ListFrame<T>> parse)
        where T : class, IMessage<T>
    {
        private readonly LiveList<T> _client = new(feed.NameOf);
        private Picture<T>? _sent;

        public void LookAndCheck()
        {
            var latest = feed.Now();
            var seen = new Picture<T>(latest.Revision, [.. latest.Items.Where(isWanted)]);
            var frame = _sent is null ? snapshot(seen.Items) : delta(PictureChanges<T>.Between(_sent.Items, seen.Items, feed.NameOf));
            _client.Apply(parse(frame.ToByteArray()));
            _sent = seen;
            if (!_client.Items.SequenceEqual(seen.Items)) throw new InvalidOperationException($"the client has {string.Join(' ', _client.Items)} instead of {string.Join(' ', seen.Items)}");
        }
    }
}
