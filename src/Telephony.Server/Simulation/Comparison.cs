using Telephony.Core;
using SiteRun = System.Collections.Generic.Dictionary<string, System.Collections.Generic.Dictionary<string, double?>>;

namespace Telephony.Server.Simulation;

/// <summary>One figure of one queue, before and after.</summary>
/// <param name="Recorded">As it was.</param>
/// <param name="Before">The recorded configuration, lived again.</param>
/// <param name="After">The other configuration.</param>
/// <param name="Change">After − before, run by run with the same seeds.</param>
public sealed record FigureComparison(double? Recorded, Sample? Before, Sample? After, Sample? Change);

/// <summary>A limit and whether the other configuration keeps it.</summary>
/// <param name="Text">As written.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Value">The mean over the reruns; null when there is none, which breaks no limit.</param>
/// <param name="Holds">Whether it is kept.</param>
public sealed record LimitResult(string Text, string Queue, double? Value, bool Holds);

/// <summary>A recording compared with the same days under another configuration.</summary>
public sealed class Comparison
{
    private Comparison()
    {
    }

    /// <summary>How many calls were recorded.</summary>
    public int Calls { get; private init; }

    /// <summary>The first moment of the recording.</summary>
    public DateTimeOffset From { get; private init; }

    /// <summary>The last moment of the recording.</summary>
    public DateTimeOffset Until { get; private init; }

    /// <summary>How many reruns of each.</summary>
    public int Runs { get; private init; }

    /// <summary>The seed of the first rerun.</summary>
    public int Seed { get; private init; }

    /// <summary>By queue of the other configuration, then by figure.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, FigureComparison>> Queues { get; init; }

    /// <summary>The limits stated.</summary>
    public required IReadOnlyList<LimitResult> Limits { get; init; }

    /// <summary>Lives a recording again, as it was and with another configuration.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="site">The other configuration.</param>
    /// <param name="seed">Seeds are this and those after it.</param>
    /// <param name="runs">How many reruns of each, 2 – 1000.</param>
    /// <param name="limits">What must hold.</param>
    /// <exception cref="FormatException">A limit names a queue that is not there.</exception>
    public static Comparison Of(Recording recording, SiteConfiguration site, int seed, int runs, IReadOnlyList<Limit> limits)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(limits);
        if (limits.FirstOrDefault(l => l.Queue != "*" && !site.Queues.ContainsKey(l.Queue)) is { } wrong)
            throw new FormatException($"--limit '{wrong.Text}': there is no queue '{wrong.Queue}'; there are {string.Join(", ", site.Queues.Keys)}");
        var (people, last) = (new People(recording), recording.Sites[^1].Site);
        (Moment, SiteConfiguration)[] changed = [(recording.From, site)];
        var (before, after) = (new List<SiteRun>(), new List<SiteRun>());
        for (var run = 0; run < runs; run++)
        {
            before.Add(Figures.Of(new Rerun(recording, people, recording.Sites, seed + run).Run(), last));
            after.Add(Figures.Of(new Rerun(recording, people, changed, seed + run).Run(), site));
        }

        var recorded = Figures.Of(recording.Figures.Between(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), last);
        var queues = site.Queues.Keys.ToDictionary(
            queue => queue,
            queue => (IReadOnlyDictionary<string, FigureComparison>)Figures.Names.ToDictionary(name => name, name => Compare(queue, name, recorded, before, after), StringComparer.Ordinal),
            StringComparer.Ordinal);
        return new Comparison
        {
            Calls = recording.Calls.Count, From = recording.From.Utc, Until = recording.Until.Utc, Runs = runs, Seed = seed, Queues = queues,
            Limits = [.. limits.SelectMany(limit => queues.Where(q => limit.Queue is "*" || limit.Queue == q.Key).Select(q => Check(limit, q.Key, q.Value[limit.Figure].After?.Mean)))],
        };
    }

    private static LimitResult Check(Limit limit, string queue, double? value) => new(limit.Text, queue, value, value is not { } known || limit.Holds(known));

    private static FigureComparison Compare(
        string queue, string name, SiteRun recorded,
        List<SiteRun> before, List<SiteRun> after)
    {
        return new FigureComparison(
            ValueOf(recorded),
            Sample.Of(before.Select(ValueOf)),
            Sample.Of(after.Select(ValueOf)),
            Sample.Of(after.Zip(before, (a, b) => ValueOf(a) - ValueOf(b))));

        double? ValueOf(SiteRun run) =>
            run.TryGetValue(queue, out var figures) ? figures.GetValueOrDefault(name) : null;
    }
}
