using Telephony.Core;
using Telephony.Server.Asterisk;
using Telephony.Server.Rpc;

namespace Telephony.Server;

/// <summary>Who carries out which effect: questions go to the decision makers of other systems, everything else to the Asterisk server that the call lives on.</summary>
internal sealed class EffectRoutes(AsteriskServers servers, Deciders deciders) : IEffectRunner
{
    private readonly List<AcdEffect>[] _parts = [.. servers.All.Select(_ => new List<AcdEffect>())];

    public void Foretell(IReadOnlyList<AcdFact> facts)
    {
        foreach (var server in servers.All) server.Effects.Foretell(facts);
    }

    public void StartOver(string why)
    {
        foreach (var server in servers.All) server.Effects.StartOver(why);
    }

    public void Start(IReadOnlyList<AcdEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is AcdEffect.AskForDecision or AcdEffect.TellDecision) deciders.Tell(effect);
        }

        if (servers.All.Count == 1) servers.All[0].Effects.Start(effects);
        else StartEach(effects);
    }

    /// <summary>The order holds among those of one server, which is all there is: a call lives on one.</summary>
    private void StartEach(IReadOnlyList<AcdEffect> effects)
    {
        for (var i = 0; i < servers.All.Count; i++)
        {
            var (server, part) = (servers.All[i], _parts[i]);
            part.Clear();
            foreach (var effect in effects)
            {
                if (servers.Of(effect) == server) part.Add(effect);
            }

            if (part.Count > 0) server.Effects.Start(part);
        }
    }
}
