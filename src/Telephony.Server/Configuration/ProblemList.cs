using System.Collections.Immutable;

namespace Telephony.Server.Configuration;

/// <summary>Collects problems, a bounded number of each severity.</summary>
internal sealed class ProblemList(int limit)
{
    private readonly List<ConfigProblem> errors = [];
    private readonly List<ConfigProblem> warnings = [];
    private int dropped;

    public bool HasErrors => errors.Count > 0;

    /// <summary>Whether something is already said about a file.</summary>
    public bool Has(string file) => errors.Exists(p => p.File == file);

    public void Add(ConfigProblem problem)
    {
        var list = problem.Severity == ConfigSeverity.Error ? errors : warnings;
        if (list.Count < limit) list.Add(problem);
        else dropped++;
    }

    public (ImmutableArray<ConfigProblem> Shown, int Omitted) ToResult()
    {
        var all = InOrder(errors).Concat(InOrder(warnings)).Distinct().ToList();
        return ([.. all.Take(limit)], dropped + Math.Max(0, all.Count - limit));
    }

    private static IEnumerable<ConfigProblem> InOrder(IEnumerable<ConfigProblem> problems) =>
        problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column);
}
