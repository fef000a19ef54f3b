using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Somebody's phone was rung for somebody.</summary>
/// <param name="Caller">Which caller of the walk.</param>
/// <param name="Agent">Which agent of the walk.</param>
public sealed record Offer(int Caller, int Agent)
{
    public override string ToString() => $"caller {Caller} rings agent {Agent}";
}

/// <summary>One of the two systems in one walk: its queue, its callers, its agents' phones, and what they have lived through.</summary>
public sealed class Side
{
    private readonly Lock _lock = new();
    private readonly Centre _centre;
    private readonly Func<int, bool, Task> _pause;
    private readonly Func<string, Task> _whenTalks;
    private readonly string _prefix;
    private readonly string _number;
    private readonly string _urgent;
    private readonly List<(Offer Offer, BankCall Leg)> _offers = [];
    private readonly Dictionary<int, BankCall> _callers = [];
    private int _seen;

    /// <param name="phones">The agents' phones, the first agent's first.</param>
    /// <param name="prefix">What callers' numbers begin with: nobody else's do.</param>
    /// <param name="number">What callers dial.</param>
    /// <param name="urgent">What urgent callers dial.</param>
    /// <param name="pause">Pauses an agent, or takes the pause back.</param>
    /// <param name="whenTalks">Done when the caller of a number has been joined with an agent. A phone whose answer is confirmed does not know: whoever hangs up before the
    /// service has heard of it has declined, and the caller waits on.</param>
    public Side(Centre centre, IReadOnlyList<string> phones, string prefix, string number, string urgent, Func<int, bool, Task> pause, Func<string, Task> whenTalks)
    {
        (_centre, _prefix, _number, _urgent, _pause, _whenTalks) = (centre, prefix, number, urgent, pause, whenTalks);
        centre.Agents.Offered += leg =>
        {
            var agent = phones.ToList().IndexOf(leg.User);
            if (agent < 0 || !leg.Number.StartsWith(prefix, StringComparison.Ordinal)) return;
            lock (_lock) _offers.Add((new Offer(int.Parse(leg.Number.AsSpan(prefix.Length), System.Globalization.CultureInfo.InvariantCulture), agent), leg));
        };
    }

    /// <summary>Offers since <see cref="Look"/> was called last, in order.</summary>
    public IReadOnlyList<Offer> News
    {
        get
        {
            lock (_lock) return [.. _offers.Skip(_seen).Select(o => o.Offer)];
        }
    }

    /// <summary>Legs that ring now.</summary>
    public IReadOnlyList<(Offer Offer, BankCall Leg)> Ringing
    {
        get
        {
            lock (_lock) return [.. _offers.Where(o => o.Leg.IsRinging)];
        }
    }

    /// <summary>What its agents have lived through.</summary>
    public Lives Lives { get; } = new();

    public bool IsTalking(int agent)
    {
        lock (_lock) return _offers.Exists(o => o.Offer.Agent == agent && o.Leg is { IsAnswered: true, HasEnded: false });
    }

    /// <summary>What was rung so far is known.</summary>
    public void Look()
    {
        foreach (var offer in News) Lives.Rang(offer.Agent);
        lock (_lock) _seen = _offers.Count;
    }

    public async Task JoinAsync(int caller, bool urgent)
    {
        var call = _callers[caller] = _centre.Callers.Dial(NumberOf(caller), urgent ? _urgent : _number);
        await call.WhenAnswered.WaitAsync(Walk.Patience);
    }

    public async Task CallerLeavesAsync(int caller)
    {
        var legs = LegsOf(caller);
        _callers[caller].HangUp();
        await Task.WhenAll([_callers[caller].WhenEnded, .. legs.Select(leg => leg.WhenEnded)]).WaitAsync(Walk.Patience);
        foreach (var (offer, _) in TalkedWith(caller)) Lives.Talked(offer.Agent);
    }

    public async Task AgentHangsUpAsync(int caller)
    {
        var (offer, leg) = TalkedWith(caller).Single(o => !o.Leg.HasEnded);
        leg.HangUp();
        await Task.WhenAll(leg.WhenEnded, _callers[caller].WhenEnded).WaitAsync(Walk.Patience);
        Lives.Talked(offer.Agent);
    }

    /// <summary>One of the ringing phones is answered: that of the agent, or, when that one does not ring here, the first that does.</summary>
    public async Task AnswerAsync(int caller, int agent)
    {
        var leg = Picked(caller, agent);
        var others = Ringing.Where(o => o.Offer.Caller == caller && o.Leg != leg).Select(o => o.Leg.WhenEnded).ToList();
        leg.Answer();
        await Task.WhenAll(others).WaitAsync(Walk.Patience);
        await Eventually.TrueAsync("the answer is confirmed", () => Task.FromResult(leg.ConfirmedAt != 0), Walk.Patience);
        await _whenTalks(NumberOf(caller)).WaitAsync(Walk.Patience);
    }

    /// <returns>Whose phone it was.</returns>
    public async Task<int> BusyAsync(int caller, int agent)
    {
        var leg = Picked(caller, agent);
        leg.Refuse("486 Busy Here");
        await leg.WhenEnded.WaitAsync(Walk.Patience);
        lock (_lock) return _offers.Find(o => o.Leg == leg).Offer.Agent;
    }

    /// <summary>Lets everything ring until it is given up.</summary>
    public Task NobodyAnswersAsync() => Task.WhenAll(Ringing.Select(o => o.Leg.WhenEnded)).WaitAsync(Walk.Patience);

    public Task PauseAsync(int agent, bool paused) => _pause(agent, paused);

    /// <summary>Everybody hangs up.</summary>
    public async Task EndAsync()
    {
        foreach (var call in _callers.Values) call.HangUp();
        await Task.WhenAll(_callers.Values.Select(call => call.WhenEnded)).WaitAsync(Walk.Patience);
    }

    private string NumberOf(int caller) => $"{_prefix}{caller:000}";

    private BankCall Picked(int caller, int agent)
    {
        var ringing = Ringing.Where(o => o.Offer.Caller == caller).ToList();
        return (ringing.Find(o => o.Offer.Agent == agent) is { Leg: { } leg } ? leg : ringing.FirstOrDefault().Leg)
            ?? throw new InvalidOperationException($"nobody rings for caller {caller}");
    }

    private List<BankCall> LegsOf(int caller)
    {
        lock (_lock) return [.. _offers.Where(o => o.Offer.Caller == caller && !o.Leg.HasEnded).Select(o => o.Leg)];
    }

    private List<(Offer Offer, BankCall Leg)> TalkedWith(int caller)
    {
        lock (_lock) return [.. _offers.Where(o => o.Offer.Caller == caller && o.Leg.IsAnswered)];
    }
}
