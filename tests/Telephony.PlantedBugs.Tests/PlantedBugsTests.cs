using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Telephony.Core.Tests.Scenarios;
using Telephony.Core.Tests.Simulation;
using Telephony.Core.Tests.Theory;

namespace Telephony.PlantedBugs.Tests;

/// <summary>Who watches the watchers: bugs planted on purpose, one at a time, must be caught by the scenarios, by the invariants and the
/// oracle in random worlds, or by a day of announcements.</summary>
public sealed class PlantedBugsTests
{
    private const int BugsLeast = 50;
    private const double ShareLeast = 0.95;
    private static readonly int[] FailedOnce = [1411, 1, 1001];
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(3);
    private static readonly int Worlds = int.Parse(Environment.GetEnvironmentVariable("TELEPHONY_BUG_WORLDS") ?? "15");
    private static readonly string[] Scenarios = [.. Directory.EnumerateFiles(ScenarioFolder(), "*.txt").Order(StringComparer.Ordinal)];

    [Test]
    public void Without_a_bug_nothing_is_caught() => Assert.That(Caught(0, worlds: 10), Is.Null);

    [Test]
    public void Of_the_bugs_planted_nearly_all_are_caught()
    {
        Assert.That(PlantedBugs.Stale, Is.Empty, "bugs.txt: their lines are no longer in the code; write them for the code as it is");
        var bugs = Enumerable.Range(1, PlantedBugs.Names.Length).ToArray();
        var caught = new ConcurrentDictionary<int, string?>();
        Parallel.ForEach(bugs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, bug => caught[bug] = Caught(bug, Worlds));

        foreach (var bug in bugs) TestContext.Out.WriteLine($"{(caught[bug] is { } by ? $"caught by {by}" : "NOT CAUGHT")}: {PlantedBugs.Names[bug - 1]}");
        var share = (double)caught.Values.Count(c => c is not null) / bugs.Length;
        TestContext.Out.WriteLine($"{share:P1} of {bugs.Length}");
        Assert.That(bugs, Has.Length.AtLeast(BugsLeast));
        Assert.That(share, Is.AtLeast(ShareLeast), "caught");
    }

    /// <summary>What caught a bug; null when nothing did.</summary>
    private static string? Caught(int bug, int worlds)
    {
        PlantedBugs.Wake(bug);
        try
        {
            foreach (var scenario in Scenarios)
            {
                if (Fails(() => Scenario.Run(scenario)) is not null) return $"scenario {Path.GetFileNameWithoutExtension(scenario)}";
            }

            foreach (var (seed, plain) in FailedOnce.Select(s => (s, true)).Concat(Enumerable.Range(1, worlds).Select(s => (s, false))))
            {
                if (Fails(() => new SimWorld(seed, plain).Run(Length)) is { } why) return $"world {seed} ({why})";
            }

            if (Fails(new AnnouncedWaitTests().A_wait_told_never_rises_without_a_cause) is not null) return "a day of announcements";
            return null;
        }
        finally
        {
            PlantedBugs.Wake(0);
        }
    }

    private static string? Fails(Action act)
    {
        try
        {
            // Expectations that fail inside must not fail this test.
            using (new NUnit.Framework.Internal.TestExecutionContext.IsolatedContext()) act();
            return null;
        }
        catch (Exception fault)
        {
            var first = fault.Message.Split('\n')[0];
            return first[..Math.Min(first.Length, 90)];
        }
    }

    private static string ScenarioFolder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "Telephony.Core.Tests", "Scenarios");
}
