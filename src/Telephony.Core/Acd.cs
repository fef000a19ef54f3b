namespace Telephony.Core;

/// <summary>What came of one input. The lists are reused: read them before the next input.</summary>
/// <param name="Effects">What to do, in order.</param>
/// <param name="Facts">What is now true, in order.</param>
public readonly record struct AcdOutput(IReadOnlyList<AcdEffect> Effects, IReadOnlyList<AcdFact> Facts);

/// <summary>The automatic call distributor: synchronous, deterministic, total. The same inputs give the same effects and facts, always.
/// One writer only. This file is the front door; calls are handled in CallFlow.cs, agents in AgentFlow.cs,
/// taking over from Asterisk in Reconciliation.cs.</summary>
public sealed partial class Acd
{
    private static readonly TimeSpan InvariantInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<CallId, Call> _calls = [];
    private readonly Dictionary<CallId, CodeCall> _codeCalls = [];
    private readonly SortedDictionary<AgentId, Agent> _agents = [];
    private readonly Dictionary<LegId, AgentId> _legAgents = [];
    private readonly SortedDictionary<string, OpenRecording> _recordings = new(StringComparer.Ordinal);
    private readonly Router _router = new();
    private readonly Deadlines _deadlines = new();
    private readonly SiteCounts _counts = new();
    private readonly WaitEstimates _waits = new();

    private readonly List<AcdEffect> _effects = [];
    private readonly List<AcdFact> _facts = [];
    private readonly List<AgentId> _newlyIdle = [];
    private readonly List<CallId> _newlyWaiting = [];

    private readonly bool _strict;
    private SiteConfiguration _site = SiteConfiguration.Empty;
    private SiteConfiguration _loaded = SiteConfiguration.Empty;
    private Moment _now;
    private long _factSequence;
    private long _joinSequence;
    private bool _connected;
    private bool _isDeaf;
    private string? _generation;
    private TimeSpan _invariantsDue;
    private bool _matchEverything;

    /// <summary>A core that knows nothing yet.</summary>
    /// <param name="strict">Tests and simulation: a fault is thrown instead of isolating the call it concerns.</param>
    public Acd(bool strict = false) => _strict = strict;

    /// <summary>When the core wants to be woken with a <see cref="AcdInput.Tick"/>, on the monotonic clock.</summary>
    public TimeSpan? NextDeadline => _deadlines.Next;

    /// <summary>The latest moment handled.</summary>
    public Moment Now => _now;

    /// <summary>How many facts there have been.</summary>
    public long FactSequence => _factSequence;

    /// <summary>The configuration in force.</summary>
    public SiteConfiguration Site => _site;

    /// <summary>How long callers are going to wait, by queue. Read only; it changes with the facts.</summary>
    public WaitEstimates Waits => _waits;

    /// <summary>Handles one input. Never throws (unless strict): a fault in handling a call sends that call to the dialplan's fallback.</summary>
    public AcdOutput Handle(AcdInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _effects.Clear();
        _facts.Clear();
        _now = Moment.Later(_now, input.At);
        _router.Now = _now.Elapsed;

        _isDeaf = !_connected || input is AcdInput.RouterStarted or AcdInput.AsteriskLost { Server: null };
        while (_deadlines.TryTakeDue(_now.Elapsed, out var due)) Guarded(due, input);
        Guarded(input);
        MatchWhatIsNew();
        _router.Settle();
        CheckInvariantsNowAndThen();
        return new AcdOutput(_effects, _facts);
    }

    private void Guarded(DeadlineKey due, AcdInput input)
    {
        try
        {
            Expire(due, input);
        }
        catch (Exception fault) when (!_strict)
        {
            Isolate(new LegId(due.Subject).Call, fault); // a leg's call, or the call itself
        }
    }

    private void Guarded(AcdInput input)
    {
        try
        {
            Apply(input);
        }
        catch (Exception fault) when (!_strict)
        {
            Isolate(CallOf(input), fault);
        }
    }

    private void Apply(AcdInput input)
    {
        switch (input)
        {
            case AcdInput.Tick: break;
            case AcdInput.CallOffered i: Offered(i.Call, i.Number, i.Caller, i.Place, i.Since, i.Phone); break;
            case AcdInput.CallerHungUp i: CallerHungUp(i.Call); break;
            case AcdInput.CallerGone i: ChannelGone(i.Call); break;
            case AcdInput.DigitPressed i: Happened(i.Call, CallEvent.Digit, i.Digit); break;
            case AcdInput.PlaybackEnded i: PlaybackEnded(i.Call, i.Playback); break;
            case AcdInput.LegRinging i: LegRings(i.Leg); break;
            case AcdInput.LegAnswered i: LegAnswered(i.Leg); break;
            case AcdInput.LegHeld i: LegHeld(i.Leg, CallEvent.Held); break;
            case AcdInput.LegResumed i: LegHeld(i.Leg, CallEvent.Resumed); break;
            case AcdInput.LegEnded i: LegEnded(i.Leg, i.Reason); break;
            case AcdInput.BridgeEntered i: BridgeEntered(i.Call, i.Channel); break;
            case AcdInput.JoinTold i: JoinTold(i); break;
            case AcdInput.RecordingStored i: RecordingStored(i); break;
            case AcdInput.RecordingFailed i: RecordingFailed(i); break;
            case AcdInput.RecordingHeld i: Say(new AcdFact.RecordingHeld(i.Recording, i.Held, i.By, i.Why)); Answer(i.Request, null); break;
            case AcdInput.RecordingErased i: Say(new AcdFact.RecordingErased(i.Recording, i.Why)); break;
            case AcdInput.RecordingCommanded i: Answer(i.Request, Command(i)); break;
            case AcdInput.ServerAnswered i: ServerAnswered(i); break;
            case AcdInput.DigitsChecked i: DigitsChecked(i); break;
            case AcdInput.MessageEnded i: MessageEnded(i); break;
            case AcdInput.CodeDialled i: CodeDialled(i.Call, i.Agent, i.Code); break;
            case AcdInput.AgentCommanded i: Answer(i.Request, Command(i.Agent, i.Command, i.Reason)); break;
            case AcdInput.PauseDecided i: Answer(i.Request, DecidePause(i)); break;
            case AcdInput.StateForced i: Answer(i.Request, Force(i)); break;
            case AcdInput.WrapUpFinished i: Answer(i.Request, FinishWrapUp(i)); break;
            case AcdInput.WrapUpExtended i: Answer(i.Request, ExtendWrapUp(i)); break;
            case AcdInput.CallbackAsked i: Answer(i.Request, AskCallback(i.Call)); break;
            case AcdInput.CallbackScheduled i: Answer(i.Request, ScheduleCallback(i)); break;
            case AcdInput.CallbackCancelled i: Answer(i.Request, CancelCallback(i)); break;
            case AcdInput.CustomerAnswered i: CustomerAnswered(i.Call); break;
            case AcdInput.CustomerDialEnded i: CustomerDialEnded(i.Call, i.Reason); break;
            case AcdInput.EmergencySwitched i: Answer(i.Request, SwitchEmergency(i)); break;
            case AcdInput.QueueSwitched i: Answer(i.Request, SwitchQueue(i)); break;
            case AcdInput.SkillsSet i: Answer(i.Request, SetSkills(i)); break;
            case AcdInput.QueuesSet i: Answer(i.Request, SetQueues(i)); break;
            case AcdInput.CallReprioritised i: Answer(i.Request, Reprioritise(i)); break;
            case AcdInput.CallMoved i: Answer(i.Request, Move(i)); break;
            case AcdInput.CallWithdrawn i: Answer(i.Request, Withdraw(i)); break;
            case AcdInput.WorkSubmitted i: Answer(i.Request, Submit(i)); break;
            case AcdInput.CallAssigned i: Answer(i.Request, Assign(i)); break;
            case AcdInput.RouteDecided i: Answer(i.Request, Decide(i)); break;
            case AcdInput.DeciderAttached i: AttachDecider(i); Answer(i.Request, null); break;
            case AcdInput.DeciderDetached i: DetachDecider(i.Queue, i.Decider); Answer(i.Request, null); break;
            case AcdInput.HangUpOrdered i: Answer(i.Request, HangUp(i)); break;
            case AcdInput.HoldOrdered i: Answer(i.Request, Hold(i)); break;
            case AcdInput.DigitsOrdered i: Answer(i.Request, Send(i)); break;
            case AcdInput.CallOutOrdered i: Answer(i.Request, CallOut(i)); break;
            case AcdInput.ParkOrdered i: Answer(i.Request, Park(i)); break;
            case AcdInput.PickUpOrdered i: Answer(i.Request, PickUp(i)); break;
            case AcdInput.SupervisionOrdered i: Answer(i.Request, Supervise(i)); break;
            case AcdInput.TransferOrdered i: Answer(i.Request, Transfer(i)); break;
            case AcdInput.TransferAsked i: TransferByPhone(i.Leg, i.To, i.Replaces); break;
            case AcdInput.ConferenceOrdered i: Answer(i.Request, Confer(i)); break;
            case AcdInput.RouterStarted i: RouterStarted(i.Version); break;
            case AcdInput.ConfigurationLoaded i: Configure(i.Site, i.By); break;
            case AcdInput.AsteriskLost i: AsteriskLost(i.Server); break;
            case AcdInput.DiscrepancyFound i: Say(new AcdFact.InvariantBroken(i.Invariant, i.Detail)); break;
            case AcdInput.AsteriskSynced i: AsteriskSynced(i.Server, i.Generation, i.Channels); break;
            default: throw new ArgumentOutOfRangeException(nameof(input), input.GetType().Name);
        }
    }

    private void Expire(DeadlineKey due, AcdInput input)
    {
        if (IsForAsteriskToSay(due.Kind) && IsDeafTo(due, input))
        {
            _deadlines.Set(due.Kind, due.Subject, AfterListening());
            return;
        }

        switch (due.Kind)
        {
            case DeadlineKind.PlaybackOverdue: PlaybackOverdue(new CallId(due.Subject)); break;
            case DeadlineKind.MenuInput: Happened(new CallId(due.Subject), CallEvent.NoInput); break;
            case DeadlineKind.FlowWait: Happened(new CallId(due.Subject), CallEvent.FlowWaitOver); break;
            case DeadlineKind.FlowLimit: Happened(new CallId(due.Subject), CallEvent.FlowTooLong); break;
            case DeadlineKind.MaxWait: Happened(new CallId(due.Subject), CallEvent.WaitedTooLong); break;
            case DeadlineKind.RingTimeout: RingOver(due.Subject); break;
            case DeadlineKind.RingMore: Happened(new CallId(due.Subject), CallEvent.RingStepOver); break;
            case DeadlineKind.Preference: PreferenceOver(new CallId(due.Subject)); break;
            case DeadlineKind.Exclusion: ExclusionOver(new CallId(due.Subject)); break;
            case DeadlineKind.ConnectTimeout: Happened(new CallId(due.Subject), CallEvent.JoinUnheard); break;
            case DeadlineKind.JoinUntold: Happened(new CallId(due.Subject), CallEvent.JoinTimeout); break;
            case DeadlineKind.ReleaseOverdue: Happened(new CallId(due.Subject), CallEvent.ReleaseOverdue); break;
            case DeadlineKind.WrapUp: Tell(new AgentId(due.Subject), AgentEvent.WrapUpOver); break;
            case DeadlineKind.Recovery: Tell(new AgentId(due.Subject), AgentEvent.RecoveryOver); break;
            case DeadlineKind.LegOverdue: LegOverdue(new AgentId(due.Subject)); break;
            case DeadlineKind.Relax: RelaxDue(new CallId(due.Subject)); break;
            case DeadlineKind.DialTimeout: Happened(new CallId(due.Subject), CallEvent.DialTimeout); break;
            case DeadlineKind.CallbackDue: CallbackDue(new CallbackId(due.Subject)); break;
            case DeadlineKind.CallbackExpiry: CallbackExpired(new CallbackId(due.Subject)); break;
            case DeadlineKind.OverflowRule: OverflowRuleDue(new CallId(due.Subject)); break;
            case DeadlineKind.Announce: AnnouncementDue(new CallId(due.Subject)); break;
            case DeadlineKind.QueueEmpty: QueueEmptied(new QueueName(due.Subject)); break;
            case DeadlineKind.QueueHours: LookAtHours(new QueueName(due.Subject)); break;
            case DeadlineKind.Decision: DecisionOverdue(new CallId(due.Subject)); break;
            case DeadlineKind.RecordingAnnounced: RecordingAnnounced(new CallId(due.Subject)); break;
            case DeadlineKind.Parking: Happened(new CallId(due.Subject), CallEvent.ParkedTooLong); break;
            case DeadlineKind.PauseLimit: PauseOverdue(new AgentId(due.Subject)); break;
            default: throw new ArgumentOutOfRangeException(nameof(due), due.Kind.ToString());
        }
    }

    private void RouterStarted(string version)
    {
        Unhear(null);
        Say(new AcdFact.RouterStarted(version));
        DetachAllDeciders();
    }

    private void Say(AcdFact fact)
    {
        var numbered = fact with { Sequence = ++_factSequence, At = _now };
        _counts.Apply(numbered);
        _waits.Apply(numbered);
        NoteServed(numbered);
        _facts.Add(numbered);
    }

    private void Do(AcdEffect effect) => _effects.Add(effect);

    /// <summary>Answers whoever waits for a command: null when it was done, otherwise why not.</summary>
    private void Answer(RequestId? request, string? refusal)
    {
        if (request is { } asked) Do(new AcdEffect.Reply(asked, refusal));
    }

    /// <summary>A fault while handling one call: the caller goes to the dialplan's fallback, the agent is freed, everybody else is served on.</summary>
    private void Isolate(CallId? id, Exception fault)
    {
        Say(new AcdFact.InvariantBroken("F24", $"{id?.Value ?? "no call"}: {fault.GetType().Name}: {fault.Message}"));
        if (id is not { } callId || !_calls.TryGetValue(callId, out var call) || call.State == CallState.Ended) return;
        try
        {
            HandToFallback(call);
        }
        catch (Exception second) when (!_strict)
        {
            Say(new AcdFact.InvariantBroken("F24", $"{callId}: giving up: {second.GetType().Name}: {second.Message}"));
            _router.RemoveWaiting(callId);
            _calls.Remove(callId);
            Do(new AcdEffect.SendToFallback(callId));
        }
    }

    private void CheckInvariantsNowAndThen()
    {
        if (_now.Elapsed < _invariantsDue) return;
        _invariantsDue = _now.Elapsed + InvariantInterval;
        foreach (var violation in Violations()) Say(new AcdFact.InvariantBroken(violation.Invariant, violation.Detail));
    }

    private static CallId? CallOf(AcdInput input) => input switch
    {
        AcdInput.CallOffered i => i.Call,
        AcdInput.CallerHungUp i => i.Call,
        AcdInput.CallerGone i => i.Call,
        AcdInput.DigitPressed i => i.Call,
        AcdInput.PlaybackEnded i => i.Call,
        AcdInput.LegRinging i => i.Leg.Call,
        AcdInput.LegAnswered i => i.Leg.Call,
        AcdInput.LegHeld i => i.Leg.Call,
        AcdInput.LegResumed i => i.Leg.Call,
        AcdInput.LegEnded i => i.Leg.Call,
        AcdInput.BridgeEntered i => i.Call,
        AcdInput.JoinTold i => i.Call,
        AcdInput.CodeDialled i => i.Call,
        AcdInput.RecordingCommanded i => i.Call,
        AcdInput.CallReprioritised i => i.Call,
        AcdInput.CallMoved i => i.Call,
        AcdInput.CallWithdrawn i => i.Call,
        AcdInput.HangUpOrdered i => i.Call,
        AcdInput.HoldOrdered i => i.Call,
        AcdInput.DigitsOrdered i => i.Call,
        AcdInput.ParkOrdered i => i.Call,
        AcdInput.PickUpOrdered i => i.Call,
        AcdInput.SupervisionOrdered i => i.Call,
        AcdInput.TransferOrdered i => i.Call,
        AcdInput.ConferenceOrdered i => i.Call,
        AcdInput.TransferAsked i => i.Leg.Call,
        AcdInput.CallAssigned i => i.Call,
        AcdInput.WorkSubmitted i => i.Call,
        AcdInput.RouteDecided i => i.Call,
        AcdInput.CustomerAnswered i => i.Call,
        AcdInput.CustomerDialEnded i => i.Call,
        AcdInput.CallbackAsked i => i.Call,
        AcdInput.ServerAnswered i => i.Call,
        AcdInput.DigitsChecked i => i.Call,
        AcdInput.MessageEnded i => i.Call,
        _ => null,
    };
}
