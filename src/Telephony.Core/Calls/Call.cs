using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>One caller's call: data only. What may happen to it is in <see cref="CallStates"/>, how it is done in <see cref="Acd"/>'s call flow.</summary>
public sealed class Call
{
    /// <summary>The call's id: the caller's channel.</summary>
    [JsonInclude] public CallId Id { get; internal init; }

    /// <summary>Where the call is.</summary>
    [JsonInclude] public CallState State { get; internal set; }

    /// <summary>The number dialled.</summary>
    [JsonInclude] public string Number { get; internal init; } = "";

    /// <summary>Who calls.</summary>
    [JsonInclude] public CallerId Caller { get; internal init; }

    /// <summary>The agent whose phone it is, if it comes from one.</summary>
    [JsonInclude] public AgentId? Phone { get; internal init; }

    /// <summary>Language of the prompts.</summary>
    [JsonInclude] public string Language { get; internal set; } = "en";

    /// <summary>When the call was offered to us.</summary>
    [JsonInclude] public Moment ArrivedAt { get; internal init; }

    /// <summary>When the caller came, if that was before the call was offered to us: in an outage. The wait counts from then.</summary>
    [JsonInclude] public Moment? CameAt { get; internal init; }

    /// <summary>When the state was entered.</summary>
    [JsonInclude] public Moment StateSince { get; internal set; }

    /// <summary>The flow the caller is in, or was in last.</summary>
    [JsonInclude] public MenuName? Menu { get; internal set; }

    /// <summary>Where the call stands in the flows; null before the first.</summary>
    [JsonInclude] public FlowRun? Run { get; internal set; }

    /// <summary>Variables that the agent sees.</summary>
    [JsonInclude] public ImmutableSortedDictionary<string, string> Attached { get; internal set; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The agent the caller has talked with last.</summary>
    [JsonInclude] public AgentId? TalkedWith { get; internal set; }

    /// <summary>The destination the call is handed to.</summary>
    [JsonInclude] public string? TransferTo { get; internal set; }

    /// <summary>The prompt now playing.</summary>
    [JsonInclude] public PlaybackId? Playback { get; internal set; }

    /// <summary>How many prompts have been played: numbers the next one.</summary>
    [JsonInclude] public int Playbacks { get; internal set; }

    /// <summary>The queue the call is in, or was in last.</summary>
    [JsonInclude] public QueueName? Queue { get; internal set; }

    /// <summary>What the call asks for beside what the queue says.</summary>
    [JsonInclude] public CallNeeds Needs { get; internal set; } = CallNeeds.None;

    /// <summary>Its place between others when it was put somewhere; null: by its <see cref="JoinSequence"/>.</summary>
    [JsonInclude] public long? PutAt { get; internal set; }

    /// <summary>When it joined first, of a call that has talked since: the clock of its wait leaves the talk out, its place and what waiting adds to its
    /// priority do not, or the two would contradict each other. Null: <see cref="QueuedAt"/>.</summary>
    [JsonInclude] public TimeSpan? FirstQueuedAt { get; internal set; }

    /// <summary>From when its waiting adds to the priority, when it was put among others; null: from <see cref="QueuedAt"/>.</summary>
    [JsonInclude] public TimeSpan? AgedSince { get; internal set; }

    /// <summary>The skills it asks for in words, as last shown; no part of its state.</summary>
    internal SkillsAsked? Asked { get; set; }

    /// <summary>The agent it waits for, and no other, as long as this is set.</summary>
    [JsonInclude] public AgentId? Reserved { get; internal set; }

    /// <summary>Agents who are not rung for it now.</summary>
    [JsonInclude] public List<Exclusion> Excluded { get; internal init; } = [];

    /// <summary>Agents who have not taken it since everybody free was asked: those who have not been asked come before them.</summary>
    [JsonInclude] public List<AgentId> NotTakenBy { get; internal init; } = [];

    /// <summary>The decision another system has been asked for.</summary>
    [JsonInclude] public RoutingLease? Lease { get; internal set; }

    /// <summary>Whether nobody else is asked about it until it has rung somebody: an answer did not come, or could not be carried out.</summary>
    [JsonInclude] public bool ByOwnRule { get; internal set; }

    /// <summary>0 – 10; higher is served first.</summary>
    [JsonInclude] public int Priority { get; internal set; }

    /// <summary>Whether the longest wait of the queue passed while an agent's phone rang.</summary>
    [JsonInclude] public bool Overdue { get; internal set; }

    /// <summary>How the call leaves the queue, when that is decided and a phone still rings; null: by the longest wait.</summary>
    [JsonInclude] public Departure? Departure { get; internal set; }

    /// <summary>The callback it was made for.</summary>
    [JsonInclude] public CallbackId? Callback { get; internal init; }

    /// <summary>The agent held while the customer is dialled, or while another system decides.</summary>
    [JsonInclude] public AgentId? HeldAgent { get; internal set; }

    /// <summary>Whether the caller has left the phone and will be called back.</summary>
    [JsonInclude] public bool IsCalledBack { get; internal set; }

    /// <summary>Where the call goes when the message it hears has ended.</summary>
    [JsonInclude] public CallTarget? Next { get; internal set; }

    /// <summary>The queues the call has been sent to, in order: none is visited twice by overflow.</summary>
    [JsonInclude] public ImmutableArray<QueueName> Visited { get; internal set; } = [];

    /// <summary>Queues that have not taken the call in, or sent it away because they were closed or empty, since the caller last chose.</summary>
    [JsonInclude] public ImmutableArray<QueueName> RefusedBy { get; internal set; } = [];

    /// <summary>The overflow rule of the queue that is asked next.</summary>
    [JsonInclude] public int OverflowStep { get; internal set; }

    /// <summary>Whether the longest wait in this queue has passed once and led nowhere, so that the call waits as long again.</summary>
    [JsonInclude] public bool HasOverstayed { get; internal set; }

    /// <summary>How many announcements the caller has heard while waiting.</summary>
    [JsonInclude] public int Announced { get; internal set; }

    /// <summary>The position told last in this queue.</summary>
    [JsonInclude] public int? ToldPosition { get; internal set; }

    /// <summary>The wait told last in this queue.</summary>
    [JsonInclude] public TimeSpan? ToldWait { get; internal set; }

    /// <summary>How many agents were at work when the wait was told.</summary>
    [JsonInclude] public int ToldAgents { get; internal set; }

    /// <summary>The position the call had when the wait was told.</summary>
    [JsonInclude] public int ToldWaitAt { get; internal set; }

    /// <summary>The order of joining over all queues. Given once and kept through every offer, overflow and restart.</summary>
    [JsonInclude] public long JoinSequence { get; internal set; }

    /// <summary>When the caller began to wait. Kept through every offer, overflow and restart.</summary>
    [JsonInclude] public Moment? QueuedAt { get; internal set; }

    /// <summary>When the call joined the queue it is in; relaxation counts from here.</summary>
    [JsonInclude] public Moment JoinedQueueAt { get; internal set; }

    /// <summary>The relaxation step reached in the queue; 0 is before the first.</summary>
    [JsonInclude] public int RelaxStep { get; internal set; }

    /// <summary>The offer under way, the earliest where several phones ring; then the agent who answered.</summary>
    [JsonInclude] public Offer? Offer { get; internal set; }

    /// <summary>Other phones that ring for it at the same time.</summary>
    [JsonInclude] public List<Offer> AlsoRinging { get; internal init; } = [];

    /// <summary>Whether it rings and would ring more phones now.</summary>
    [JsonInclude] public bool WantsMore { get; internal set; }

    /// <summary>How many offers have been made: numbers the next leg.</summary>
    [JsonInclude] public int Offers { get; internal set; }

    /// <summary>How often an answered agent could not be joined with the caller.</summary>
    [JsonInclude] public int FailedJoins { get; internal set; }

    /// <summary>Whether the caller is out of the talk's bridge and hears music, by order; not when the agent's phone holds.</summary>
    [JsonInclude] public bool IsHeldByOrder { get; internal set; }

    /// <summary>Since when the caller is on hold.</summary>
    [JsonInclude] public Moment? HeldSince { get; internal set; }

    /// <summary>Those who were asked into the conversation by order, in that order.</summary>
    [JsonInclude] public List<TalkParty> Parties { get; internal init; } = [];

    /// <summary>The channel of the destination outside with which the caller talks.</summary>
    [JsonInclude] public LegId? OutsideLeg { get; internal set; }

    /// <summary>The parking place it is in.</summary>
    [JsonInclude] public int? ParkingPlace { get; internal set; }

    /// <summary>How many snoop channels there have been for supervisors: numbers the next.</summary>
    [JsonInclude] public int Ears { get; internal set; }

    /// <summary>How long the caller waited in all, once served or gone.</summary>
    [JsonInclude] public TimeSpan Waited { get; internal set; }

    /// <summary>The recording under way.</summary>
    [JsonInclude] public RecordingId? Recording { get; internal set; }

    /// <summary>What is known of that recording, or of one to begin.</summary>
    [JsonInclude] public RecordingRun? Recorded { get; internal set; }

    /// <summary>How many recordings the talk has had.</summary>
    [JsonInclude] public int RecordingPart { get; internal set; }

    /// <summary>How the call ended.</summary>
    [JsonInclude] public CallDisposition? Disposition { get; internal set; }

    /// <summary>How often the caller's channel had to be hung up again.</summary>
    [JsonInclude] public int Releases { get; internal set; }

    /// <summary>Whether an agent talks with the caller, or keeps them on hold.</summary>
    internal bool IsTalking => State is CallState.Connected or CallState.OnHold or CallState.Consulting;

    /// <summary>The call in the router's lines, while it stands there: a decision follows this instead of looking the id up.</summary>
    [JsonIgnore] internal WaitingCall? Standing { get; set; }

    internal long Place => PutAt ?? (JoinSequence * CallOrder.Spacing);

    /// <summary>Every offer under way. O(offers), at most <see cref="QueueRule.RingMostMost"/>.</summary>
    internal IEnumerable<Offer> AllOffers() => Offer is { } first ? AlsoRinging.Prepend(first) : [];

    internal Offer? OfferOn(LegId leg) => Offer?.Leg == leg ? Offer : AlsoRinging.Find(o => o.Leg == leg);

    internal TalkParty? PartyOn(LegId leg) => Parties.Find(p => p.Leg == leg);

    internal TalkParty? PartyOf(AgentId agent) => Parties.Find(p => p.Agent == agent);

    internal TalkParty? PartyFor(Invited whom) => Parties.Find(p => p.Agent == whom.Agent && p.Destination == whom.Destination);

    internal bool Excludes(AgentId agent)
    {
        foreach (var exclusion in Excluded)
        {
            if (exclusion.Agent == agent) return true;
        }

        return false;
    }
}

/// <summary>One ring attempt at one agent, and the conversation it may become.</summary>
public sealed class Offer
{
    /// <summary>The agent.</summary>
    [JsonInclude] public AgentId Agent { get; internal init; }

    /// <summary>The agent's channel; while several phones ring, of the one in the lead.</summary>
    [JsonInclude] public LegId Leg { get; internal set; }

    /// <summary>When the offer was made.</summary>
    [JsonInclude] public Moment MadeAt { get; internal init; }

    /// <summary>Whether the caller is known to be in the bridge.</summary>
    [JsonInclude] public bool CallerJoined { get; internal set; }

    /// <summary>Whether the agent is known to be in the bridge.</summary>
    [JsonInclude] public bool AgentJoined { get; internal set; }

    /// <summary>When the two were joined.</summary>
    [JsonInclude] public Moment? JoinedAt { get; internal set; }
}

/// <summary>What a call asks of an agent, in words, and what that was made of.</summary>
internal sealed record SkillsAsked(QueueRule Rule, SkillExpression Own, int Step, string Text);
