namespace Telephony.Core;

/// <content>What people and other systems ask for a call, most of them for one in a conversation. Refused, in words, when it is not in the state for it.</content>
public abstract partial record AcdInput
{
    /// <summary>A call is to end, wherever it is.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="By">Who asks.</param>
    public sealed record HangUpOrdered(RequestId? Request, CallId Call, string By) : AcdInput;

    /// <summary>A talking caller is to hear music, or to talk again.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="On">Whether the caller is on hold from now on.</param>
    /// <param name="By">Who asks.</param>
    public sealed record HoldOrdered(RequestId? Request, CallId Call, bool On, string By) : AcdInput;

    /// <summary>Keys are to be sent to the far end of a conversation.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Digits">As many <see cref="FlowRun.Hidden"/> as there are keys: they may be a card number, and nothing that lasts has them.</param>
    /// <param name="By">Who asks.</param>
    public sealed record DigitsOrdered(RequestId? Request, CallId Call, string Digits, string By) : AcdInput;

    /// <summary>A number is to be called for an agent.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Agent">The agent, who must be free.</param>
    /// <param name="Number">The number.</param>
    /// <param name="Queue">The queue whose rules hold; null: the agent's first that calls customers.</param>
    /// <param name="By">Who asks.</param>
    public sealed record CallOutOrdered(RequestId? Request, AgentId Agent, string Number, QueueName? Queue, string By) : AcdInput
    {
        /// <summary>Whether the agent's phone rings first; otherwise when somebody has answered there.</summary>
        public bool AgentFirst { get; init; }
    }

    /// <summary>A talking caller is to stay in a parking place, for anybody to take.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Place">1 – <see cref="Acd.ParkingPlaces"/>; null: any.</param>
    /// <param name="By">Who asks.</param>
    public sealed record ParkOrdered(RequestId? Request, CallId Call, int? Place, string By) : AcdInput;

    /// <summary>An agent takes a parked call.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Agent">The agent, who must be free.</param>
    /// <param name="By">Who asks.</param>
    public sealed record PickUpOrdered(RequestId? Request, CallId Call, AgentId Agent, string By) : AcdInput;

    /// <summary>A conversation is to be supervised, otherwise than now, or no more.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Supervisor">Whose phone is used.</param>
    /// <param name="Mode">What the supervisor does; null: stops.</param>
    /// <param name="By">Who asks.</param>
    public sealed record SupervisionOrdered(RequestId? Request, CallId Call, AgentId Supervisor, SupervisionMode? Mode, string By) : AcdInput;

    /// <summary>A talking caller is to talk with somebody else.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="How">How, or what becomes of a transfer under way.</param>
    /// <param name="To">Where to; empty for what becomes of one under way.</param>
    /// <param name="By">Who asks.</param>
    public sealed record TransferOrdered(RequestId? Request, CallId Call, TransferKind How, TransferTarget To, string By) : AcdInput;

    /// <summary>An agent's phone asks that the caller is transferred.</summary>
    /// <param name="Leg">The phone's channel.</param>
    /// <param name="To">What was dialled there; empty for what cannot be done.</param>
    public sealed record TransferAsked(LegId Leg, string To) : AcdInput
    {
        /// <summary>The other line of the phone whose far end the caller is to talk with; null when there is none.</summary>
        public CallId? Replaces { get; init; }
    }

    /// <summary>Somebody is to come into a conversation, or to leave it.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Call">The call.</param>
    /// <param name="With">Who.</param>
    /// <param name="Leave">Whether they leave.</param>
    /// <param name="By">Who asks.</param>
    public sealed record ConferenceOrdered(RequestId? Request, CallId Call, Invited With, bool Leave, string By) : AcdInput;
}

/// <summary>How a talking caller is transferred, or what becomes of a transfer under way.</summary>
public enum TransferKind
{
    /// <summary>At once.</summary>
    Blind,

    /// <summary>After a word with the target.</summary>
    Attended,

    /// <summary>Into a queue.</summary>
    Queue,

    /// <summary>The agent leaves; caller and target talk, or the target's phone rings on for the caller.</summary>
    Complete,

    /// <summary>The target is let go; the agent talks with the caller again.</summary>
    Cancel,
}

/// <summary>Where a call is transferred to: one of the three, or none.</summary>
/// <param name="Agent">An agent.</param>
/// <param name="Queue">A queue.</param>
/// <param name="Destination">A destination of the configuration, by its name.</param>
public sealed record TransferTarget(AgentId? Agent, QueueName? Queue, string? Destination);

/// <summary>A transfer that took place.</summary>
/// <param name="Target">Where the caller went.</param>
/// <param name="AfterAWord">Whether agent and target had talked before.</param>
public sealed record Transferred(TransferTarget Target, bool AfterAWord);

/// <summary>Who is asked into a conversation: one of the two.</summary>
/// <param name="Agent">An agent.</param>
/// <param name="Destination">A destination of the configuration, by its name.</param>
public sealed record Invited(AgentId? Agent, string? Destination)
{
    internal static Invited Of(TalkParty party) => new(party.Agent, party.Destination);
}
