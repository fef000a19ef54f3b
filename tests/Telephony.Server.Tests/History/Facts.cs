using Telephony.Core;

namespace Telephony.Server.Tests.History;

/// <summary>Facts of a small day, numbered as the core numbers them.</summary>
internal sealed class Facts
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 4, 8, 0, 0, TimeSpan.Zero);
    private readonly List<AcdFact> all = [];

    public IReadOnlyList<AcdFact> All => all;

    public Facts Add(int second, AcdFact fact)
    {
        var at = TimeSpan.FromSeconds(second);
        all.Add(fact with { Sequence = all.Count + 1, At = new Moment(at, Begin + at) });
        return this;
    }

    /// <summary>A call that waits 5 s, is missed once, talks for 30 s and is recorded.</summary>
    public Facts AnsweredCall(string id, int second)
    {
        var (call, queue) = (new CallId(id), new QueueName("sales"));
        var (silent, ann) = (new AgentId("1002"), new AgentId("1001"));
        var (first, leg, recording) = (LegId.Of(call, 1), LegId.Of(call, 2), new RecordingId($"{id}-rec"));
        return Add(second, new AcdFact.CallArrived(call, "8000", new CallerId("+8613800138000", "Li")))
            .Add(second + 2, new AcdFact.CallQueued(call, queue, 1, 1))
            .Add(second + 2, new AcdFact.OfferMade(call, queue, silent, first, TimeSpan.Zero, "longest idle"))
            .Add(second + 4, new AcdFact.OfferFailed(call, silent, first, OfferOutcome.NoAnswer))
            .Add(second + 4, new AcdFact.OfferMade(call, queue, ann, leg, TimeSpan.FromSeconds(2), "longest idle"))
            .Add(second + 7, new AcdFact.CallConnected(call, queue, ann, leg, TimeSpan.FromSeconds(5)))
            .Add(second + 7, new AcdFact.AgentStateChanged(ann, AgentState.Ringing, AgentState.Talking, null, call))
            .Add(second + 7, new AcdFact.RecordingStarted(recording, call, queue, ann))
            .Add(second + 37, new AcdFact.TalkEnded(call, ann, TimeSpan.FromSeconds(30), Party.Agent))
            .Add(second + 37, new AcdFact.CallEnded(call, queue, CallDisposition.Answered, TimeSpan.FromSeconds(5)))
            .Add(second + 38, new AcdFact.RecordingFinished(recording, $"2026/03/04/sales/{id}-rec.wav", TimeSpan.FromSeconds(30), true));
    }

    public Facts AbandonedCall(string id, int second)
    {
        var call = new CallId(id);
        return Add(second, new AcdFact.CallArrived(call, "8000", new CallerId("", "")))
            .Add(second + 1, new AcdFact.CallQueued(call, new QueueName("support"), 1, 2))
            .Add(second + 4, new AcdFact.CallEnded(call, new QueueName("support"), CallDisposition.AbandonedInQueue, TimeSpan.FromSeconds(3)));
    }

    public static DateTimeOffset At(int second) => Begin.AddSeconds(second);
}
