using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Tests.Journal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FactLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tel-facts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Facts_gather_and_are_written_together()
    {
        using var log = Open();
        log.Append([Fact(1), Fact(2)]);
        log.Append([Fact(3)]);
        Assert.That(Written(), Is.Empty);

        log.Flush();

        Assert.That(Written(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void Many_facts_are_written_without_being_asked()
    {
        using var log = Open();

        for (var i = 1; i <= 1_000; i++) log.Append([Fact(i)]);

        Assert.That(Written(), Has.Count.EqualTo(1_000));
    }

    [Test]
    public void Facts_that_a_replay_makes_again_are_written_once_whether_they_had_been_written_or_were_lost()
    {
        using (var log = Open()) log.Append([Fact(1), Fact(2)]);

        using (var log = Open()) log.Append([Fact(1), Fact(2), Fact(3)]);

        Assert.That(Written(), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void Log_goes_on_behind_its_last_line_without_reading_those_before()
    {
        using (var log = Open()) log.Append([Fact(1), Fact(2)]);
        var file = Directory.EnumerateFiles(_directory).Single();
        File.WriteAllText(file, "not to be read\n" + File.ReadLines(file).Last() + "\n");

        using (var log = Open()) log.Append([Fact(2), Fact(3)]);

        Assert.That(File.ReadLines(file).Skip(1).Select(line => JsonSerializer.Deserialize<AcdFact>(line, CoreJson.Options)!.Sequence), Is.EqualTo(new[] { 2, 3 }));
    }

    [Test]
    public void Last_line_that_cannot_be_read_is_taken_for_none()
    {
        using (var log = Open()) log.Append([Fact(1)]);
        File.AppendAllText(Directory.EnumerateFiles(_directory).Single(), "\0\0\0\n");

        using var again = Open();
        again.Append([Fact(1), Fact(2)]);
        again.Flush();

        Assert.That(File.ReadLines(Directory.EnumerateFiles(_directory).Single()).Count(), Is.EqualTo(3));
    }

    [Test]
    public void Journal_tells_when_it_will_make_a_snapshot_which_facts_must_not_outlive()
    {
        var acd = new Acd();
        using var journal = FileJournal.Open(Path.Combine(_directory, "journal"), acd, NullLogger.Instance, _ => { });
        for (var i = 0; i < FileJournal.InputsPerSegment; i++)
        {
            Assert.That(journal.SnapshotIsNext, Is.False);
            journal.Append(new AcdInput.Tick(), acd);
        }

        Assert.That(journal.SnapshotIsNext);
        journal.Append(new AcdInput.Tick(), acd);
        Assert.That(journal.SnapshotIsNext, Is.False);
    }

    private FactLog Open() => new(_directory, NullLogger.Instance);

    private static AcdFact Fact(long sequence) => new AcdFact.CallQueued(new CallId("c1"), new QueueName("sales"), 1, 1) { Sequence = sequence };

    private List<int> Written() =>
        [.. Directory.EnumerateFiles(_directory, "facts-*.jsonl").Order(StringComparer.Ordinal).SelectMany(LineFile.Read<AcdFact>).Select(fact => (int)fact.Sequence)];
}
