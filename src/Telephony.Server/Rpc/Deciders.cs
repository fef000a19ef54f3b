using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>The connections of decision makers, and what they are told. Nothing here decides or keeps time: the core does both,
/// so that a connection that breaks or is slow costs no call anything but the time its queue allows.</summary>
/// <param name="loop">The core, which itself needs this to tell them anything: asked for when it is used.</param>
internal sealed class Deciders(Func<ICoreAccess> loop)
{
    /// <summary>How many messages may wait for one connection; whoever is so far behind is cut off.</summary>
    public const int MostWaiting = 1_000;

    private readonly ConcurrentDictionary<string, Connection> _open = new();
    private long _count;

    private ICoreAccess Core => loop();

    /// <summary>A new connection, for no queue yet.</summary>
    public Connection Open()
    {
        var connection = new Connection($"d{Interlocked.Increment(ref _count)}");
        _open[connection.Id] = connection;
        return connection;
    }

    /// <summary>Begins to decide for a queue.</summary>
    public async Task AttachAsync(Connection connection, QueueName queue, string by)
    {
        if (!connection.Queues.TryAdd(queue, by)) return;
        await Core.CommandAsync(asked => new AcdInput.DeciderAttached(asked, queue, connection.Id, by));
    }

    /// <summary>The connection has ended.</summary>
    public async Task CloseAsync(Connection connection)
    {
        _open.TryRemove(connection.Id, out _);
        foreach (var queue in connection.Queues.Keys.Order()) await Core.CommandAsync(asked => new AcdInput.DeciderDetached(asked, queue, connection.Id));
    }

    /// <summary>Passes on what the core asks or tells. Called on the loop's thread: never waits.</summary>
    public void Tell(AcdEffect effect)
    {
        (QueueName, Func<Task<V1.RouteResponse?>>) told = effect switch
        {
            AcdEffect.AskForDecision e => (e.Queue, () => OfferAsync(e)),
            AcdEffect.TellDecision e => (e.Queue, () => Task.FromResult<V1.RouteResponse?>(new V1.RouteResponse { Result = ResultOf(e) })),
            _ => throw new ArgumentOutOfRangeException(nameof(effect), effect.GetType().Name),
        };
        var (queue, frame) = told;
        foreach (var connection in _open.Values)
        {
            if (connection.Queues.ContainsKey(queue)) connection.Send(frame);
        }
    }

    /// <summary>How an offer is named.</summary>
    public static string NameOf(CallId call, long token) => string.Create(CultureInfo.InvariantCulture, $"{call}-{token}");

    /// <summary>The call of an offer.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is not the name of one.</exception>
    public static CallId CallOf(string offer) =>
        offer.LastIndexOf('-') is > 0 and var end && offer.Length <= 250 ? new CallId(offer[..end]) : throw Refusals.Field("decision.offer", "the offer of a RouteOffer is wanted");

    private async Task<V1.RouteResponse?> OfferAsync(AcdEffect.AskForDecision asked)
    {
        var call = await Core.QuestionAsync(acd => acd.Show(asked.Call));
        return new V1.RouteResponse
        {
            Offer = new V1.RouteOffer
            {
                Offer = NameOf(asked.Call, asked.Token),
                Call = call is null ? null : Views.Of(call),
                Candidates = { asked.Candidates.Select(a => Names.Of(Names.Agents, a.Value)) },
                Deadline = Views.Time(asked.Deadline),
                FencingToken = asked.Token,
            },
        };
    }

    private static V1.RouteResult ResultOf(AcdEffect.TellDecision told) => new()
    {
        Offer = NameOf(told.Call, told.Token), Outcome = Views.Of(told.Outcome), Agent = Names.Of(Names.Agents, told.Agent?.Value),
    };

    /// <summary>One stream.</summary>
    internal sealed class Connection(string id)
    {
        private readonly Channel<Func<Task<V1.RouteResponse?>>> _frames =
            Channel.CreateBounded<Func<Task<V1.RouteResponse?>>>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

        public string Id { get; } = id;

        /// <summary>For which queues it decides, and by whom.</summary>
        public ConcurrentDictionary<QueueName, string> Queues { get; } = new();

        public ChannelReader<Func<Task<V1.RouteResponse?>>> Frames => _frames.Reader;

        public void Send(Func<Task<V1.RouteResponse?>> frame)
        {
            if (!_frames.Writer.TryWrite(frame)) End(Refusals.Because(Reason.WatcherTooSlow, []));
        }

        public void End(Exception? fault = null) => _frames.Writer.TryComplete(fault);
    }
}
