using Google.Protobuf;
using Grpc.Core;

namespace Telephony.Server.Cli;

/// <summary>A frame of a stream of pictures, whatever its kind of thing.</summary>
/// <param name="Snapshot">All things; null when the frame is none.</param>
/// <param name="Upserts">Things that are new or changed.</param>
/// <param name="Removes">Names of things that are gone.</param>
/// <param name="Heartbeat">A sign of life.</param>
/// <param name="Goodbye">The last frame.</param>
internal sealed record ListFrame<T>(IReadOnlyList<T>? Snapshot, IReadOnlyList<T> Upserts, IReadOnlyList<string> Removes, V1.Heartbeat? Heartbeat, V1.Goodbye? Goodbye)
{
    /// <summary>The rows that are to be put in place.</summary>
    public IReadOnlyList<T> News => Snapshot ?? Upserts;
}

/// <summary>Frames of all kinds as one.</summary>
internal static class ListFrames
{
    public static ListFrame<V1.Queue> Of(V1.WatchQueuesResponse frame) =>
        new(frame.Snapshot?.Queues, frame.Delta?.Upserts ?? [], frame.Delta?.Removes ?? [], frame.Heartbeat, frame.Goodbye);

    public static ListFrame<V1.Agent> Of(V1.WatchAgentsResponse frame) =>
        new(frame.Snapshot?.Agents, frame.Delta?.Upserts ?? [], frame.Delta?.Removes ?? [], frame.Heartbeat, frame.Goodbye);

    public static ListFrame<V1.Flow> Of(V1.WatchFlowsResponse frame) =>
        new(frame.Snapshot?.Flows, frame.Delta?.Upserts ?? [], frame.Delta?.Removes ?? [], frame.Heartbeat, frame.Goodbye);

    public static ListFrame<V1.Call> Of(V1.WatchCallsResponse frame) =>
        new(frame.Snapshot?.Calls, frame.Delta?.Upserts ?? [], frame.Delta?.Removes ?? [], frame.Heartbeat, frame.Goodbye);
}

/// <summary>How a kind of thing is watched.</summary>
/// <param name="Open">Opens the stream.</param>
/// <param name="Read">Reads a frame.</param>
/// <param name="NameOf">The name of a thing.</param>
internal sealed record Watching<T, TFrame>(Func<CancellationToken, AsyncServerStreamingCall<TFrame>> Open, Func<TFrame, ListFrame<T>> Read, Func<T, string> NameOf)
    where T : IMessage<T>
    where TFrame : IMessage<TFrame>;

/// <summary>The ways things are watched.</summary>
internal static class Watches
{
    public static Watching<V1.Queue, V1.WatchQueuesResponse> WatchQueues(this Session session) =>
        new(cancel => session.Queues.WatchQueues(new V1.WatchQueuesRequest(), session.Stream(cancel)), ListFrames.Of, q => q.Name);

    public static Watching<V1.Agent, V1.WatchAgentsResponse> WatchAgents(this Session session, string queue) =>
        new(cancel => session.Agents.WatchAgents(new V1.WatchAgentsRequest { Queue = queue }, session.Stream(cancel)), ListFrames.Of, a => a.Name);

    public static Watching<V1.Flow, V1.WatchFlowsResponse> WatchFlows(this Session session) =>
        new(cancel => session.Flows.WatchFlows(new V1.WatchFlowsRequest(), session.Stream(cancel)), ListFrames.Of, f => f.Name);

    public static Watching<V1.Call, V1.WatchCallsResponse> WatchCalls(this Session session, string queue) =>
        new(cancel => session.Calls.WatchCalls(new V1.WatchCallsRequest { Queue = queue }, session.Stream(cancel)), ListFrames.Of, c => c.Name);
}

/// <summary>The present things of one kind, kept up to date by frames.</summary>
internal sealed class LiveList<T>(Func<T, string> nameOf)
{
    private readonly SortedDictionary<string, T> _items = new(StringComparer.Ordinal);

    /// <summary>The things, by name.</summary>
    public IReadOnlyCollection<T> Items => _items.Values;

    /// <summary>Applies a frame.</summary>
    public void Apply(ListFrame<T> frame)
    {
        if (frame.Snapshot is not null) _items.Clear();
        foreach (var gone in frame.Removes) _items.Remove(gone);
        foreach (var item in frame.News) _items[nameOf(item)] = item;
    }
}
