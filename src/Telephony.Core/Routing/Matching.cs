namespace Telephony.Core;

/// <content>After each input: who is to be rung for whom.</content>
public sealed partial class Acd
{
    private readonly List<CallId> _newlyWanting = [];
    private bool _matchingTogether;

    /// <summary>Pairs what became idle or began to wait with this input. Everything older was already matched as far as it could be.
    /// One agent takes the first call for them; one call takes an agent by the strategy of its queue; several of either are matched together.</summary>
    private void MatchWhatIsNew()
    {
        if (_connected)
        {
            DialForOwners();
            _newlyIdle.RemoveAll(id => !_router.IsIdle(id));
            _newlyWaiting.RemoveAll(id => !_router.IsWaiting(id));
            if (_matchEverything) MatchTogether(_router.PlanEverything(Chance()));
            else if (_newlyIdle.Count + _newlyWaiting.Count > 1) MatchTogether(_router.Plan(_newlyIdle, _newlyWaiting, Chance()));
            else if (_newlyIdle.Count == 1) MatchAgent(_newlyIdle[0]);
            else if (_newlyWaiting.Count == 1) MatchCall(_newlyWaiting[0]);
            RingMorePhones();
        }

        _matchEverything = false; // not connected: everything is matched when it is
        _newlyIdle.Clear();
        _newlyWaiting.Clear();
        _newlyWanting.Clear();
    }

    private void MatchAgent(AgentId agent)
    {
        var idle = _agents[agent];
        if (_router.FindCallFor(idle) is { } call) Pair(call, idle);
    }

    private void MatchCall(CallId call)
    {
        var waiting = _calls[call];
        if (_router.FindAgentFor(waiting, Chance()) is { } agent) Pair(waiting, agent);
    }

    private void MatchTogether(IReadOnlyList<(CallId Call, AgentId Agent)> pairs)
    {
        _matchingTogether = true;
        foreach (var (call, agent) in pairs) Pair(_calls[call], _agents[agent]);
        _matchingTogether = false;
    }

    /// <summary>Rings the agent; for a virtual call the customer is dialled first, and where another system decides it is asked first, and the agent held for that long.</summary>
    private void Pair(Call call, Agent agent)
    {
        if (call.State == CallState.Virtual) ReserveAndDial(call, agent);
        else if (IsDecidedElsewhere(call)) AskForDecision(call, agent);
        else MakeOffer(call, agent);
    }

    /// <summary>Whoever is still idle is needed by no waiting call, and may be one of several phones that ring for one.</summary>
    private void RingMorePhones()
    {
        if (_matchEverything)
        {
            foreach (var id in _router.WantingInOrder.ToArray()) RingMoreFor(id);
            return;
        }

        foreach (var id in _newlyWanting) RingMoreFor(id);
        foreach (var id in _newlyIdle)
        {
            if (_router.IsIdle(id) && _router.FindWantingFor(id) is { } call) MakeOffer(_calls[call], _agents[id]);
        }
    }

    private void RingMoreFor(CallId call)
    {
        while (_router.IsWanting(call) && _router.FindAgentFor(_calls[call], Chance()) is { } agent) MakeOffer(_calls[call], agent);
    }

    private ulong Chance() => Mixed((ulong)_factSequence);

    /// <summary>Spreads a counter over all numbers (SplitMix64): dice that a replay throws again.</summary>
    internal static ulong Mixed(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
