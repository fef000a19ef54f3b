using System.Collections.Immutable;

namespace Telephony.Core.Tests.Theory;

/// <summary>Wallace and Whitt (M&amp;SOM 7(4), 2005): with well spread skills, two an agent are almost as good as all.
/// 6 kinds of calls, 1.40 a minute each, 10 minutes a call, 90 agents, 30 places to wait. Time is in units of 10 minutes here.</summary>
public sealed class SkillsTests
{
    private const int Kinds = 6;
    private const int Agents = 90;
    private const int WaitingPlaces = 30;
    private const double Load = 14; // erlang of each kind
    private const int Calls = 80_000;
    private const int WarmUp = 4_000;

    /// <summary>E[W] of the calls taken in, by skills an agent, first come first served, longest idle first: 1: 2.455 min (exact, see <see cref="ExactWaitOfOneSkill"/>),
    /// 2: 0.566 (simulated elsewhere over 2 × 10⁸ calls), 6: 0.450 (exact: M/M/90/120).</summary>
    [Test]
    public void Two_skills_an_agent_are_almost_as_good_as_all()
    {
        var (one, two, all) = (MeanWait(skills: 1), MeanWait(skills: 2), MeanWait(skills: Kinds));
        TestContext.Out.WriteLine($"minutes: {one:F3} with one skill, {two:F3} with two, {all:F3} with all; {(one - two) / (one - all):P0} of the way");
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.EqualTo(ExactWaitOfOneSkill()).Within(0.3));
            Assert.That(two, Is.EqualTo(0.566).Within(0.08));
            Assert.That(all, Is.EqualTo(0.450).Within(0.08));
            Assert.That((one - two) / (one - all), Is.GreaterThan(0.9));
        });
    }

    /// <summary>What "30 extra places" means decides the value of one skill an agent: 30 who may wait, whoever is idle elsewhere (2.455 min), or 120 lines in all,
    /// where agents who are idle leave more lines to those who wait (3.054 min). With all skills nobody waits while anybody is idle, and the two are one.</summary>
    [Test]
    public void With_one_skill_the_wait_depends_on_what_is_limited()
    {
        Assert.That(ExactWaitOfOneSkill(), Is.EqualTo(2.4555).Within(1e-4));
        Assert.That(ExactWaitOfOneSkillByLines(Agents + WaitingPlaces), Is.EqualTo(3.0543).Within(1e-4));
        Assert.That(MeanWait(skills: 1, lines: Agents + WaitingPlaces), Is.EqualTo(3.054).Within(0.4));
    }

    private static double MeanWait(int skills, int lines = int.MaxValue)
    {
        var centre = new VirtualCentre(Agents, arrivals: Kinds * Load, talkRate: 1, patienceRate: 0, seed: 31)
        {
            Site = Site(skills),
            Numbers = [.. Enumerable.Range(0, Kinds).Select(k => $"n{k}")],
            Places = lines,
            WaitingPlaces = lines == int.MaxValue ? WaitingPlaces : int.MaxValue,
        };
        centre.Run(Calls);
        return 10 * centre.Waits.Skip(WarmUp).Average(w => w.Waited);
    }

    /// <summary>Six groups of 15 agents, each serving one kind, that share places to wait. Each group alone is a birth-death process, hence reversible; a limit on
    /// the sum of those who wait cuts off states and leaves the probabilities of the others in proportion (Kelly 1979, 1.6): the product form. Summed here over
    /// how many wait in each group: w(0) = Σ a^k/k! (k ≤ 15), w(j) = a^15/15! · (a/15)^j.</summary>
    private static double ExactWaitOfOneSkill()
    {
        const int Servers = Agents / Kinds, Most = WaitingPlaces;
        var full = Term(Servers);
        var one = Enumerable.Range(0, Most + 1).Select(j => j == 0 ? Enumerable.Range(0, Servers + 1).Sum(Term) : full * Math.Pow(Load / Servers, j)).ToArray();
        var others = Enumerable.Range(0, Kinds - 1).Aggregate(new double[] { 1 }, (product, _) => Product(product, one, Most));
        double all = 0, waiting = 0, away = 0;
        for (var own = 0; own <= Most; own++)
        {
            for (var rest = 0; own + rest <= Most; rest++)
            {
                all += one[own] * others[rest];
                waiting += own * one[own] * others[rest];
                // An arrival is turned away when its own group is busy and no place is left.
                if (own + rest == Most) away += (own == 0 ? full : one[own]) * others[rest];
            }
        }

        return 10 * (waiting / all) / (Load * (1 - (away / all)));
    }

    /// <summary>The same with a limit on talking and waiting calls together: a term for every number of calls of a kind.</summary>
    private static double ExactWaitOfOneSkillByLines(int lines)
    {
        const int Servers = Agents / Kinds;
        var one = Enumerable.Range(0, lines + 1).Select(k => k <= Servers ? Term(k) : Term(Servers) * Math.Pow(Load / Servers, k - Servers)).ToArray();
        var others = Enumerable.Range(0, Kinds - 1).Aggregate(new double[] { 1 }, (product, _) => Product(product, one, lines));
        double all = 0, waiting = 0, away = 0;
        for (var own = 0; own <= lines; own++)
        {
            for (var rest = 0; own + rest <= lines; rest++)
            {
                all += one[own] * others[rest];
                waiting += Math.Max(0, own - Servers) * one[own] * others[rest];
                if (own + rest == lines) away += one[own] * others[rest];
            }
        }

        return 10 * (waiting / all) / (Load * (1 - (away / all)));
    }

    private static double Term(int busy) => Enumerable.Range(1, busy).Aggregate(1.0, (term, k) => term * Load / k);

    private static double[] Product(double[] a, double[] b, int most)
    {
        var product = new double[most + 1];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length && i + j <= most; j++) product[i + j] += a[i] * b[j];
        }

        return product;
    }

    /// <summary>15 agents have each kind as their first skill; the others are spread over the remaining kinds.</summary>
    private static SiteConfiguration Site(int skills)
    {
        var site = TestSite.With(
            Enumerable.Range(0, Kinds).ToDictionary(k => $"q{k}", k => TestSite.Queue(skills: $"s{k}")),
            Enumerable.Range(0, Agents).ToDictionary(a => $"a{a:D3}", a => TestSite.Agent(
                string.Join(' ', Enumerable.Range(0, Kinds).Select(k => $"q{k}")),
                string.Join(' ', SkillsOf(a, skills).Select(k => $"s{k}=5")))));
        return site with
        {
            Numbers = Enumerable.Range(0, Kinds).ToImmutableSortedDictionary(k => $"n{k}", k => new EntryPoint([], "en", new CallTarget($"q{k}", null))),
        };
    }

    private static IEnumerable<int> SkillsOf(int agent, int skills)
    {
        var first = agent % Kinds;
        var spread = agent / Kinds % (Kinds - 1);
        return Enumerable.Range(0, skills).Select(i => i == 0 ? first : (first + 1 + ((spread + i - 1) % (Kinds - 1))) % Kinds);
    }
}
