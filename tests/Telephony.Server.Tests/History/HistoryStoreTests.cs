using Microsoft.Data.Sqlite;
using Telephony.Core;
using Telephony.Server.History;

namespace Telephony.Server.Tests.History;

public class HistoryStoreTests
{
    private readonly LogLines log = new();
    private string folder = "";

    private string Database => Path.Combine(folder, "history.db");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("history-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task An_answered_call_becomes_one_row()
    {
        await using var store = Open();
        store.Apply(new Facts().AnsweredCall("c1", 0).All);
        await FlushAsync(store);
        Assert.That(store.Calls(10), Is.EqualTo(new[]
        {
            new CallRow(
                1, "c1", "8000", "+8613800138000", "Li", "answered", "sales", "1001",
                Facts.At(0), Facts.At(2), Facts.At(7), Facts.At(37), 5, 30, "agent"),
        }));
    }

    [Test]
    public async Task An_abandoned_call_was_ended_by_the_caller_and_has_no_agent()
    {
        await using var store = Open();
        store.Apply(new Facts().AbandonedCall("c1", 0).All);
        await FlushAsync(store);
        var call = store.Calls(1)[0];
        Assert.That(
            (call.Disposition, call.Agent, call.AnsweredAt, call.WaitSeconds, call.TalkSeconds, call.EndedBy),
            Is.EqualTo(("abandoned_in_queue", (string?)null, (DateTimeOffset?)null, 3.0, 0.0, "caller")));
    }

    [Test]
    public async Task A_recording_is_listed_with_its_call_and_file()
    {
        await using var store = Open();
        store.Apply(new Facts().AnsweredCall("c1", 0).All);
        await FlushAsync(store);
        var expected = new RecordingRow(1, "c1-rec", "c1", "1001", "sales", Facts.At(7), 30, "2026/03/04/sales/c1-rec.wav", true);
        Assert.Multiple(() =>
        {
            Assert.That(store.Recordings(10), Is.EqualTo(new[] { expected }));
            Assert.That(store.FindRecording("c1-rec"), Is.EqualTo(expected));
            Assert.That(store.FindRecording("c1-rec' OR '1'='1"), Is.Null);
        });
    }

    [Test]
    public async Task Every_offer_and_agent_state_is_kept_with_its_outcome()
    {
        await using var store = Open();
        store.Apply(new Facts().AnsweredCall("c1", 0).All);
        await FlushAsync(store);
        Assert.Multiple(() =>
        {
            Assert.That(
                Rows("SELECT agent || ' ' || outcome || ' ' || waited_ms || ' ' || why FROM offers ORDER BY offered_at"),
                Is.EqualTo(new[] { "1002 no_answer 0 longest idle", "1001 answered 2000 longest idle" }));
            Assert.That(
                Rows("SELECT agent || ' ' || from_state || ' ' || to_state || ' ' || call FROM agent_states"),
                Is.EqualTo(new[] { "1001 ringing talking c1" }));
        });
    }

    [Test]
    public async Task Feeding_all_facts_again_changes_nothing_even_after_a_restart()
    {
        var facts = new Facts().AnsweredCall("c1", 0).AbandonedCall("c2", 10).AnsweredCall("c3", 60);
        string[] before;
        await using (var store = Open())
        {
            store.Apply([.. facts.All.Take(14)]);
            store.Apply([.. facts.All.Take(14)]);
            await FlushAsync(store);
        }

        await using (var store = Open())
        {
            store.Apply(facts.All);
            await FlushAsync(store);
            before = Everything();
        }

        await using (var store = Open())
        {
            store.Apply(facts.All);
            await FlushAsync(store);
            Assert.Multiple(() =>
            {
                Assert.That(Everything(), Is.EqualTo(before));
                Assert.That(store.Calls(10).Select(call => (call.Id, call.TalkSeconds)), Is.EqualTo(new[] { ("c3", 30.0), ("c2", 0.0), ("c1", 30.0) }));
            });
        }
    }

    [Test]
    public async Task A_new_journal_counts_from_one_again_and_is_not_passed_over()
    {
        await using (var store = Open())
        {
            store.Apply(new Facts().AnsweredCall("c1", 0).All);
            await FlushAsync(store);
        }

        await using var other = new HistoryStore(Database, log, journal: "second");
        other.Apply(new Facts().AbandonedCall("c2", 100).All);
        await FlushAsync(other);
        Assert.That(other.Calls(10).Select(call => call.Id), Is.EqualTo(new[] { "c2", "c1" }));
    }

    [Test]
    public async Task Pages_follow_each_other_without_gap_or_overlap()
    {
        var facts = new Facts();
        for (var i = 0; i < 25; i++) facts.AbandonedCall($"c{i}", 0);
        await using var store = Open();
        store.Apply(facts.All);
        await FlushAsync(store);
        var seen = new List<string>();
        long? before = null;
        for (var page = store.Calls(10, before); page.Count > 0; page = store.Calls(10, before))
        {
            seen.AddRange(page.Select(call => call.Id));
            before = page[^1].Cursor;
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 25).Reverse().Select(i => $"c{i}")));
    }

    [Test]
    public async Task A_locked_database_holds_nobody_up_and_gets_everything_when_free()
    {
        await using var store = Open();
        await FlushAsync(store);
        await using (var locker = new SqliteConnection($"Data Source={Database};Pooling=false"))
        {
            locker.Open();
            using var transaction = locker.BeginTransaction(deferred: false);
            store.Apply(new Facts().AnsweredCall("c1", 0).All);
            var line = await log.NextAsync("cannot be written");
            Assert.Multiple(() =>
            {
                Assert.That(line, Does.Contain("database is locked"));
                Assert.That(store.Calls(10), Is.Empty, "reading goes on");
            });
        }

        await log.NextAsync("can be written again");
        await FlushAsync(store);
        Assert.That(store.Calls(10).Select(call => call.Disposition), Is.EqualTo(new[] { "answered" }));
    }

    [Test]
    public async Task Facts_beyond_the_bound_are_counted_as_lost_with_one_line()
    {
        // A folder in the file's place: it can never be opened.
        Directory.CreateDirectory(Database);
        var store = Open();
        await log.NextAsync("cannot be written");
        var facts = Enumerable.Range(1, HistoryStore.MaxWaiting + 500)
            .Select(i => (AcdFact)new AcdFact.RouterStarted("test") { Sequence = i }).ToList();
        store.Apply(facts);
        Assert.Multiple(() =>
        {
            Assert.That(store.Lost, Is.EqualTo(500));
            Assert.That(store.Waiting, Is.EqualTo(HistoryStore.MaxWaiting));
            Assert.That(log.Rest().Count(line => line.Contains("further ones are lost")), Is.EqualTo(1));
            Assert.That(() => store.Calls(1), Throws.TypeOf<HistoryUnavailableException>());
        });
        Directory.Delete(Database);
        await store.DisposeAsync();
        Assert.That(Rows("SELECT last_sequence FROM progress"), Is.EqualTo(new[] { $"{HistoryStore.MaxWaiting}" }));
    }

    [Test]
    public async Task A_damaged_file_is_kept_aside_and_a_fresh_one_begins()
    {
        File.WriteAllText(Database, new string('x', 5_000));
        await using var store = Open();
        store.Apply(new Facts().AnsweredCall("c1", 0).All);
        await FlushAsync(store);
        var line = await log.NextAsync("a fresh one begins");
        var aside = Directory.GetFiles(folder, "history.db.aside-*").Single();
        Assert.Multiple(() =>
        {
            Assert.That(line, Does.Contain(aside));
            Assert.That(File.ReadAllText(aside), Is.EqualTo(new string('x', 5_000)));
            Assert.That(store.Calls(10).Select(call => call.Id), Is.EqualTo(new[] { "c1" }));
        });
    }

    [Test]
    public async Task A_file_damaged_in_its_middle_is_found_at_the_start()
    {
        var facts = new Facts();
        for (var i = 0; i < 300; i++) facts.AbandonedCall($"c{i}", 0);
        await using (var store = Open())
        {
            store.Apply(facts.All);
            await FlushAsync(store);
        }

        using (var file = File.OpenWrite(Database))
        {
            file.Position = 4_096;
            file.Write(new byte[file.Length - 4_096]);
        }

        await using (var store = Open())
        {
            store.Apply(facts.All);
            await FlushAsync(store);
            await log.NextAsync("a fresh one begins");
            Assert.That(store.Calls(1_000), Has.Count.EqualTo(300));
        }
    }

    [Test]
    public async Task A_file_of_a_newer_version_is_kept_aside()
    {
        await using (var connection = new SqliteConnection($"Data Source={Database};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        await using var store = Open();
        await FlushAsync(store);
        Assert.That(await log.NextAsync("a fresh one begins"), Does.Contain("written by a newer version (schema 99, known is 3)"));
    }

    [Test]
    public async Task A_fact_that_fits_no_table_is_passed_over_alone()
    {
        var facts = new Facts().AnsweredCall("c1", 0);
        var offer = new AcdFact.OfferMade(new CallId("c1"), new QueueName("sales"), new AgentId("1001"), new LegId("l"), TimeSpan.Zero, null!);
        facts.Add(90, offer).AbandonedCall("c2", 100);
        await using var store = Open();
        store.Apply(facts.All);
        await FlushAsync(store);
        Assert.Multiple(() =>
        {
            Assert.That(store.Calls(10).Select(call => call.Id), Is.EqualTo(new[] { "c2", "c1" }));
            Assert.That(log.Rest().Single(), Does.StartWith("Fact 12 (OfferMade) cannot be stored"));
        });
    }

    private HistoryStore Open() => new(Database, log);

    private static async Task FlushAsync(HistoryStore store)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await store.FlushAsync(limit.Token);
    }

    private string[] Rows(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=false;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of the test.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read())
        {
            var values = new object[row.FieldCount];
            row.GetValues(values);
            rows.Add(string.Join('|', values));
        }

        return [.. rows];
    }

    private string[] Everything() =>
        [.. Rows("SELECT * FROM calls"), .. Rows("SELECT * FROM offers"), .. Rows("SELECT * FROM agent_states"), .. Rows("SELECT * FROM recordings")];
}
