using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Telephony.Core.Tests.Scenarios;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Tests.QueueLogs;

/// <summary>Every story has its queue_log beside these tests. It is read by a program of another language that knows nothing of ours.
/// After a change that is meant, <c>TELEPHONY_GOLDEN=write</c> writes them anew.</summary>
public sealed class GoldenTests
{
    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    private static IEnumerable<string> Stories() => ScenarioTests.Stories();

    private static string GoldenOf(string story) => Path.Combine(Folder(), "golden", story + ".queue_log");

    [TestCaseSource(nameof(Stories))]
    public void The_queue_log_of_a_story_is_as_it_was(string story)
    {
        var text = TextOf(ScenarioTests.FactsOf(story));
        if (Environment.GetEnvironmentVariable("TELEPHONY_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(GoldenOf(story))!);
            File.WriteAllText(GoldenOf(story), text);
        }

        Assert.That(text, Is.EqualTo(File.ReadAllText(GoldenOf(story))));
    }

    [TestCaseSource(nameof(Stories))]
    public void Another_program_reads_of_it_what_happened(string story) =>
        Assert.That(ReadByAnother(File.ReadAllText(GoldenOf(story))), Is.EqualTo(Expected(ScenarioTests.FactsOf(story))));

    [Test]
    public void Another_program_reads_what_happened_in_random_worlds()
    {
        for (var seed = 1; seed <= 10; seed++)
        {
            var world = new SimWorld(seed);
            world.Run(TimeSpan.FromMinutes(3));
            Assert.That(ReadByAnother(TextOf(world.Facts)), Is.EqualTo(Expected(world.Facts)), $"seed {seed}");
        }
    }

    [Test]
    public void A_fold_that_is_kept_and_taken_over_anywhere_goes_on_as_if_nothing_had_been()
    {
        var world = new SimWorld(4);
        world.Run(TimeSpan.FromMinutes(3));
        var expected = TextOf(world.Facts);
        for (var cut = 0; cut < world.Facts.Count; cut += 97)
        {
            var (first, second) = (new QueueLog(), new QueueLog());
            var text = new StringBuilder();
            foreach (var fact in world.Facts.Take(cut)) Append(text, first.Apply(fact));
            second.Restore(JsonSerializer.Deserialize<QueueLogState>(JsonSerializer.Serialize(first.Capture(), SimSnapshot.Json), SimSnapshot.Json)!);
            foreach (var fact in world.Facts.Skip(cut)) Append(text, second.Apply(fact));
            Assert.That(text.ToString(), Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void What_callers_send_cannot_make_fields_or_lines()
    {
        var log = new QueueLog();
        log.Apply(new AcdFact.CallArrived(new CallId("c1"), "100", new CallerId("1|2\n3", "")));
        var line = log.Apply(new AcdFact.CallQueued(new CallId("c1"), new QueueName("sales"), 1, 1)).Single();
        Assert.That(line, Does.EndWith("|c1|sales|NONE|ENTERQUEUE||1_2_3|1"));
    }

    private static string TextOf(IReadOnlyList<AcdFact> facts)
    {
        var (log, text) = (new QueueLog(), new StringBuilder());
        foreach (var fact in facts) Append(text, log.Apply(fact));
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> lines)
    {
        foreach (var line in lines) text.Append(line).Append('\n');
    }

    /// <summary>Counted from the facts alone: by queue those who entered, talked, finished, gave up and left otherwise.</summary>
    private static string Expected(IReadOnlyList<AcdFact> facts)
    {
        var queues = new SortedDictionary<QueueName, int[]>();
        var queueOf = new Dictionary<CallId, QueueName>();
        foreach (var fact in facts)
        {
            switch (fact)
            {
                case AcdFact.CallQueued f: Of(queueOf[f.Call] = f.Queue)[0]++; break;
                case AcdFact.CallConnected f: Of(queueOf[f.Call] = f.Queue)[1]++; break;
                case AcdFact.TalkEnded f when queueOf.Remove(f.Call, out var queue): Of(queue)[2]++; break;
                case AcdFact.CallOverflowed f: Left(f.Call, f.Queue); break;
                case AcdFact.CallMoved f: Left(f.Call, f.Queue); break;
                case AcdFact.CallWithdrawn f: Left(f.Call, f.Queue); break;
                case AcdFact.CallEnded { Disposition: CallDisposition.AbandonedInQueue or CallDisposition.AbandonedWhileRinging } f when queueOf.Remove(f.Call, out var queue):
                    Of(queue)[3]++;
                    break;
                case AcdFact.CallEnded f when queueOf.TryGetValue(f.Call, out var queue): Left(f.Call, queue); break;
            }
        }

        return string.Concat(queues.Select(q => $"{q.Key} entered {q.Value[0]} connected {q.Value[1]} completed {q.Value[2]} abandoned {q.Value[3]} left {q.Value[4]}\n"));

        int[] Of(QueueName queue) => queues.TryGetValue(queue, out var counts) ? counts : queues[queue] = new int[5];

        void Left(CallId call, QueueName queue)
        {
            Of(queue)[4]++;
            queueOf.Remove(call);
        }
    }

    private static string ReadByAnother(string log)
    {
        var start = new ProcessStartInfo("awk") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-f");
        start.ArgumentList.Add(Path.Combine(Folder(), "read_queue_log.awk"));
        using var awk = Process.Start(start)!;
        var complaints = awk.StandardError.ReadToEndAsync();
        var read = awk.StandardOutput.ReadToEndAsync();
        awk.StandardInput.Write(log);
        awk.StandardInput.Close();
        awk.WaitForExit();
        return complaints.Result + read.Result;
    }
}
