using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Configuration;
using Telephony.Server.Journal;

namespace Telephony.Server.Tests.Journal;

public sealed class FileJournalTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-journal-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Replaying_what_was_written_gives_the_same_facts_and_state()
    {
        var (acd, facts) = Live(Story(40));
        var again = new Acd();
        List<AcdFact> replayed = [];
        using (FileJournal.Open(_folder, again, NullLogger.Instance, replayed.AddRange))
        {
            Assert.That(Text(replayed), Is.EqualTo(Text(facts)));
            Assert.That(State(again), Is.EqualTo(State(acd)));
        }
    }

    [Test]
    public void A_torn_last_line_is_left_out_and_overwritten()
    {
        var (_, facts) = Live(Story(5));
        var segment = Directory.GetFiles(_folder, "inputs-*").Single();
        File.AppendAllText(segment, "{\"kind\":\"CallGo");
        var again = new Acd();
        List<AcdFact> replayed = [];
        using (var journal = FileJournal.Open(_folder, again, NullLogger.Instance, replayed.AddRange))
        {
            Assert.That(Text(replayed), Is.EqualTo(Text(facts)));
            journal.Append(new AcdInput.Tick { At = At(99) }, again);
        }

        Assert.That(LineFile.Read<AcdInput>(segment).Last(), Is.TypeOf<AcdInput.Tick>());
    }

    [Test]
    public void A_damaged_line_in_the_middle_is_named()
    {
        Live(Story(5));
        var segment = Directory.GetFiles(_folder, "inputs-*").Single();
        var lines = File.ReadAllLines(segment);
        lines[2] = "not json";
        File.WriteAllLines(segment, lines);
        Assert.That(() => FileJournal.Open(_folder, new Acd(), NullLogger.Instance, _ => { }),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith($"{segment}:3: not readable"));
    }

    [Test]
    public void A_snapshot_bounds_the_replay_and_changes_nothing()
    {
        var (acd, facts) = Live(Story(FileJournal.InputsPerSegment / 3));
        Assert.That(Directory.GetFiles(_folder, "state-*"), Is.Not.Empty);
        var fromSnapshot = new Acd();
        var few = 0;
        FileJournal.Replay(_folder, fromSnapshot, fromSnapshot: true, _ => few++);
        var fromBeginning = new Acd();
        List<AcdFact> all = [];
        FileJournal.Replay(_folder, fromBeginning, fromSnapshot: false, all.AddRange);
        Assert.Multiple(() =>
        {
            Assert.That(few, Is.LessThanOrEqualTo(FileJournal.InputsPerSegment));
            Assert.That(State(fromSnapshot), Is.EqualTo(State(acd)));
            Assert.That(State(fromBeginning), Is.EqualTo(State(acd)));
            Assert.That(all, Has.Count.EqualTo(facts.Count));
        });
    }

    [Test]
    public void A_missing_segment_is_refused()
    {
        Live(Story(FileJournal.InputsPerSegment / 3));
        File.Delete(Directory.GetFiles(_folder, "inputs-*").Order(StringComparer.Ordinal).First());
        File.Delete(Directory.GetFiles(_folder, "state-*").First());
        Assert.That(() => FileJournal.Replay(_folder, new Acd(), fromSnapshot: false, _ => { }), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public void A_second_router_on_the_same_journal_is_refused()
    {
        using var first = FileJournal.Open(_folder, new Acd(), NullLogger.Instance, _ => { });
        Assert.That(() => FileJournal.Open(_folder, new Acd(), NullLogger.Instance, _ => { }), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Every_kind_of_input_and_fact_can_be_written_and_read()
    {
        foreach (var kind in typeof(AcdInput).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(AcdInput))))
            Assert.That(RoundTrip((AcdInput)Example(kind)), Is.TypeOf(kind));
        foreach (var kind in typeof(AcdFact).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(AcdFact))))
            Assert.That(RoundTrip((AcdFact)Example(kind)), Is.TypeOf(kind));
    }

    private (Acd Acd, List<AcdFact> Facts) Live(IEnumerable<AcdInput> inputs)
    {
        var acd = new Acd();
        List<AcdFact> facts = [];
        using var journal = FileJournal.Open(_folder, acd, NullLogger.Instance, _ => { });
        foreach (var input in inputs)
        {
            journal.Append(input, acd);
            facts.AddRange(acd.Handle(input).Facts);
        }

        return (acd, facts);
    }

    /// <summary>Calls come, are answered and go; some remain.</summary>
    private static IEnumerable<AcdInput> Story(int calls)
    {
        var site = SiteLoader.Load(TestPaths.SampleSite).Site!;
        yield return new AcdInput.ConfigurationLoaded(site) { At = At(0) };
        yield return new AcdInput.AsteriskSynced("g1", []) { At = At(0) };
        yield return new AcdInput.AgentCommanded(null, new AgentId(site.Agents.Keys.First()), AgentCommand.LogIn, null) { At = At(0) };
        for (var i = 1; i <= calls; i++)
        {
            var call = new CallId($"c{i}");
            yield return new AcdInput.CallOffered(call, "8000", new CallerId("1", "")) { At = At(i) };
            yield return new AcdInput.DigitPressed(call, '1') { At = At(i + 0.1) };
            yield return new AcdInput.LegEnded(LegId.Of(call, 1), LegEnd.Busy) { At = At(i + 0.2) };
            if (i % 10 != 0) yield return new AcdInput.CallerGone(call) { At = At(i + 0.3) };
        }
    }

    private static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch.AddSeconds(seconds));

    private static string State(Acd acd) => JsonSerializer.Serialize(acd.Capture(), CoreJson.Options);

    private static string Text(IEnumerable<AcdFact> facts) => string.Join('\n', facts.Select(f => JsonSerializer.Serialize(f, CoreJson.Options)));

    private static T RoundTrip<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, CoreJson.Options), CoreJson.Options)!;

    private static object Example(Type kind)
    {
        var constructor = kind.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => ExampleValue(p.ParameterType))]);
    }

    private static object? ExampleValue(Type type) =>
        type == typeof(string) ? "x"
        : type == typeof(SiteConfiguration) ? SiteConfiguration.Empty
        : type == typeof(System.Collections.Immutable.ImmutableArray<LiveChannel>) ? System.Collections.Immutable.ImmutableArray<LiveChannel>.Empty
        : type == typeof(System.Collections.Immutable.ImmutableArray<AgentId>) ? System.Collections.Immutable.ImmutableArray<AgentId>.Empty
        : type == typeof(System.Collections.Immutable.ImmutableArray<QueueName>) ? System.Collections.Immutable.ImmutableArray<QueueName>.Empty
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
