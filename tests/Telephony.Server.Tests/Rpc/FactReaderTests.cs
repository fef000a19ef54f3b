using Telephony.Core;
using Telephony.Server.Journal;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

public sealed class FactReaderTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("tel-facts-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void From_any_place_in_any_file_every_fact_after_it_is_read_once()
    {
        Write(1, 3_000);
        Write(3_001, 3_001);
        Write(3_002, 9_000);
        foreach (var after in new long[] { 0, 1, 2_999, 3_000, 3_001, 3_002, 5_555, 8_999, 9_000 })
        {
            var reader = new FactReader(_folder, after);
            var read = new List<long>();
            while (reader.Read(700) is { Count: > 0 } facts) read.AddRange(facts.Select(f => f.Sequence));
            Assert.That(read, Is.EqualTo(Enumerable.Range(0, (int)(9_000 - after)).Select(i => after + 1 + i)), $"after {after}");
            Assert.That(reader.After, Is.EqualTo(9_000));
        }
    }

    [Test]
    public void What_is_written_later_is_read_later_and_half_a_line_is_not_read()
    {
        var reader = new FactReader(_folder, 0);
        Assert.That(reader.Read(10), Is.Empty, "there is no log yet");
        Write(1, 2);
        Assert.That(reader.Read(10), Has.Count.EqualTo(2));
        File.AppendAllText(FileOf(1), """{"kind":"AsteriskDisc""");
        Assert.That(reader.Read(10), Is.Empty);
        File.AppendAllText(FileOf(1), "onnected\",\"sequence\":3,\"at\":{\"elapsed\":\"00:00:03\",\"utc\":\"2026-01-01T00:00:03+00:00\"}}\n");
        Assert.That(reader.Read(10).Single(), Is.InstanceOf<AcdFact.AsteriskDisconnected>());
        Write(4, 5);
        Assert.That(reader.Read(10).Select(f => f.Sequence), Is.EqualTo(new long[] { 4, 5 }));
    }

    [Test]
    public void The_oldest_fact_is_named_by_the_first_file()
    {
        Assert.That(FactReader.Oldest(_folder), Is.Null);
        Write(7, 9);
        Assert.That(FactReader.Oldest(_folder), Is.EqualTo(7));
    }

    [Test]
    public void A_damaged_line_is_told_and_not_skipped()
    {
        Write(1, 1);
        File.AppendAllText(FileOf(1), "nonsense\n");
        var reader = new FactReader(_folder, 0);
        Assert.That(() => reader.Read(10), Throws.InstanceOf<InvalidDataException>().With.Message.Contain("facts-000000000001.jsonl"));
    }

    private void Write(long first, long last)
    {
        using var file = LineFile.Open(FileOf(first));
        for (var sequence = first; sequence <= last; sequence++)
        {
            var at = TimeSpan.FromSeconds(sequence);
            file.Append<AcdFact>(new AcdFact.CallEnded(new CallId($"{sequence}.0"), new QueueName("sales"), CallDisposition.Answered, at)
            {
                Sequence = sequence, At = new Moment(at, DateTimeOffset.UnixEpoch + at),
            });
        }
    }

    private string FileOf(long first) => Path.Combine(_folder, $"facts-{first:D12}.jsonl");
}
