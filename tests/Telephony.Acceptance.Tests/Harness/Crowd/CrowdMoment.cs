namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>Something on the wires of a crowd.</summary>
public enum CrowdMoment
{
    /// <summary>Any time.</summary>
    Any,

    /// <summary>An INVITE of a new caller.</summary>
    CallerCalls,

    /// <summary>The ACK to an agent's phone.</summary>
    AgentAnswers,
}
