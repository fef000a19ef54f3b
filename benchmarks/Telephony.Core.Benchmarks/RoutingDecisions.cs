using BenchmarkDotNet.Attributes;

namespace Telephony.Core.Benchmarks;

/// <summary>Means and allocations of decisions by BenchmarkDotNet, by size of the centre; <see cref="DecisionTimes"/> has every single one.</summary>
public class RoutingDecisions
{
    private static RoutingCentre? _last;
    private RoutingCentre _centre = null!;

    /// <summary>The sizes: the main ones, or the whole grid.</summary>
    public static IEnumerable<CentreSize> Sizes { get; set; } = CentreSize.Main;

    /// <summary>How large the centre is.</summary>
    [ParamsSource(nameof(Sizes))]
    public CentreSize Size { get; set; }

    /// <summary>The same centre for all that is measured in it, for it takes longer to make than to measure.</summary>
    [GlobalSetup]
    public void Build() => _centre = _last is { } last && last.Size == Size ? last : _last = new RoutingCentre(Size);

    /// <summary>An agent becomes idle, a call is found and taken, another one comes in its place.</summary>
    [Benchmark]
    public void AgentBecomesFree()
    {
        var agent = _centre.NextAgent();
        _centre.BecomeIdle(agent);
        _centre.FindCall(agent);
        _centre.TakeCall(agent);
        _centre.ReplaceCall();
    }

    /// <summary>The call for an agent alone.</summary>
    [Benchmark]
    public void CallForAgent() => _centre.FindCall(_centre.NextAgent());

    /// <summary>A call comes, an agent is found and taken, and is idle again.</summary>
    [Benchmark]
    public void CallArrives()
    {
        var call = _centre.NextCall();
        _centre.BeginToWait(call);
        _centre.FindAgent(call);
        _centre.TakeAgent(call);
        _centre.ReplaceAgent();
    }

    [Benchmark]
    public object? CallForAgentNaive() => _centre.FindCallNaively();

    [Benchmark]
    public object? AgentForCallNaive() => _centre.FindAgentNaively();

    [Benchmark]
    public object? CallForAgentAppQueue() => _centre.HandOverInAppQueue();

    [Benchmark]
    public object? AgentForCallAppQueue() => _centre.AttemptInAppQueue();
}
