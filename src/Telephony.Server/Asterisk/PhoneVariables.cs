using Telephony.Ari;
using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>What is set on the channel to an agent's phone before it rings.</summary>
internal static class PhoneVariables
{
    /// <summary>The variables. Functions of PJSIP are refused on other channels.</summary>
    public static Dictionary<string, AriVariable> Of(AcdEffect.RingAgent ring)
    {
        var variables = new Dictionary<string, AriVariable> { [ChannelNotes.AgentVariable] = ring.Agent.Value };
        if (!ring.DialTarget.StartsWith("PJSIP/", StringComparison.Ordinal)) return variables;
        if (ring.MayTransfer) variables["PJSIP_TRANSFER_HANDLING()"] = "ari-only";
        if (ring.AutoAnswer)
        {
            // There is no standard that all phones follow: each make knows one of the two.
            variables["PJSIP_HEADER(add,Call-Info)"] = "<sip:telephony>;answer-after=0";
            variables["PJSIP_HEADER(add,Alert-Info)"] = "<http://telephony>;info=alert-autoanswer;delay=0";
        }

        return variables;
    }
}
