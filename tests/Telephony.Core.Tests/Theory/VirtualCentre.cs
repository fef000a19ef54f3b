namespace Telephony.Core.Tests.Theory;

/// <summary>A call centre of textbook people, in virtual time, with the real core in it: calls arrive by chance, talk for a random time,
/// are patient for a random time; phones are answered at once.</summary>
internal sealed class VirtualCentre(int agents, double arrivals, double talkRate, double patienceRate, int seed)
{
    private readonly Random _dice = new(seed);
    private readonly Acd _acd = new();
    private readonly PriorityQueue<AcdInput, (double Due, long Order)> _agenda = new();
    private readonly Dictionary<CallId, double> _queuedAt = [];
    private readonly Dictionary<CallId, TimeSpan?[]> _told = [];
    private readonly List<(WaitEstimator By, double Squared)> _errors = [];
    private double _now;
    private long _order;
    private long _calls;
    private int _idle;
    private int _inSystem;

    /// <summary>Another site than one queue and agents who are all alike.</summary>
    public SiteConfiguration? Site { get; init; }

    /// <summary>The numbers called, each as often.</summary>
    public string[] Numbers { get; init; } = ["9000"];

    /// <summary>How many calls may talk and wait at once; further ones are turned away.</summary>
    public int Places { get; init; } = int.MaxValue;

    /// <summary>How many calls may wait at once, whoever talks; one more is turned away unless an agent takes it at once.</summary>
    public int WaitingPlaces { get; init; } = int.MaxValue;

    /// <summary>How many calls were turned away.</summary>
    public int Blocked { get; private set; }

    /// <summary>Wait of each call that left the queue, in the order of leaving, and whether it was given up.</summary>
    public List<(double Waited, bool Abandoned)> Waits { get; } = [];

    /// <summary>What callers were told while they waited.</summary>
    public List<AcdFact.WaitAnnounced> Announced { get; } = [];

    /// <summary>How often a call was left waiting although an agent was idle: must stay 0.</summary>
    public int Idled { get; private set; }

    /// <summary>How many calls each agent has taken.</summary>
    public IReadOnlyDictionary<string, int> CallsTaken => _acd.Capture().Agents.ToDictionary(a => a.Id.Value, a => a.CallsTaken);

    /// <summary>What the core has learnt of waits.</summary>
    public WaitEstimates Estimates => _acd.Waits;

    /// <summary>Mean squared error of each estimator, in s²: what a call was told when it joined, against what it waited.</summary>
    public IReadOnlyDictionary<WaitEstimator, double> EstimateErrors() => _errors.GroupBy(e => e.By).ToDictionary(e => e.Key, e => e.Average(x => x.Squared));

    public void Run(int calls)
    {
        Handle(new AcdInput.ConfigurationLoaded(Site ?? TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue() },
            Enumerable.Range(0, agents).ToDictionary(i => $"a{i:D3}", _ => TestSite.Agent("sales")))));
        Handle(new AcdInput.AsteriskSynced("g", []));
        for (var i = 0; i < agents; i++) Handle(new AcdInput.AgentCommanded(null, new AgentId($"a{i:D3}"), AgentCommand.LogIn, null));
        Arrive();
        while (Waits.Count < calls && _agenda.TryDequeue(out var input, out var due))
        {
            _now = due.Due;
            if (input is AcdInput.CallOffered)
            {
                Arrive();
                if (_inSystem >= Places)
                {
                    Blocked++;
                    continue;
                }

                _inSystem++;
            }

            if (input is AcdInput.CallerGone gone && !_queuedAt.ContainsKey(gone.Call)) continue; // patience counts until the answer
            Handle(input);
            if (_queuedAt.Count > WaitingPlaces && input is AcdInput.CallOffered arrived) TurnAway(arrived.Call);
            if (Site is null && _queuedAt.Count > 0 && _idle > 0) Idled++;
        }
    }

    private void TurnAway(CallId call)
    {
        Blocked++;
        _queuedAt.Remove(call);
        _told.Remove(call);
        Handle(new AcdInput.CallerGone(call));
    }

    private void Arrive() => Later(arrivals, new AcdInput.CallOffered(new CallId($"c{++_calls}"), Numbers[Numbers.Length == 1 ? 0 : _dice.Next(Numbers.Length)], default));

    private void Later(double rate, AcdInput input) => _agenda.Enqueue(input, (_now - (Math.Log(1 - _dice.NextDouble()) / rate), ++_order));

    private void Handle(AcdInput input)
    {
        var output = _acd.Handle(input with { At = new Moment(TimeSpan.FromSeconds(_now), default) });
        List<AcdInput> then = [];
        foreach (var fact in output.Facts) React(fact, then);
        foreach (var play in output.Effects.OfType<AcdEffect.Play>()) then.Add(new AcdInput.PlaybackEnded(play.Call, play.Playback));
        foreach (var next in then) Handle(next);
    }

    private void React(AcdFact fact, List<AcdInput> then)
    {
        if (fact is AcdFact.CallEnded) _inSystem--;
        switch (fact)
        {
            case AcdFact.CallQueued f:
                _queuedAt.Add(f.Call, _now);
                _told[f.Call] = Estimates.Queues[f.Queue].Line[f.Call.Value].Estimates;
                if (patienceRate > 0) Later(patienceRate, new AcdInput.CallerGone(f.Call));
                break;
            case AcdFact.OfferMade f:
                Leave(f.Call, abandoned: false);
                then.Add(new AcdInput.LegAnswered(f.Leg));
                then.Add(new AcdInput.BridgeEntered(f.Call, f.Call.Value));
                then.Add(new AcdInput.BridgeEntered(f.Call, f.Leg.Value));
                Later(talkRate, new AcdInput.LegEnded(f.Leg, LegEnd.HungUp));
                break;
            case AcdFact.WaitAnnounced f:
                Announced.Add(f);
                break;
            case AcdFact.CallEnded f when f.Disposition == CallDisposition.AbandonedInQueue:
                Leave(f.Call, abandoned: true);
                break;
            case AcdFact.CallEnded f:
                then.Add(new AcdInput.CallerGone(f.Call));
                break;
            case AcdFact.AgentStateChanged f:
                _idle += (f.To == AgentState.Ready ? 1 : 0) - (f.From == AgentState.Ready ? 1 : 0);
                break;
        }
    }

    private void Leave(CallId call, bool abandoned)
    {
        if (!_queuedAt.Remove(call, out var since)) return;
        Waits.Add((_now - since, abandoned));
        if (!_told.Remove(call, out var told) || abandoned || _now <= since) return;
        for (var i = 0; i < told.Length; i++)
        {
            if (told[i] is { } estimate) _errors.Add(((WaitEstimator)i, Math.Pow(_now - since - estimate.TotalSeconds, 2)));
        }
    }
}
