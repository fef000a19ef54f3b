using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Something that was done to both systems, and what each did.</summary>
/// <param name="Ours">What the service rang.</param>
/// <param name="Theirs">What app_queue rang.</param>
/// <param name="Reason">Null when they did the same; else the row of docs/differential.md that says why they did not, or <see cref="Explanations.None"/>.</param>
public sealed record Step(string Did, IReadOnlyList<Offer> Ours, IReadOnlyList<Offer> Theirs, string? Reason)
{
    public override string ToString() => $"{Did}: ours {Told(Ours)}; app_queue {Told(Theirs)}{(Reason is null ? "" : $" [{Reason}]")}";

    private static string Told(IReadOnlyList<Offer> offers) => offers.Count == 0 ? "nothing" : string.Join(", ", offers);
}

/// <summary>
/// One random walk, made from a seed: a queue of each system, the same four agents, and the same things done to both, one after the other, each when
/// both have come to rest. So the phones they ring can be held against each other choice by choice, on a machine of any speed.
/// </summary>
public sealed class Walk
{
    public const int Agents = 4;

    /// <summary>How long phones ring, in both systems.</summary>
    public static readonly TimeSpan RingTime = TimeSpan.FromSeconds(5);

    /// <summary>A bound against hanging, not a bar.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private const int MostWaiting = 3;

    /// <summary>Where somebody waits and somebody is free both must ring: app_queue when it looks again after a second, or has slept for one after an attempt in vain; on a busy
    /// machine later.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>By then everybody knows who is free: app_queue is told by Asterisk's device states.</summary>
    private static readonly TimeSpan ShortRest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    private readonly Strategy _strategy;
    private readonly Side _ours;
    private readonly Side _theirs;
    private readonly Random _dice;
    private readonly TheirRule _theirRule;
    private readonly List<int> _waiting = [];
    private readonly List<int> _talking = [];
    private readonly HashSet<int> _paused = [];
    private readonly List<Step> _steps = [];
    private int _callers;
    private bool _agentsDiffer;
    private bool _wasBusy;
    private bool _wasSilent;
    private readonly Tried _ourTried = new();
    private readonly Tried _theirTried = new();

    public Walk(Strategy strategy, int seed, bool tiers, Side ours, Side theirs)
    {
        (_strategy, Seed, HasTiers, _ours, _theirs, _dice) = (strategy, seed, tiers, ours, theirs, new Random(seed));
        _theirRule = new TheirRule(this, theirs.Lives);
    }

    public Strategy Strategy => _strategy;

    public int Seed { get; }

    /// <summary>Whether the last two agents are rung only when the first two cannot be.</summary>
    public bool HasTiers { get; }

    /// <summary>0, or 1 for who is rung only when nobody of 0 can be.</summary>
    public int TierOf(int agent) => HasTiers && agent >= Agents / 2 ? 1 : 0;

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Agents that are in a conversation here; after a difference not the same ones in both systems, but as many.</summary>
    private int Free => Agents - _talking.Count - _paused.Count;

    /// <summary>Walks for so many steps, or until something is not explained.</summary>
    public async Task RunAsync(int steps)
    {
        while (_steps.Count < steps && _steps.LastOrDefault()?.Reason != Explanations.None)
        {
            (_wasBusy, _wasSilent) = (false, false);
            var did = await DoAsync();
            await RestAsync();
            _steps.Add(Compare(did));
            foreach (var offer in _theirs.News) _theirRule.Rang(offer.Caller, offer.Agent, _wasBusy);
            _ourTried.Rang(_ours.News);
            _theirTried.Rang(_theirs.News);
            _ours.Look();
            _theirs.Look();
        }
    }

    private Step Compare(string did)
    {
        var (mine, other) = (_ours.News, _theirs.News);
        if (mine.Count == other.Count && mine.ToHashSet().SetEquals(other)) return new Step(did, mine, other, null);
        _agentsDiffer = true;
        var callers = mine.Concat(other).Select(o => o.Caller).Distinct().ToList();
        var explained = mine.Count > 0 && other.Count > 0 && callers.Count == 1
            && OurRule.Rings(this, _ours.Lives, Choosable(_ours), _ourTried.Of(callers[0])).ToHashSet().SetEquals(mine.Select(o => o.Agent))
            && _theirRule.Allows(callers[0], [.. other.Select(o => o.Agent)], Choosable(_theirs), _wasBusy, _theirTried.Of(callers[0]));
        return new Step(did, mine, other, explained ? Explanations.Of(this, _wasSilent) : Explanations.None);
    }

    public Task EndAsync() => Task.WhenAll(_ours.EndAsync(), _theirs.EndAsync());

    /// <summary>Agents who can be rung in one system: neither paused nor in a conversation.</summary>
    private IReadOnlyList<int> Choosable(Side side) => [.. Enumerable.Range(0, Agents).Where(agent => !_paused.Contains(agent) && !side.IsTalking(agent))];

    private async Task<string> DoAsync()
    {
        var ringing = _ours.Ringing.Select(o => o.Offer).ToList();
        return ringing.Count > 0 ? await TakeAsync(ringing[_dice.Next(ringing.Count)]) : await ElseAsync();
    }

    /// <summary>Something rings: it is answered, refused, not heard, or given up.</summary>
    private async Task<string> TakeAsync(Offer offer)
    {
        switch (_dice.Next(10))
        {
            case 0:
                _wasSilent = true;
                foreach (var (silent, _) in _ours.Ringing) _ourTried.Failed(silent.Caller, silent.Agent);
                foreach (var (silent, _) in _theirs.Ringing) _theirTried.Over(silent.Caller); // the attempt is
                _theirRule.End();
                await BothAsync(side => side.NobodyAnswersAsync());
                return "nobody answered";
            case 1 when !_strategy.RingsAll:
                var busy = await Task.WhenAll(_ours.BusyAsync(offer.Caller, offer.Agent), _theirs.BusyAsync(offer.Caller, offer.Agent));
                _wasBusy = true;
                _ourTried.Failed(offer.Caller, busy[0]);
                _theirTried.Failed(offer.Caller, busy[1]);
                return $"the phone that rang for caller {offer.Caller} was busy";
            case 2:
                _theirRule.End();
                _waiting.Remove(offer.Caller);
                await BothAsync(side => side.CallerLeavesAsync(offer.Caller));
                return $"caller {offer.Caller} hung up while it rang";
            default:
                _theirRule.End();
                _waiting.Remove(offer.Caller);
                _talking.Add(offer.Caller);
                await BothAsync(side => side.AnswerAsync(offer.Caller, offer.Agent));
                return $"caller {offer.Caller} was answered";
        }
    }

    private async Task<string> ElseAsync()
    {
        while (true)
        {
            switch (_dice.Next(10))
            {
                case < 4 when _waiting.Count < MostWaiting:
                    return await JoinAsync();
                case < 7 when _talking.Count > 0:
                    return await HangUpAsync();
                case 7 when _waiting.Count > 0:
                    var leaver = _waiting[_dice.Next(_waiting.Count)];
                    _waiting.Remove(leaver);
                    await BothAsync(side => side.CallerLeavesAsync(leaver));
                    return $"caller {leaver} hung up";
                case 8 when !_agentsDiffer && _paused.Count < Agents - 1:
                    var agent = _dice.Next(Agents);
                    if (!Choosable(_ours).Contains(agent)) continue;
                    _paused.Add(agent);
                    await BothAsync(side => side.PauseAsync(agent, true));
                    return $"agent {agent} paused";
                case 9 when _paused.Count > 0:
                    var back = _paused.Order().ElementAt(_dice.Next(_paused.Count));
                    _paused.Remove(back);
                    await BothAsync(side => side.PauseAsync(back, false));
                    return $"agent {back} is ready";
            }
        }
    }

    private async Task<string> JoinAsync()
    {
        var (caller, urgent) = (_callers++, _dice.Next(5) == 0);
        _waiting.Add(caller);
        await BothAsync(side => side.JoinAsync(caller, urgent));
        return $"caller {caller} joined{(urgent ? ", urgent" : "")}";
    }

    private async Task<string> HangUpAsync()
    {
        var caller = _talking[_dice.Next(_talking.Count)];
        _talking.Remove(caller);
        var byAgent = _dice.Next(2) == 0;
        await BothAsync(side => byAgent ? side.AgentHangsUpAsync(caller) : side.CallerLeavesAsync(caller));
        return $"{(byAgent ? "the agent" : "the caller")} of conversation {caller} hung up";
    }

    private async Task BothAsync(Func<Side, Task> what) => await Task.WhenAll(what(_ours), what(_theirs));

    /// <summary>Waits until both have rung what they want to ring, and nothing more for a while; or for as long as that can take.</summary>
    private async Task RestAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var atMost = _waiting.Count > 0 && Free > 0 ? Rest : ShortRest;
        var (rung, since) = (0, start);
        while (Stopwatch.GetElapsedTime(start) < atMost)
        {
            await Task.Delay(20);
            var (mine, other) = (_ours.News.Count, _theirs.News.Count);
            if (mine + other != rung) (rung, since) = (mine + other, Stopwatch.GetTimestamp());
            if (mine > 0 && other > 0 && Stopwatch.GetElapsedTime(since) > Quiet) return;
        }
    }
}
