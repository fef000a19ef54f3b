using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>
/// Whom app_queue rings, as its documentation and its behaviour say. One attempt for a caller goes down a list that is made when it begins; a phone that is busy
/// is passed by, one that is silent ends the attempt. Where the list begins next time is the first agent that the attempt did not come to, whether free or not.
/// </summary>
public sealed class TheirRule(Walk walk, Lives lives)
{
    private static readonly long AboutASecond = Stopwatch.Frequency * 3 / 2;

    private readonly Dictionary<int, int> _begins = [];
    private int[]? _list;
    private int _at;
    private int _caller;

    private bool IsInTurn => walk.Strategy.AppQueue is "rrmemory" or "rrordered" or "linear";

    /// <summary>For whose attempts the beginning is remembered: for all of the queue, or for each caller.</summary>
    private int Key => walk.Strategy.AppQueue == "linear" ? _caller : -1;

    /// <summary>Whether it may ring these agents now.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="rung">Whom it rang.</param>
    /// <param name="choosable">Who could be rung.</param>
    /// <param name="busy">Whether it was because a phone was busy: the attempt goes on.</param>
    /// <param name="tried">Whose phones were busy in this attempt: nobody is rung twice in one.</param>
    public bool Allows(int caller, IReadOnlyList<int> rung, IReadOnlyList<int> choosable, bool busy, IReadOnlyCollection<int> tried)
    {
        int[] pool = busy && choosable.Except(tried).Any() ? [.. choosable.Except(tried)] : [.. choosable];
        if (walk.Strategy.RingsAll)
        {
            var tier = pool.Min(walk.TierOf);
            return rung.ToHashSet().SetEquals(pool.Where(agent => walk.TierOf(agent) == tier));
        }

        return rung.Count == 1 && (IsInTurn ? rung[0] == Next(caller, choosable, busy) : IsBest(rung[0], pool));
    }

    /// <summary>Somebody is rung: the attempt has come this far.</summary>
    public void Rang(int caller, int agent, bool goesOn)
    {
        if (!IsInTurn) return;
        if (!goesOn || !IsAhead(agent))
        {
            if (goesOn) _at = _list?.Length ?? 0; // nobody was left in the attempt: all others are paused or talk
            Begin(caller);
        }

        _at = Array.IndexOf(_list!, agent) + 1;
    }

    private bool IsAhead(int agent) => _list is not null && Array.IndexOf(_list, agent, Math.Min(_at, _list.Length)) >= 0;

    /// <summary>The attempt is over: answered, given up, or in vain.</summary>
    public void End()
    {
        if (_list is null) return;
        var begin = _begins.GetValueOrDefault(Key);
        _begins[Key] = _at < _list.Length ? _list[_at] : begin < Walk.Agents - 1 ? 0 : begin + 1;
        _list = null;
    }

    private int Next(int caller, IReadOnlyList<int> choosable, bool busy)
    {
        if (busy && _list is { } list)
        {
            foreach (var agent in list[_at..].Where(choosable.Contains)) return agent;
            _at = list.Length;
            End();
        }

        _caller = caller;
        return ListOf(_begins.GetValueOrDefault(Key)).First(choosable.Contains);
    }

    private void Begin(int caller)
    {
        End();
        _caller = caller;
        _list = ListOf(_begins.GetValueOrDefault(Key));
    }

    private int[] ListOf(int begin) => [.. Enumerable.Range(0, Walk.Agents).OrderBy(agent => (walk.TierOf(agent), agent < begin ? agent + Walk.Agents : agent))];

    /// <summary>Its clock has whole seconds, and of agents alike it takes the first in its own order.</summary>
    private bool IsBest(int agent, int[] pool)
    {
        var tier = pool.Min(walk.TierOf);
        int[] first = [.. pool.Where(a => walk.TierOf(a) == tier)];
        if (!first.Contains(agent)) return false;
        if (walk.Strategy.AppQueue == "fewestcalls") return first.MinBy(a => (lives.TalksOf(a), a)) == agent;
        var least = first.Min(lives.LastTalkOf);
        return least == 0 ? first.First(a => lives.LastTalkOf(a) == 0) == agent : lives.LastTalkOf(agent) - least < AboutASecond;
    }
}
