using Telephony.Core;
using Telephony.Server.Hosting;
using Telephony.Server.Journal;
using Telephony.Server.Simulation;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Simulation;

public sealed class ComparisonTests
{
    private static readonly SiteConfiguration Twelve = RecordedDay.Site(12);

    /// <summary>95 of 100 figures of a day should lie in the interval; over some days and all figures shown, nearly all must.</summary>
    [Test]
    public void The_same_configuration_reproduces_what_was_recorded()
    {
        var (inside, all) = (0, 0);
        for (var day = 1; day <= 6; day++)
        {
            var recording = RecordingReader.Of(RecordedDay.Make(day, Twelve, calls: 400, callsPerMinute: 3.4, talkSeconds: 180, patienceSeconds: 120).Inputs);
            var comparison = Comparison.Of(recording, Twelve, seed: 1, runs: 10, []);
            foreach (var name in Figures.Shown)
            {
                var figure = comparison.Queues["sales"][name];
                all++;
                if (figure.Recorded >= figure.Before!.Low && figure.Recorded <= figure.Before.High) inside++;
                else TestContext.Out.WriteLine($"day {day}, {name}: {figure.Recorded:F2} is not in {figure.Before.Low:F2} to {figure.Before.High:F2}");
                Assert.That(figure.Change!.Mean, Is.Zero, "nothing was changed, and the seeds are the same");
            }
        }

        Assert.That((double)inside / all, Is.GreaterThanOrEqualTo(0.85), $"{inside} of {all}");
    }

    [Test]
    public void Two_more_agents_help_and_it_is_certain_that_they_do()
    {
        var recording = RecordingReader.Of(RecordedDay.Make(1, Twelve, calls: 600, callsPerMinute: 3.4, talkSeconds: 180, patienceSeconds: 120).Inputs);
        var comparison = Comparison.Of(recording, RecordedDay.Site(14), seed: 1, runs: 12, [Limit.Parse("*: service_level >= 0"), Limit.Parse("sales: asa <= 0.1")]);
        var (level, asa) = (comparison.Queues["sales"]["service_level"].Change!, comparison.Queues["sales"]["asa"].Change!);
        Assert.Multiple(() =>
        {
            Assert.That(level.Mean - level.Margin, Is.GreaterThan(0));
            Assert.That(asa.Mean + asa.Margin, Is.LessThan(0));
            Assert.That(comparison.Limits.Select(l => l.Holds), Is.EqualTo(new[] { true, false }));
            Assert.That(ComparisonReport.ToText(comparison), Does.Contain("BROKEN: sales: asa <= 0.1"));
        });
    }

    [Test]
    public void The_same_seed_gives_the_same_report()
    {
        var recording = RecordingReader.Of(RecordedDay.Make(2, Twelve, calls: 200, callsPerMinute: 4, talkSeconds: 180, patienceSeconds: 120).Inputs);
        var reports = Enumerable.Range(0, 2).Select(_ => ComparisonReport.ToJson(Comparison.Of(recording, RecordedDay.Site(10), seed: 7, runs: 3, []))).ToArray();
        Assert.That(reports[0], Is.EqualTo(reports[1]));
    }

    [TestCase("sales: service_level >= 0", 0)]
    [TestCase("sales: serviceLevel > 100", 1)]
    [TestCase("nobody: asa <= 5", 1)]
    public void The_exit_code_gates_a_change(string limit, int exitCode)
    {
        using var site = new SiteFixture();
        var data = Directory.CreateTempSubdirectory("tel-data-").FullName;
        try
        {
            using (var journal = LineFile.Open(Path.Combine(DataFolders.Journal(data), "inputs-000000000001.jsonl")))
            {
                foreach (var input in RecordedDay.Make(3, Twelve, calls: 50, callsPerMinute: 3, talkSeconds: 60, patienceSeconds: 60).Inputs) journal.Append(input);
            }

            var output = Console.Out;
            Console.SetOut(TextWriter.Null);
            var code = Commands.Simulate(data, site.Folder, seed: 1, runs: 2, [limit], json: true);
            Console.SetOut(output);
            Assert.That(code, Is.EqualTo(exitCode));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [TestCase("sales service_level >= 80", "write it like")]
    [TestCase("sales: happiness >= 80", "unknown figure 'happiness'")]
    public void A_limit_that_means_nothing_is_refused(string text, string reason) =>
        Assert.That(() => Limit.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(reason));

    [Test]
    public void Confidence_comes_from_few_runs_by_Students_t()
    {
        var sample = Sample.Of([1.0, 2.0, 3.0, null])!;
        Assert.That(sample.Mean, Is.EqualTo(2));
        Assert.That(sample.Margin, Is.EqualTo(4.303 / Math.Sqrt(3)).Within(1e-9));
        Assert.That(sample.High - sample.Mean, Is.EqualTo(4.303 * Math.Sqrt(4 / 3.0)).Within(1e-9));
    }
}
