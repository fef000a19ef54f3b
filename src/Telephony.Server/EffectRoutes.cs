using Telephony.Core;
using Telephony.Server.Asterisk;
using Telephony.Server.Rpc;

namespace Telephony.Server;

/// <summary>Who carries out which effect: questions go to the decision makers of other systems, everything else to Asterisk.</summary>
internal sealed class EffectRoutes(AriEffects asterisk, Deciders deciders) : IEffectRunner
{
    public void Foretell(IReadOnlyList<AcdFact> facts) => asterisk.Foretell(facts);

    public void StartOver(string why) => asterisk.StartOver(why);

    public void Start(IReadOnlyList<AcdEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is AcdEffect.AskForDecision or AcdEffect.TellDecision) deciders.Tell(effect);
        }

        asterisk.Start(effects);
    }
}
