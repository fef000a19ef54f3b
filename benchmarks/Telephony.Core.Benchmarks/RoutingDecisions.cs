using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Telephony.Core.Tests.Routing;

namespace Telephony.Core.Benchmarks;

/// <summary>What one decision costs, by size of the centre. Each agent serves up to ten queues and has some skills;
/// each queue asks for one; half of the agents are idle; waiting calls are spread over the queues.</summary>
public class RoutingDecisions
{
    private const int QueuesEach = 10;

    private readonly Router _router = new();
    private readonly NaiveRouter _naive = new();
    private readonly List<Agent> _agents = [];
    private readonly List<Call> _arriving = [];
    private int _at;

    /// <summary>Agents, queues and skills in all.</summary>
    [Params("100/10/8", "1000/100/64", "10000/1000/500", "10000/10/8", "100/1000/500")]
    public string Size { get; set; } = "";

    /// <summary>Calls that wait.</summary>
    [Params(0, 1000, 100_000)]
    public int Waiting { get; set; }

    [GlobalSetup]
    public void Build()
    {
        var parts = Size.Split('/').Select(int.Parse).ToArray();
        var (agents, queues, skills) = (parts[0], parts[1], parts[2]);
        var dice = new Random(1);
        var site = Site(dice, agents, queues, skills);
        _router.Configure(site);
        _naive.Configure(site);
        for (var i = 0; i < agents; i++)
        {
            var agent = new Agent { Id = new AgentId($"a{i:D5}"), IdleSince = new Moment(TimeSpan.FromSeconds(dice.Next(3600)), default) };
            if (i % 2 == 1)
            {
                _agents.Add(agent);
                continue;
            }

            _router.AddIdle(agent);
            _naive.AddIdle(agent);
        }

        for (var i = 1; i <= Waiting; i++)
        {
            var call = CallOf(i, dice.Next(queues));
            _router.AddWaiting(call);
            _naive.AddWaiting(call);
        }

        // Also in line, for the search for an agent begins from a call that waits.
        for (var i = 0; i < 100; i++)
        {
            var call = CallOf(Waiting + i + 1, dice.Next(queues));
            _router.AddWaiting(call);
            _arriving.Add(call);
        }
    }

    /// <summary>The call for an agent who became free.</summary>
    [Benchmark]
    public object? CallForAgent() => _router.FindCallFor(Next(_agents).Id) is null ? null : this;

    [Benchmark]
    public object? CallForAgentNaive() => _naive.FindCallFor(Next(_agents));

    /// <summary>The agent for a call that began to wait.</summary>
    [Benchmark]
    public object? AgentForCall() => _router.FindAgentFor(Next(_arriving).Id, 0) is null ? null : this;

    [Benchmark]
    public object? AgentForCallNaive() => _naive.FindAgentsFor(Next(_arriving));

    /// <summary>The whole of it: an agent becomes idle, a call is found, the agent is not idle any more.</summary>
    [Benchmark]
    public object? AgentFreed()
    {
        var agent = Next(_agents);
        _router.AddIdle(agent);
        var call = _router.FindCallFor(agent.Id);
        _router.RemoveIdle(agent.Id);
        return call is null ? null : this;
    }

    private T Next<T>(List<T> of) => of[(_at = (_at + 1) & 0x7fffffff) % of.Count];

    private static Call CallOf(int number, int queue) =>
        new() { Id = new CallId($"c{number}"), Queue = new QueueName($"q{queue:D4}"), JoinSequence = number, Priority = queue % 3 };

    private static SiteConfiguration Site(Random dice, int agents, int queues, int skills) => SiteConfiguration.Empty with
    {
        Queues = Enumerable.Range(0, queues).ToImmutableSortedDictionary(q => $"q{q:D4}", q => new QueueRule
        {
            Label = new Label("", ""),
            Skills = SkillExpression.Parse($"s{q % skills}>=3"),
            RingTimeout = TimeSpan.FromSeconds(15),
            WrapUp = TimeSpan.Zero,
            MaxWait = TimeSpan.Zero,
            Overflow = CallTarget.HangUp,
            Music = "default",
            Record = false,
            Priority = q % 3,
            Recovery = new RecoveryRule(null, null, null, null),
        }, StringComparer.Ordinal),
        Agents = Enumerable.Range(0, agents).ToImmutableSortedDictionary(a => $"a{a:D5}", _ =>
        {
            var served = Enumerable.Range(0, QueuesEach).Select(_ => dice.Next(queues)).Distinct().ToArray();
            return new AgentProfile
            {
                Name = "",
                DialTarget = "",
                Language = "en",
                Queues = [.. served.Select(q => $"q{q:D4}")],
                Skills = served.Select(q => q % skills).Distinct().ToImmutableSortedDictionary(s => $"s{s}", _ => 1 + dice.Next(10), StringComparer.Ordinal),
            };
        }, StringComparer.Ordinal),
    };
}
