using System.Collections.Immutable;
using Telephony.Core.Tests.Routing;

namespace Telephony.Core.Benchmarks;

/// <summary>A contact centre of some size, and what is asked of it. Each agent serves up to ten queues at random and has the skills for them at
/// some level; each queue asks for one skill; every second agent is idle; waiting calls are spread over the queues. Who comes next is random too.</summary>
internal sealed class RoutingCentre
{
    private const int QueuesEach = 10;
    private const int ArrivingMost = 1000;

    private readonly Agent[] _busy;
    private readonly Call[] _arriving;
    private readonly int[] _arrivingQueues;
    private readonly Random _dice = new(1);
    private int _nextAgent;
    private int _nextCall;
    private long _sequence;
    private long _idleSince = 3600;
    private Call? _given;
    private Agent? _chosen;

    public RoutingCentre(CentreSize size)
    {
        Size = size;
        var served = Enumerable.Range(0, size.Agents)
            .Select(_ => Enumerable.Range(0, QueuesEach).Select(_ => _dice.Next(size.Queues)).Distinct().ToArray()).ToArray();
        var site = Site(size, served);
        Router.Configure(site);
        Naive.Configure(site);
        List<Agent> busy = [];
        for (var i = 0; i < size.Agents; i++)
        {
            var agent = new Agent { Id = new AgentId($"a{i:D5}"), IdleSince = Second(_dice.Next(3600)) };
            Router.AddIdle(agent); // once idle, as everybody at work was
            if (i % 2 == 0)
            {
                Naive.AddIdle(agent);
                continue;
            }

            Router.RemoveIdle(agent.Id);
            busy.Add(agent);
        }

        var queues = Enumerable.Range(0, size.Waiting).Select(_ => _dice.Next(size.Queues)).ToArray();
        foreach (var queue in queues)
        {
            var call = CallFor(queue);
            Router.AddWaiting(call);
            Naive.AddWaiting(call);
        }

        _busy = [.. busy.OrderBy(_ => _dice.Next())];
        _arrivingQueues = [.. Enumerable.Range(0, ArrivingMost).Select(_ => _dice.Next(size.Queues))];
        _arriving = [.. _arrivingQueues.Select(CallFor)];
        AppQueue = new AppQueueModel(served, size.Queues, queues, _dice);
        Router.Settle();
    }

    public CentreSize Size { get; }

    public Router Router { get; } = new();

    public NaiveRouter Naive { get; } = new();

    public AppQueueModel AppQueue { get; }

    // ---- the steps of an agent who becomes free, and of a call that comes; each kind of step is timed by itself or together with others

    public Agent NextAgent() => _busy[_nextAgent = (_nextAgent + 1) % _busy.Length];

    public Call NextCall() => _arriving[_nextCall = (_nextCall + 1) % _arriving.Length];

    public void BecomeIdle(Agent agent) => Router.AddIdle(agent);

    public void FindCall(Agent agent) => _given = Router.FindCallFor(agent);

    public void TakeCall(Agent agent)
    {
        Router.RemoveIdle(agent.Id);
        if (_given is { } call) Router.RemoveWaiting(call.Id);
        Router.Settle();
    }

    /// <summary>The centre as it was: somebody else waits for the one who was served.</summary>
    public void ReplaceCall()
    {
        if (_given is not { } call) return;
        call.JoinSequence = ++_sequence;
        Router.AddWaiting(call);
    }

    public void BeginToWait(Call call) => Router.AddWaiting(call);

    public void FindAgent(Call call) => _chosen = Router.FindAgentFor(call, 0);

    public void TakeAgent(Call call)
    {
        Router.RemoveWaiting(call.Id);
        if (_chosen is { } agent) Router.RemoveIdle(agent.Id);
        Router.Settle();
    }

    /// <summary>The centre as it was: the agent is idle again, since now.</summary>
    public void ReplaceAgent()
    {
        if (_chosen is not { } agent) return;
        agent.IdleSince = Second(++_idleSince);
        Router.AddIdle(agent);
        Router.Settle();
    }

    // ---- the others

    public object? FindCallNaively() => Naive.FindCallFor(NextAgent());

    public object? FindAgentNaively() => Naive.FindAgentsFor(NextCall());

    /// <summary>How long an agent is idle in app_queue until a caller looks, in virtual time.</summary>
    public TimeSpan? HandOverInAppQueue() => AppQueue.HandOver(_dice.Next(Size.Agents), _dice.NextDouble());

    public object? AttemptInAppQueue() => AppQueue.Attempt(_arrivingQueues[_nextCall = (_nextCall + 1) % _arriving.Length]);

    private static Moment Second(long number) => new(TimeSpan.FromSeconds(number), default);

    private Call CallFor(int queue) => new()
    {
        Id = new CallId($"c{++_sequence}"), Queue = new QueueName($"q{queue:D4}"), JoinSequence = _sequence, Priority = queue % 3,
    };

    private SiteConfiguration Site(CentreSize size, int[][] served) => SiteConfiguration.Empty with
    {
        Queues = Enumerable.Range(0, size.Queues).ToImmutableSortedDictionary(q => $"q{q:D4}", q => new QueueRule
        {
            Label = new Label("", ""),
            Skills = SkillExpression.Parse($"s{q % size.Skills}>=3"),
            RingTimeout = TimeSpan.FromSeconds(15),
            WrapUp = TimeSpan.Zero,
            MaxWait = TimeSpan.Zero,
            Overflow = CallTarget.HangUp,
            Music = "default",
            Record = false,
            Priority = q % 3,
            Recovery = new RecoveryRule(null, null, null, null),
        }, StringComparer.Ordinal),
        Agents = Enumerable.Range(0, size.Agents).ToImmutableSortedDictionary(a => $"a{a:D5}", a => new AgentProfile
        {
            Name = "",
            DialTarget = "",
            Language = "en",
            Queues = [.. served[a].Select(q => $"q{q:D4}")],
            Skills = served[a].Select(q => q % size.Skills).Distinct().ToImmutableSortedDictionary(s => $"s{s}", _ => 1 + _dice.Next(10), StringComparer.Ordinal),
        }, StringComparer.Ordinal),
    };
}
