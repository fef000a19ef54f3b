using Telephony.Ari;
using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>How supervisors hear: a snoop channel on the agent's channel, together with the supervisor's leg in a bridge of its own. A whisper goes out by
/// the snoop channel to the agent, and to nobody else. Keeps nothing: what belongs where is in the arguments of the snoop channel itself.</summary>
public sealed class Ears(AriConnection ari, AriLinkOptions options, ILogger<Ears> logger)
{
    private const string BridgeSuffix = "-sup";

    /// <summary>Lets a leg listen. Repeated, it puts what is there already into its bridge.</summary>
    public void Begin(AcdEffect.ListenTo e)
    {
        ArgumentNullException.ThrowIfNull(e);
        _ = BeginAsync(e);
    }

    /// <summary>Takes a snoop channel down.</summary>
    public void Drop(EarId ear) => _ = TryAsync(ear.Call, () => ari.Channels.HangUpAsync(ear.Value));

    /// <summary>Takes the bridge down, and the snoop channel if there is one.</summary>
    public void End(AcdEffect.EndListening e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Ear is { } ear) Drop(ear);
        _ = TryAsync(e.Call, () => ari.Bridges.DestroyAsync(BridgeOf(e.Leg)));
    }

    /// <summary>Takes an event that concerns a snoop channel of a supervisor; returns whether it did.</summary>
    public bool Observe(AriEvent happened)
    {
        switch (happened)
        {
            case StasisStart { Args: [AriInputs.EarRole, var bridge] } e: _ = JoinAsync(new EarId(e.Channel.Id), bridge); return true;
            case StasisEnd e: return EarId.IsEar(e.Channel.Id);
            case ChannelDestroyed e: return EarId.IsEar(e.Channel.Id);
            default: return false;
        }
    }

    private async Task BeginAsync(AcdEffect.ListenTo e)
    {
        var bridge = BridgeOf(e.Leg);
        var made = TryAsync(e.Call, () => ari.Bridges.CreateAsync(bridge, BridgeType.Mixing, bridge));
        var joined = TryAsync(e.Call, () => ari.Bridges.AddChannelsAsync(bridge, [e.Leg.Value]));
        var isNew = await TryAsync(e.Call, () => ari.Channels.SnoopAsync(e.Agent.Value, new SnoopRequest(e.Ear.Value, options.Application)
        {
            Spy = AudioDirection.Both, Whisper = e.Whisper ? AudioDirection.Out : AudioDirection.None, AppArgs = $"{AriInputs.EarRole},{bridge}",
        }));
        await Task.WhenAll(made, joined);
        if (!isNew) await JoinAsync(e.Ear, bridge);
    }

    private Task<bool> JoinAsync(EarId ear, string bridge) => TryAsync(ear.Call, () => ari.Bridges.AddChannelsAsync(bridge, [ear.Value]));

    private async Task<bool> TryAsync(CallId call, Func<Task> request)
    {
        try
        {
            await request();
            return true;
        }
        catch (AriException fault) when (fault is AriNotFoundException or AriConflictException or AriDisconnectedException or AriInvalidException)
        {
            logger.RequestIdle(call.Value, fault.Message); // somebody has just left, it was done before, or a resync will follow
            return false;
        }
        catch (AriException fault)
        {
            logger.RequestFailed(call.Value, fault.Message);
            return false;
        }
    }

    private static string BridgeOf(LegId leg) => leg.Value + BridgeSuffix;
}
