namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Whose phones have rung in vain for each caller, since all were asked.</summary>
public sealed class Tried
{
    private readonly Dictionary<int, HashSet<int>> _agents = [];

    /// <summary>The agents who did not take a caller.</summary>
    public IReadOnlyCollection<int> Of(int caller) => _agents.GetValueOrDefault(caller) ?? [];

    /// <summary>One more has not taken the caller.</summary>
    public void Failed(int caller, int agent)
    {
        if (!_agents.TryGetValue(caller, out var tried)) _agents[caller] = tried = [];
        tried.Add(agent);
    }

    /// <summary>Whoever is rung again: everybody was asked, and it begins anew.</summary>
    public void Rang(IEnumerable<Offer> offers)
    {
        foreach (var offer in offers)
        {
            if (Of(offer.Caller).Contains(offer.Agent)) Over(offer.Caller);
        }
    }

    /// <summary>It begins anew for a caller.</summary>
    public void Over(int caller) => _agents.Remove(caller);
}
