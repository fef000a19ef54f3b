using System.Collections.Concurrent;
using System.Collections.Immutable;
using Telephony.Ari;
using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>What is noted on channels for a router that has lost everything, and for callers who come back from the dialplan's fallback:
/// on a caller's where it stands in the queue, on a leg's whose phone it rings.</summary>
public sealed class ChannelNotes(AriConnection ari, ILogger<ChannelNotes> logger)
{
    /// <summary>On a caller's channel: a <see cref="CallPlace"/>. As in our dialplan.</summary>
    public const string PlaceVariable = "ACD_PLACE";

    /// <summary>On a leg.</summary>
    public const string AgentVariable = "ACD_AGENT";

    private const int AtOnce = 8;

    // Written when a call is queued, taken when its music starts: what is noted then waits behind no prompt.
    private readonly ConcurrentDictionary<CallId, string> _places = new();

    /// <summary>Remembers where calls have just been queued.</summary>
    public void Apply(IReadOnlyList<AcdFact> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        foreach (var fact in facts)
        {
            if (fact is AcdFact.CallQueued queued && !CallbackId.IsCustomer(queued.Call.Value))
                _places[queued.Call] = new CallPlace(queued.Queue, queued.Priority, queued.JoinSequence, queued.At.Utc - queued.Waited).ToString();
            else if (fact is AcdFact.CallEnded ended) _places.TryRemove(ended.Call, out _);
        }
    }

    /// <summary>What is to be noted on a channel now; null when it is noted already.</summary>
    public string? Take(CallId call) => _places.TryRemove(call, out var place) ? place : null;

    /// <summary>Reads what is noted on channels that are not known.</summary>
    public async Task<ImmutableArray<LiveChannel>> ReadAsync(ImmutableArray<LiveChannel> live, Func<LiveChannel, bool> isKnown, CancellationToken cancel)
    {
        var read = new LiveChannel[live.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, live.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, stop) =>
            read[i] = live[i].Role is ChannelRole.Caller or ChannelRole.AgentLeg && !isKnown(live[i]) ? await ReadAsync(live[i], stop) : live[i]);
        return [.. read];
    }

    private async Task<LiveChannel> ReadAsync(LiveChannel channel, CancellationToken cancel)
    {
        try
        {
            return channel.Role == ChannelRole.Caller
                ? channel with { Place = CallPlace.Parse(await ari.Channels.GetVariableAsync(channel.Id, PlaceVariable, cancel)) }
                : channel with { Agent = await ari.Channels.GetVariableAsync(channel.Id, AgentVariable, cancel) is { Length: > 0 } agent ? new AgentId(agent) : null };
        }
        catch (AriException fault) when (fault is not AriDisconnectedException)
        {
            logger.RequestIdle(channel.Id, fault.Message); // it has just gone
            return channel;
        }
    }
}
