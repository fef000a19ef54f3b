using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>The log of actions.</summary>
public sealed class ActionLogTests
{
    private readonly ManualTime _time = new();
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-actions-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void What_begins_and_how_it_ends_is_there_also_after_a_restart()
    {
        using (var log = Open())
        {
            var begun = log.Begin(Entry("QueueService/CloseQueue"));
            log.End(Entry("QueueService/CloseQueue"), begun, null);
        }

        using (var log = Open()) log.Refuse(Entry("AgentService/ForceState"), "ROLE_FORBIDS");
        Assert.That(ActionReader.After(_folder, 0).Select(e => (e.Sequence, e.Outcome, e.Begun, e.Reason)), Is.EqualTo(new (long, ActionOutcome, long?, string?)[]
        {
            (1, ActionOutcome.Begun, null, null), (2, ActionOutcome.Done, 1, null), (3, ActionOutcome.Refused, null, "ROLE_FORBIDS"),
        }));
        Assert.That(ActionReader.After(_folder, 2).Select(e => e.Sequence), Is.EqualTo(new[] { 3L }));
        Assert.That(ActionReader.Verify(_folder), Is.EqualTo((3L, (string?)null)));
    }

    [Test]
    public void Refusals_that_come_too_fast_are_counted()
    {
        using var log = Open();
        for (var i = 0; i < 50; i++) log.Refuse(Entry("x"), "TOKEN_INVALID");
        _time.Advance(TimeSpan.FromSeconds(1));
        log.Refuse(Entry("x"), "TOKEN_INVALID");
        var entries = ActionReader.After(_folder, 0).ToList();
        Assert.That((entries.Count, entries[^1].NotWritten), Is.EqualTo((21, 30)));
    }

    [Test]
    public void What_cannot_be_written_must_not_be_done()
    {
        using var log = Open();
        log.Dispose(); // the file is gone: as a full disk
        var fault = Assert.Throws<RpcException>(() => log.Begin(Entry("QueueService/CloseQueue")))!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(() => log.Refuse(Entry("x"), "TOKEN_INVALID"), Throws.Nothing);
    }

    [Test]
    public void Every_change_of_a_line_is_found()
    {
        using (var log = Open())
        {
            for (var i = 0; i < 10; i++) log.Begin(Entry($"method {i}"));
        }

        var file = ActionReader.Files(_folder).Single();
        var good = File.ReadAllBytes(file);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bad = good.ToArray();
            bad[random.Next(bad.Length - 1)] ^= (byte)(1 << random.Next(7));
            File.WriteAllBytes(file, bad);
            Assert.That(ActionReader.Verify(_folder).BreaksAt, Is.Not.Null, $"flip {i}");
        }

        var lines = File.ReadAllLines(file);
        foreach (var changed in new[] { lines.Where((_, i) => i != 4), lines.Take(3).Concat(lines.Skip(2)), lines.Take(4).Append(lines[5]).Append(lines[4]).Concat(lines.Skip(6)), lines.Skip(1) })
        {
            File.WriteAllLines(file, changed);
            Assert.That(ActionReader.Verify(_folder).BreaksAt, Is.Not.Null);
        }

        File.WriteAllBytes(file, good);
        Assert.That(ActionReader.Verify(_folder), Is.EqualTo((10L, (string?)null)));
    }

    private ActionLog Open() => new(_folder, _time, NullLogger<ActionLog>.Instance);

    private static ActionEntry Entry(string method) => new() { Who = "token:x", Name = "crm", Role = "system", Method = method, Targets = ["queues/sales"], From = "127.0.0.1:5" };
}
