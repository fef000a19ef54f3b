using System.Collections.Immutable;

namespace Telephony.Core.Tests.Theory;

/// <summary>Wallace and Whitt (M&amp;SOM 7(4), 2005): with well spread skills, two an agent are almost as good as all.
/// 6 kinds of calls, 1.40 a minute each, 10 minutes a call, 90 agents, 30 waiting places. Time is in units of 10 minutes here.</summary>
public sealed class SkillsTests
{
    private const int Kinds = 6;
    private const int Agents = 90;
    private const int Calls = 80_000;
    private const int WarmUp = 4_000;

    /// <summary>E[W] by skills an agent, first come first served, longest idle first: 1: 3.054 min (exact: six M/M/15 that share 120 places, product form),
    /// 2: 0.566 (simulated elsewhere over 2 × 10⁸ calls), 6: 0.450 (exact: M/M/90/120).</summary>
    [Test]
    public void Two_skills_an_agent_are_almost_as_good_as_all()
    {
        var (one, two, all) = (MeanWait(skills: 1), MeanWait(skills: 2), MeanWait(skills: Kinds));
        TestContext.Out.WriteLine($"minutes: {one:F3} with one skill, {two:F3} with two, {all:F3} with all; {(one - two) / (one - all):P0} of the way");
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.EqualTo(3.054).Within(0.4));
            Assert.That(two, Is.EqualTo(0.566).Within(0.08));
            Assert.That(all, Is.EqualTo(0.450).Within(0.08));
            Assert.That((one - two) / (one - all), Is.GreaterThan(0.9));
        });
    }

    private static double MeanWait(int skills)
    {
        var centre = new VirtualCentre(Agents, arrivals: Kinds * 14.0, talkRate: 1, patienceRate: 0, seed: 31)
        {
            Site = Site(skills),
            Numbers = [.. Enumerable.Range(0, Kinds).Select(k => $"n{k}")],
            Places = Agents + 30,
        };
        centre.Run(Calls);
        return 10 * centre.Waits.Skip(WarmUp).Average(w => w.Waited);
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
