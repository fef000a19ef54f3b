using System.Collections.Immutable;

namespace Telephony.Core.Tests.Ivr;

/// <summary>One caller in the flows of a small site (queues sales and support, agent ann), told step by step.</summary>
internal sealed class FlowStory
{
    public static readonly CallId Caller = new("c1");

    private readonly Acd _acd = new(strict: true);
    private TimeSpan _now = TimeSpan.FromHours(10);

    public FlowStory(string start, params (string Name, FlowNode Node)[] nodes)
        : this(new Dictionary<string, Flow> { ["main"] = FlowOf(start, nodes) })
    {
    }

    public FlowStory(IReadOnlyDictionary<string, Flow> flows, bool withAgent = false)
    {
        Load(flows, "v1");
        Handle(new AcdInput.AsteriskSynced("g1", []));
        if (withAgent) Handle(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.LogIn, null));
        if (withAgent) Handle(new AcdInput.AgentCommanded(null, new AgentId("ann"), AgentCommand.Ready, null));
    }

    public List<AcdFact> Facts { get; } = [];

    public List<AcdEffect> Effects { get; } = [];

    public Acd Acd => _acd;

    public Call? Call => _acd.Capture().Calls.FirstOrDefault(c => c.Id == Caller);

    public string Node => Call?.Run?.Node ?? "";

    public CallDisposition? Disposition => Facts.OfType<AcdFact.CallEnded>().LastOrDefault()?.Disposition;

    public IEnumerable<string> Path => Facts.OfType<AcdFact.NodeEntered>().Select(f => f.Node);

    public IEnumerable<string> Heard => Effects.OfType<AcdEffect.Play>().SelectMany(p => p.Prompts);

    public static Flow FlowOf(string start, params (string Name, FlowNode Node)[] nodes) =>
        new() { Start = start, Nodes = nodes.ToImmutableSortedDictionary(n => n.Name, n => n.Node, StringComparer.Ordinal), Otherwise = new CallTarget("sales", null) };

    public static AskRule Ask(string prompt, int tries = 3) => new() { Prompt = [prompt], NoMatch = ["no match"], NoInput = ["no input"], Tries = tries };

    public static MenuNode Menu(string prompt, params (string Key, string To)[] keys) => new()
    {
        Ask = Ask(prompt), Keys = keys.ToImmutableSortedDictionary(k => k.Key, k => k.To, StringComparer.Ordinal), Unmatched = "unmatched", Silent = "silent",
    };

    public static QueueNode Queue(string name) => new() { Target = new CallTarget(name, null) };

    public void Load(IReadOnlyDictionary<string, Flow> flows, string version) =>
        Handle(new AcdInput.ConfigurationLoaded(TestSite.Default with { Version = version, Menus = TestSite.Default.Menus.Clear(), Flows = flows.ToImmutableSortedDictionary(StringComparer.Ordinal), Numbers = TestSite.With(new Dictionary<string, QueueRule>(), new Dictionary<string, AgentProfile>(), greeting: false).Numbers }));

    public FlowStory Calls(string number = "0555123")
    {
        Handle(new AcdInput.CallOffered(Caller, "8000", new CallerId(number, "")));
        return this;
    }

    /// <summary>Keys one after the other; a <c>.</c> hears the prompt to its end, a <c>~</c> waits until something happens by itself.</summary>
    public FlowStory Does(string steps)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case '.': Handle(new AcdInput.PlaybackEnded(Caller, Call!.Playback!.Value)); break;
                case '~': Pass(); break;
                default: Handle(new AcdInput.DigitPressed(Caller, step)); break;
            }
        }

        return this;
    }

    public void Pass()
    {
        _now = _acd.NextDeadline ?? _now;
        Handle(new AcdInput.Tick());
    }

    public void Handle(AcdInput input)
    {
        _now += TimeSpan.FromMilliseconds(10);
        var output = _acd.Handle(input with { At = new Moment(_now, DateTimeOffset.UnixEpoch + _now) });
        Facts.AddRange(output.Facts);
        Effects.AddRange(output.Effects);
        Assert.That(_acd.Violations(), Is.Empty);
        Assert.That(output.Facts.OfType<AcdFact.InvariantBroken>(), Is.Empty);
    }
}
