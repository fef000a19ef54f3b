namespace Telephony.Core.Tests.Explain;

/// <summary>Questions asked between two inputs.</summary>
public sealed class QuestionsTests
{
    private readonly Acd _acd = new(strict: true);

    [SetUp]
    public void A_call_waits()
    {
        Do(0, new AcdInput.ConfigurationLoaded(TestSite.Default));
        Do(0, new AcdInput.AsteriskSynced("one", []));
        Do(10, new AcdInput.CallOffered(new CallId("1.0"), "9000", new CallerId("555", "")));
    }

    [Test]
    public void A_question_is_answered_as_of_when_it_is_asked()
    {
        Assert.That(_acd.AsOf(At(25), acd => acd.Explain(new CallId("1.0"))).Summary, Does.StartWith("waits 15 s"));
        Assert.That(_acd.AsOf(At(5), acd => acd.Explain(new CallId("1.0"))).Summary, Does.StartWith("waits 0 s"), "not before the latest input");
    }

    [Test]
    public void A_question_leaves_no_trace_even_when_it_fails()
    {
        var before = (_acd.Now, _acd.FactSequence, _acd.NextDeadline);
        _acd.AsOf(At(25), acd => acd.Explain(new CallId("1.0")));
        Assert.Throws<InvalidOperationException>(() => _acd.AsOf<int>(At(25), _ => throw new InvalidOperationException()));
        Assert.That((_acd.Now, _acd.FactSequence, _acd.NextDeadline), Is.EqualTo(before));
    }

    [Test]
    public void The_steps_to_come_are_told_with_their_times()
    {
        var queue = TestSite.Queue(skills: "english>=5") with { Relax = [new RelaxStep(TimeSpan.FromSeconds(30), SkillExpression.Parse("english"))] };
        Do(10, new AcdInput.ConfigurationLoaded(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = queue }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales", "english=3") })));
        var explained = _acd.AsOf(At(20), acd => acd.Explain(new CallId("1.0")));
        Assert.That(explained.Steps.Select(s => (s.Step, s.At, s.Skills.Text)), Is.EqualTo(new[] { (0, At(10).Utc, "english>=5"), (1, At(40).Utc, "english") }));
        Assert.That(explained.QueuedAt, Is.EqualTo(At(10).Utc));
    }

    private void Do(double at, AcdInput input) => _acd.Handle(input with { At = At(at) });

    private static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds));
}
