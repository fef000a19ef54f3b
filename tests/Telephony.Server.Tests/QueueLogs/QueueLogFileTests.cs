using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.QueueLogs;

namespace Telephony.Server.Tests.QueueLogs;

public sealed class QueueLogFileTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-queuelog-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_crash_anywhere_neither_loses_a_line_nor_writes_one_twice()
    {
        var facts = Facts(calls: 60);
        var expected = Written(Run(Path.Combine(_folder, "whole"), facts, 0, facts.Count));
        Assert.That(expected.Split('\n'), Has.Length.GreaterThan(200));
        for (var cut = 0; cut <= facts.Count; cut += 7)
        {
            var (before, after) = (Path.Combine(_folder, $"{cut}"), Path.Combine(_folder, $"{cut}-after"));
            var snapshot = cut / 50 * 50;
            using (var log = Open(before))
            {
                Feed(log, facts, 0, snapshot);
                log.FlushForSnapshot();
                Feed(log, facts, snapshot, cut);
                CopyOf(before, after); // dies here: what has gathered since the last flush is lost
            }

            if (cut % 2 == 0) File.AppendAllText(Path.Combine(after, "queue_log"), "1772438400|half a li"); // … or in the midst of a write
            Run(after, facts, snapshot, facts.Count);
            Assert.That(Written(after), Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void Death_between_the_old_file_and_the_new_one_loses_nothing()
    {
        var facts = Facts(calls: 60);
        var expected = Written(Run(Path.Combine(_folder, "whole"), facts, 0, facts.Count));
        var folder = Path.Combine(_folder, "dies");
        Run(folder, facts, 0, 100);
        var last = Older(folder).Count();
        File.Move(Path.Combine(folder, "queue_log"), Path.Combine(folder, $"queue_log.{last + 1}"));
        Run(folder, facts, 0, facts.Count);
        Assert.That(Written(folder), Is.EqualTo(expected));
    }

    [Test]
    public void Old_files_are_put_away()
    {
        var facts = Facts(calls: 200);
        using (var log = new QueueLogFile(_folder, "j", NullLogger.Instance, new QueueLogFile.Limits(Bytes: 500, Files: 3))) Feed(log, facts, 0, facts.Count);
        Assert.That(Older(_folder).Count(), Is.EqualTo(3));
    }

    [Test]
    public void A_new_journal_goes_on_behind_the_lines_of_the_old_one()
    {
        var facts = Facts(calls: 3);
        using (var log = Open(_folder)) Feed(log, facts, 0, facts.Count);
        var first = Written(_folder);
        using (var log = new QueueLogFile(_folder, "another", NullLogger.Instance, new QueueLogFile.Limits(Bytes: 2_000))) Feed(log, facts, 0, facts.Count);
        Assert.That(Written(_folder), Is.EqualTo(first + first));
    }

    [Test]
    public void A_disk_that_refuses_is_asked_again_and_gets_every_line()
    {
        var facts = Facts(calls: 20);
        var expected = Written(Run(Path.Combine(_folder, "whole"), facts, 0, facts.Count));
        var folder = Path.Combine(_folder, "full");
        using (var log = Open(folder))
        {
            Feed(log, facts, 0, 10);
            // The next file cannot be begun: something else bears its name.
            Directory.CreateDirectory(Path.Combine(folder, "queue_log.1"));
            Assert.DoesNotThrow(() => Feed(log, facts, 10, facts.Count));
            Directory.Delete(Path.Combine(folder, "queue_log.1"));
            log.Flush();
        }

        Assert.That(Written(folder), Is.EqualTo(expected));
    }

    private static QueueLogFile Open(string folder) => new(folder, "j", NullLogger.Instance, new QueueLogFile.Limits(Bytes: 2_000, Files: 1_000));

    private static string Run(string folder, IReadOnlyList<AcdFact> facts, int from, int until)
    {
        using var log = Open(folder);
        Feed(log, facts, from, until);
        return folder;
    }

    private static void Feed(QueueLogFile log, IReadOnlyList<AcdFact> facts, int from, int until)
    {
        for (var i = from; i < until; i++)
        {
            log.Append([facts[i]]);
            if (i % 5 == 0) log.Flush();
        }
    }

    private static string Written(string folder) => string.Concat(
        Older(folder).OrderBy(p => int.Parse(Path.GetExtension(p)[1..])).Append(Path.Combine(folder, "queue_log")).Select(File.ReadAllText));

    private static IEnumerable<string> Older(string folder) => Directory.EnumerateFiles(folder).Where(p => Path.GetFileName(p).StartsWith("queue_log.", StringComparison.Ordinal));

    private static void CopyOf(string folder, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = File.Create(Path.Combine(to, Path.GetFileName(file)));
            from.CopyTo(copy);
        }
    }

    /// <summary>Calls that overlap: each waits, rings and talks while the next arrive.</summary>
    private static List<AcdFact> Facts(int calls)
    {
        var (facts, sales) = (new List<AcdFact>(), new QueueName("sales"));
        for (var i = 0; i < calls + 4; i++)
        {
            if (i < calls)
            {
                Say(new AcdFact.CallArrived(Call(i), "100", new CallerId($"{2000 + i}", "")));
                Say(new AcdFact.CallQueued(Call(i), sales, 3, i + 1));
            }

            if (i is >= 2 && i - 2 < calls) Say(new AcdFact.OfferMade(Call(i - 2), sales, new AgentId("1001"), LegId.Of(Call(i - 2), 1), TimeSpan.FromSeconds(2), ""));
            if (i is >= 3 && i - 3 < calls) Say(new AcdFact.CallConnected(Call(i - 3), sales, new AgentId("1001"), LegId.Of(Call(i - 3), 1), TimeSpan.FromSeconds(3)));
            if (i is < 4) continue;
            Say(new AcdFact.TalkEnded(Call(i - 4), new AgentId("1001"), TimeSpan.FromSeconds(1), Party.Agent));
            Say(new AcdFact.CallEnded(Call(i - 4), sales, CallDisposition.Answered, TimeSpan.FromSeconds(3)));
        }

        return facts;

        static CallId Call(int number) => new($"c{number}");

        void Say(AcdFact fact)
        {
            var time = TimeSpan.FromSeconds(facts.Count / 6.0);
            facts.Add(fact with { Sequence = facts.Count + 1, At = new Moment(time, Morning + time) });
        }
    }
}
