using Telephony.Core;
using Telephony.Server.Hosting;
using Telephony.Server.Rpc;

namespace Telephony.Server.Statistics;

/// <summary>Figures of some time in the past, by the intervals of 15 minutes they are counted in.</summary>
internal interface IPastFigures
{
    /// <summary>When each interval began, and its figures; in order, an interval in which nothing happened is missing.</summary>
    /// <param name="from">The beginning; a whole 15 minutes.</param>
    /// <param name="until">The end, itself not included; a whole 15 minutes.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="IOException">The fact log cannot be read.</exception>
    /// <exception cref="InvalidDataException">The fact log is damaged.</exception>
    IReadOnlyList<(DateTimeOffset Start, PeriodFigures Figures)> Intervals(DateTimeOffset from, DateTimeOffset until, CancellationToken cancel);
}

/// <summary>What the live statistics still hold comes from them; older figures are folded from the fact log anew, by the same code, so that both are the same.
/// O(facts of the time, and of a day before it).</summary>
internal sealed class PastFigures(LiveStatistics live, FactFolder folder, SiteInForce site, CoreClock clock, TimeProvider time) : IPastFigures
{
    private const int FactsAtOnce = 5_000;

    /// <summary>Who worked and what was in force when the time began is known from the facts of a day before.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    private static readonly TimeSpan Live = Core.Statistics.Retention - TimeSpan.FromHours(1);

    public IReadOnlyList<(DateTimeOffset Start, PeriodFigures Figures)> Intervals(DateTimeOffset from, DateTimeOffset until, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (from >= now - Live) return live.Intervals(from, until);
        var statistics = new Core.Statistics(now - from + (2 * Before));
        statistics.Apply(new AcdFact.ConfigurationInForce(site.Latest.Version)
        {
            Queues = [.. site.Latest.Queues.Select(q => QueueTerms.Of(q.Key, q.Value))], At = new Moment(TimeSpan.Zero, from - Before),
        });
        var last = Fold(statistics, new FactReader(folder.Path, FactReader.LastBefore(folder.Path, from - Before)), until, cancel);
        if (last is { } moment) statistics.Advance(now < until ? clock.Now : new Moment(moment.Elapsed + (until - moment.Utc), until));
        return [.. statistics.Intervals.Where(i => i.Key >= from && i.Key < until).Select(i => (i.Key, i.Value))];
    }

    /// <summary>Applies facts up to the end; the moment of the last.</summary>
    private static Moment? Fold(Core.Statistics statistics, FactReader reader, DateTimeOffset until, CancellationToken cancel)
    {
        Moment? last = null;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var facts = reader.Read(FactsAtOnce);
            foreach (var fact in facts)
            {
                if (fact.At.Utc >= until) return last;
                statistics.Apply(fact);
                last = fact.At;
            }

            if (facts.Count < FactsAtOnce) return last;
        }
    }
}
