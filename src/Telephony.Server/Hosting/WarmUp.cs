using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Journal;

namespace Telephony.Server.Hosting;

/// <summary>Lives through one call with a core that is then thrown away, so that the code of a call is compiled before the first caller comes:
/// a claim has 0.8 s, and on a cold process the runtime alone can take that long. Goes on beside the rest of the start, on another thread.</summary>
public sealed class WarmUp
{
    private readonly Task _living;

    private WarmUp(Task living) => _living = living;

    /// <summary>Begins.</summary>
    public static WarmUp Begin(SiteConfiguration site) => new(Task.Run(() => Live(site)));

    /// <summary>Waits until it is over, well or not: before that, no call is to be claimed.</summary>
    public Task DoneAsync(CancellationToken cancel) => Task.WhenAny(_living).WaitAsync(cancel);

    private static void Live(SiteConfiguration site)
    {
        var acd = new Acd();
        var call = new CallId("warm-up");
        Feed(acd, new AcdInput.ConfigurationLoaded(site));
        Feed(acd, new AcdInput.AsteriskSynced("warm-up", []));
        foreach (var agent in site.Agents.Keys) Feed(acd, new AcdInput.AgentCommanded(null, new AgentId(agent), AgentCommand.LogIn, null));
        Feed(acd, new AcdInput.CallOffered(call, site.Numbers.Keys.FirstOrDefault() ?? "", default));
        foreach (var digit in "1234567890")
        {
            if (Feed(acd, new AcdInput.DigitPressed(call, digit)) is not { } leg) continue;
            Feed(acd, new AcdInput.LegRinging(leg));
            Feed(acd, new AcdInput.LegAnswered(leg));
            Feed(acd, new AcdInput.BridgeEntered(call, call.Value));
            Feed(acd, new AcdInput.BridgeEntered(call, leg.Value));
            Feed(acd, new AcdInput.LegEnded(leg, LegEnd.HungUp));
            break;
        }

        Feed(acd, new AcdInput.CallerHungUp(call));
        Feed(acd, new AcdInput.CallerGone(call));
        acd.Snapshot();
    }

    /// <summary>Handles an input as the loop does, journal and facts included; returns the leg that is to be rung, if one is.</summary>
    private static LegId? Feed(Acd acd, AcdInput input)
    {
        JsonSerializer.SerializeToUtf8Bytes(input, CoreJson.Options);
        var output = acd.Handle(input);
        foreach (var fact in output.Facts) JsonSerializer.SerializeToUtf8Bytes(fact, CoreJson.Options);
        return output.Effects.OfType<AcdEffect.RingAgent>().FirstOrDefault()?.Leg;
    }
}
