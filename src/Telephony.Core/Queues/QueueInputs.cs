namespace Telephony.Core;

/// <content>What supervisors do with queues. Each is answered with <see cref="AcdEffect.Reply"/> when somebody waits for it.</content>
public abstract partial record AcdInput
{
    /// <summary>The emergency switch of a queue, or of the site, is turned on or off.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Queue">The queue; null for the whole site.</param>
    /// <param name="On">On or off.</param>
    /// <param name="By">Who did it.</param>
    public sealed record EmergencySwitched(RequestId? Request, QueueName? Queue, bool On, string By) : AcdInput;

    /// <summary>A queue is opened or closed by command, or left to its calendar again.</summary>
    /// <param name="Request">Whom to answer; null when nobody waits.</param>
    /// <param name="Queue">The queue.</param>
    /// <param name="To">Open, closed, or as the calendar says.</param>
    /// <param name="By">Who did it.</param>
    public sealed record QueueSwitched(RequestId? Request, QueueName Queue, QueueSwitch To, string By) : AcdInput;
}

/// <summary>What a queue goes by.</summary>
public enum QueueSwitch
{
    /// <summary>Its calendar.</summary>
    Calendar,

    /// <summary>Open, whatever the calendar says.</summary>
    Open,

    /// <summary>Closed, whatever the calendar says.</summary>
    Closed,
}
