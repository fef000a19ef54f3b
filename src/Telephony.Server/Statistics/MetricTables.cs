using System.Text;
using Telephony.Core;

namespace Telephony.Server.Statistics;

/// <summary>Prints the metric catalogue from the code that computes it: the page cannot differ from the figures.</summary>
public static class MetricTables
{
    private const string Introduction = """
        # Metrics

        Printed from `Metrics` in the core by `telephony metrics`; a test compares this page with the code. The same catalogue serves the board,
        the API and `telephony simulate`: a name means the same number everywhere.

        **How it is counted.** Figures are a fold of the facts, in intervals of 15 minutes of the wall clock; longer times are sums of intervals.
        What happens at a moment (joined, answered, abandoned …) counts in the interval in which it happened, so a past interval never changes;
        a call that joins at 09:59 and is answered at 10:01 is offered in one interval and answered in the next. Time spent (talking, ready, paused …)
        is split at the boundaries of the intervals. A queue is measured by the time a call spent in that queue: the clock starts when the call joins
        (menus and earlier queues are left out) and stops when caller and agent are joined; a call that comes by overflow is offered again in the new queue.
        A call is judged by the threshold in force when it leaves the queue. A call that asks for two skills counts in both.
        Who leaves the phone counts as called back; the call that reaches them is offered, and answered, anew, its clock starting when they answer.
        A caller is on hold from when the agent's phone says so until it says otherwise, or the talk ends.
        Percentiles come from histograms: never too low, at most 1.6 % (or 1 ms) too high. Everything else is exact.

        **Service level.** T is `within`, a is `short_abandon` of the queue's `service_level` (see the comments in `config/queues/sales.yaml`).
        A: answered, A≤T: answered within T; B: abandoned, B≤T and B≤a: within T and a, B>T: later than T; O: offered.
        `variant` chooses which of the six formulas below a queue's service level is; the short form of the names is used there.

        **Kept.** 50 hours, so that today and yesterday are complete; rebuilt from the fact log at every start.
        """;

    /// <summary>docs/metrics.md.</summary>
    public static string Print()
    {
        var page = new StringBuilder();
        page.Append(Introduction.ReplaceLineEndings("\n")).Append("\n\n");
        Table(page, "Of a queue, and of a skill", Metrics.OfQueues);
        Table(page, "Of an agent", Metrics.OfAgents);
        Table(page, "Of all callers", Metrics.OfSite);
        return page.ToString().TrimEnd() + "\n";
    }

    private static void Table<T>(StringBuilder page, string title, IEnumerable<Metric<T>> metrics)
    {
        page.Append("## ").Append(title).Append("\n\n| name | unit | formula | after | English | 中文 |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var m in metrics)
            page.Append($"| `{m.Name}` | {UnitOf(m.Unit)} | {m.Formula} | {m.Source} | {m.Label.En} | {m.Label.ZhCn} |\n");
        page.Append('\n');
    }

    private static string UnitOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Count => "",
        MetricUnit.Percent => "%",
        _ => "s",
    };
}
