using Telephony.Core;

namespace Telephony.Server.Simulation;

/// <summary>Callers and agents made from a recording: each draw is one of the recorded behaviours of that queue, or of all queues when
/// that queue was not recorded.</summary>
internal sealed class People
{
    private static readonly TimeSpan DefaultTalk = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DefaultAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DefaultRecovery = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (QueueSamples Samples, KaplanMeier Patience)> _queues;
    private readonly (QueueSamples Samples, KaplanMeier Patience) _all;
    private readonly List<TimeSpan> _recoveries;

    public People(Recording recording)
    {
        var all = new QueueSamples();
        foreach (var samples in recording.Queues.Values) all.Add(samples);
        _all = (all, new KaplanMeier(all.Waits));
        _queues = recording.Queues.ToDictionary(q => q.Key, q => (q.Value, new KaplanMeier(q.Value.Waits)), StringComparer.Ordinal);
        _recoveries = recording.Recoveries;
    }

    public TimeSpan? Patience(QueueName queue, double u) => From(queue, s => s.Waits.Count).Patience.Quantile(u);

    public (TimeSpan Length, Party EndedBy) Talk(QueueName queue, double u) =>
        Pick(From(queue, s => s.Talks.Count).Samples.Talks, u, (DefaultTalk, Party.Caller));

    public (OfferOutcome? Failed, TimeSpan After) Offer(QueueName queue, double u) =>
        Pick(From(queue, s => s.Offers.Count).Samples.Offers, u, (null, DefaultAnswer));

    /// <summary>Null: all the time that is given.</summary>
    public TimeSpan? WrapUp(QueueName queue, double u) => Pick(From(queue, s => s.WrapUps.Count).Samples.WrapUps, u, null);

    public TimeSpan Recovery(double u) => Pick(_recoveries, u, DefaultRecovery);

    private (QueueSamples Samples, KaplanMeier Patience) From(QueueName queue, Func<QueueSamples, int> count) =>
        _queues.TryGetValue(queue.Value, out var found) && count(found.Samples) > 0 ? found : _all;

    private static T Pick<T>(List<T> of, double u, T otherwise) => of.Count == 0 ? otherwise : of[(int)(u * of.Count)];
}
