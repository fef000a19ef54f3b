namespace Telephony.Acceptance.Tests.Races;

/// <summary>Two things that happen at nearly the same time.</summary>
public enum RaceKind
{
    /// <summary>The caller hangs up 50 ms before to 50 ms after the agent answers.</summary>
    HangUpAndAnswer,

    /// <summary>Two agents answer the same call within 5 ms.</summary>
    TwoAnswers,

    /// <summary>An agent is paused 50 ms before to 50 ms after the phone is asked to ring.</summary>
    PauseAndOffer,

    /// <summary>Another configuration comes into force while phones are asked to ring.</summary>
    SwapAndOffer,
}
