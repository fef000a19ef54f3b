namespace Telephony.Core;

/// <content>After each input: who is to be rung for whom.</content>
public sealed partial class Acd
{
    /// <summary>When more become idle at once, going through the calls once is cheaper.</summary>
    private const int NewlyIdleMost = 32;

    /// <summary>Pairs what became idle or began to wait with this input. Everything older was already matched as far as it could be.</summary>
    private void MatchWhatIsNew()
    {
        if (_connected)
        {
            if (_matchEverything || _newlyIdle.Count > NewlyIdleMost) MatchInOrder([.. _router.WaitingInOrder]);
            else if (_newlyIdle.Count + _newlyWaiting.Count > 0) MatchNew();
        }

        _matchEverything = false; // not connected: everything is matched when it is
        _newlyIdle.Clear();
        _newlyWaiting.Clear();
    }

    /// <summary>Always the first of all calls that could now be served, whoever of the new ones makes it possible;
    /// the strategy of its queue chooses among all who are idle, new or not.</summary>
    private void MatchNew()
    {
        _newlyWaiting.RemoveAll(id => !_router.IsWaiting(id));
        if (_newlyWaiting.Count > 1) _newlyWaiting.Sort((a, b) => ByPlace(_calls[a], _calls[b]));
        var next = 0;
        while (true)
        {
            var first = FirstForNewlyIdle();
            while (next < _newlyWaiting.Count && !_router.IsWaiting(_newlyWaiting[next])) next++;
            if (next < _newlyWaiting.Count && (first is null || ByPlace(_calls[_newlyWaiting[next]], first) <= 0)) first = _calls[_newlyWaiting[next++]];
            else if (first is null) return;
            else Assert(_router.CandidatesFor(first.Id) > 0, "I11", $"{first.Id} fits an agent who does not fit it");
            Match(first);
        }
    }

    private Call? FirstForNewlyIdle()
    {
        Call? first = null;
        foreach (var id in _newlyIdle)
        {
            if (!_router.IsIdle(id) || _router.FindCallFor(id) is not { } found) continue;
            if (first is null || ByPlace(_calls[found], first) < 0) first = _calls[found];
        }

        return first;
    }

    private void MatchInOrder(IReadOnlyList<CallId> calls)
    {
        foreach (var id in calls)
        {
            if (_router.IsWaiting(id)) Match(_calls[id]);
        }
    }

    private void Match(Call call)
    {
        var chance = Mixed((ulong)_factSequence);
        if (_router.FindAgentFor(call.Id, chance) is { } agent) MakeOffer(call, _agents[agent]);
    }

    private static int ByPlace(Call a, Call b)
    {
        var byPriority = b.Priority.CompareTo(a.Priority);
        return byPriority != 0 ? byPriority : a.JoinSequence.CompareTo(b.JoinSequence);
    }

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
