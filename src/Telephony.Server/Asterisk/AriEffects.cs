using System.Collections.Concurrent;
using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Http;

namespace Telephony.Server.Asterisk;

/// <summary>Carries out the core's effects as ARI requests. Commands go onto one socket in the order the core gave them and are not awaited;
/// what must wait for a lease first is kept in order for its call. Whatever fails returns as an input, or is found by the next resync.</summary>
public sealed class AriEffects(
    AriConnection ari, Leases leases, Recorder recorder, MessageRecorder messages, Ears ears, ServerDips servers, DigitVault vault, ChannelNotes notes, AriLinkOptions options,
    ILogger<AriEffects> logger) : IEffectRunner
{
    /// <summary>Asterisk's own ring timeout is this much later than the core's: a safety net for a router that died.</summary>
    private static readonly TimeSpan RingMargin = TimeSpan.FromSeconds(2);

    /// <summary>As in our dialplan.</summary>
    private const string LanguageVariable = "ACD_LANGUAGE";

    /// <summary>Whose customer it is. As in our dialplan.</summary>
    private const string RouterVariable = "ACD_ROUTER";

    /// <summary>The extension of the fallback for those whom we send there: they do not come back to us.</summary>
    private const string StaysInFallback = "stay";

    // Written by the loop; the link removes what belongs to callers who are gone.
    private readonly ConcurrentDictionary<CallId, Task> _lanes = new();
    private Func<AcdInput, ValueTask> _post = _ => ValueTask.CompletedTask;

    /// <summary>Where results go. Set once, before the loop starts.</summary>
    public void PostTo(Func<AcdInput, ValueTask> post) => _post = post;

    /// <inheritdoc />
    public void Foretell(IReadOnlyList<AcdFact> facts) => notes.Apply(facts);

    /// <inheritdoc />
    public void StartOver(string why) => ari.Reconnect(why);

    /// <inheritdoc />
    public void Start(IReadOnlyList<AcdEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        using var together = ari.Batch();
        foreach (var effect in effects) Start(effect);
    }

    private void Start(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.RingAgent e: Ring(e); break;
            case AcdEffect.DialCustomer e: _ = DialAsync(e); break;
            case AcdEffect.CancelLeg e: Send(e.Call, () => ari.Channels.HangUpAsync(e.Leg.Value, ReasonOf(e.Reason))); break;
            case AcdEffect.Answer e: leases.Begin(e.Call); Send(e.Call, () => ari.Channels.AnswerAsync(e.Call.Value)); break;
            case AcdEffect.Play e: Send(e.Call, () => PlayAsync(e), mayWait: true); break;
            case AcdEffect.PlayInTalk e: Send(e.Call, () => ari.Channels.PlayAsync(e.Call.Value, e.Playback.Value, e.Prompts, e.Language)); break;
            case AcdEffect.StopPlayback e: leases.Uncover(e.Call); Send(e.Call, () => ari.Playbacks.StopAsync(e.Playback.Value)); break;
            case AcdEffect.StartMusic e: leases.Uncover(e.Call); Send(e.Call, () => StartMusicAsync(e)); break;
            case AcdEffect.StopMusic e: Send(e.Call, () => ari.Channels.StopMusicAsync(e.Call.Value)); break;
            case AcdEffect.RingBack e:
                Send(e.Call, () => e.On ? ari.Channels.RingAsync(e.Leg.Value) : ari.Channels.StopRingingAsync(e.Leg.Value));
                break;
            case AcdEffect.Connect e: Connect(e); break;
            case AcdEffect.AskWhetherJoined e: Send(e.Call, () => AskWhetherJoinedAsync(e)); break;
            case AcdEffect.LeaveBridge e: LeaveBridge(e); break;
            case AcdEffect.StepAside e: Send(e.Call, () => ari.Bridges.RemoveChannelsAsync(AriInputs.BridgeOf(e.Call), [e.Call.Value]), mayWait: true); break;
            case AcdEffect.AddLeg e: AddLeg(e); break;
            case AcdEffect.AnswerTransfer e:
                Send(e.Call, () => ari.Channels.TransferProgressAsync(e.Leg.Value, e.Accepted ? TransferState.Answered : TransferState.Declined));
                break;
            case AcdEffect.RingOutside e: Ring(e); break;
            case AcdEffect.ListenTo e: ears.Begin(e); break;
            case AcdEffect.DropEar e: ears.Drop(e.Ear); break;
            case AcdEffect.EndListening e: ears.End(e); break;
            case AcdEffect.SendKeys e when vault.TakeKeys(e.Call) is { } keys: Send(e.Call, () => ari.Channels.SendDtmfAsync(e.Call.Value, keys)); break;
            case AcdEffect.DestroyBridge e: Send(e.Call, () => ari.Bridges.DestroyAsync(AriInputs.BridgeOf(e.Call))); break;
            case AcdEffect.StartRecording e: recorder.Start(e.Call, e.Recording); break;
            case AcdEffect.StopRecording e: recorder.Stop(e); break;
            case AcdEffect.SilenceRecording e: recorder.Silence(e.Recording, e.CallerSilent, e.AgentSilent); break;
            case AcdEffect.RecordMessage e: Send(e.Call, () => RecordAsync(e), mayWait: true); break;
            case AcdEffect.StopMessage e: leases.Uncover(e.Call); Send(e.Call, () => StopAsync(e)); break;
            case AcdEffect.AskServer e: _ = AskAsync(e); break;
            case AcdEffect.CheckDigits e: _ = _post(vault.Check(e)).AsTask(); break;
            case AcdEffect.ForgetDigits e: vault.Forget(e.Call, e.All); break;
            case AcdEffect.NoteLanguage e: Send(e.Call, () => ari.Channels.SetVariableInOrderAsync(e.Call.Value, LanguageVariable, e.Language)); break;
            case AcdEffect.TransferCaller e: Send(e.Call, () => TransferAsync(e)); break;
            case AcdEffect.HangUp e: Send(e.Call, () => ari.Channels.HangUpAsync(e.Call.Value)); break;
            case AcdEffect.SendToFallback e: Send(e.Call, () => FallBackAsync(e.Call)); break;
            case AcdEffect.DropStrayChannel e: Send(new CallId(e.Channel), () => ari.Channels.HangUpAsync(e.Channel)); break;
            case AcdEffect.Reply or AcdEffect.AskForDecision or AcdEffect.TellDecision: break; // not Asterisk's
            default: throw new ArgumentOutOfRangeException(nameof(effect), effect.GetType().Name);
        }
    }

    /// <summary>The caller's channel is gone: nothing will be asked for it any more.</summary>
    public void Forget(CallId call)
    {
        leases.Forget(call);
        notes.Take(call);
        _lanes.TryRemove(call, out _);
    }

    /// <summary>Sends at once, unless something of the same call still waits to be sent: then behind it.</summary>
    private void Send(CallId call, Func<Task> request, bool mayWait = false)
    {
        if (_lanes.TryGetValue(call, out var before) && !before.IsCompleted)
        {
            _lanes[call] = AfterAsync(before, call, request);
            return;
        }

        if (mayWait) _lanes[call] = GuardAsync(call, request());
        else
        {
            if (before is not null) _lanes.TryRemove(call, out _);
            ReportFault(call, request());
        }
    }

    private async Task AfterAsync(Task before, CallId call, Func<Task> request)
    {
        await before;
        await GuardAsync(call, request());
    }

    private async Task GuardAsync(CallId call, Task sent)
    {
        try
        {
            await sent;
        }
        catch (Exception fault)
        {
            Report(call, fault);
        }
    }

    /// <summary>Nobody waits for a command that succeeds: no thread is woken for it.</summary>
    private void ReportFault(CallId call, Task sent) => _ = sent.ContinueWith(
        (faulted, state) => Report((CallId)state!, faulted.Exception?.InnerException), call, CancellationToken.None,
        TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);

    private void Report(CallId call, Exception? fault)
    {
        switch (fault)
        {
            // The caller or agent has just left, it was done before, or the connection is gone and a resync will follow.
            case AriNotFoundException or AriConflictException or AriDisconnectedException: logger.RequestIdle(call.Value, fault.Message); break;
            case null or OperationCanceledException: break; // the service is stopping
            default: logger.RequestFailed(call.Value, fault.Message); break;
        }
    }

    /// <summary>The answered customer goes to the dialplan, which gives them back to us; when no router lives, the fallback is there for them.
    /// Asterisk then tells of the channel only to those who subscribe: right behind, or a phone that is busy at once has ended it before.</summary>
    private async Task DialAsync(AcdEffect.DialCustomer e)
    {
        var sent = ari.Channels.OriginateToDialplanAsync(new OriginateToDialplanRequest(e.DialTarget, options.CustomerContext)
        {
            ChannelId = e.Call.Value,
            CallerId = e.Shown.Length > 0 ? $"<{e.Shown}>" : null,
            Timeout = e.Timeout + RingMargin,
            Variables = new Dictionary<string, AriVariable> { [RouterVariable] = new(options.Application) },
        });
        var watched = ari.Applications.SubscribeInOrderAsync(options.Application, [AriInputs.SourceOf(e.Call)]);
        var notDialled = await ReasonOfAsync(e.Call, e.Call.Value, sent);
        var notWatched = await FaultOfWatchAsync(e.Call, watched);
        if ((notDialled ?? notWatched) is { } why) await _post(new AcdInput.CustomerDialEnded(e.Call, AriInputs.DialEndOf(why)));
    }

    /// <summary>A channel that cannot be watched any more has ended, and tells no more why.</summary>
    private async Task<LegEnd?> FaultOfWatchAsync(CallId call, Task watched)
    {
        try
        {
            await watched;
            return null;
        }
        catch (AriException fault) when (fault is AriInvalidException or AriNotFoundException)
        {
            return LegEnd.Declined;
        }
        catch (AriException fault)
        {
            logger.RequestIdle(call.Value, fault.Message); // the connection is gone; the resync tells
            return null;
        }
    }

    private void Ring(AcdEffect.RingAgent e) => Ring(e.Leg, e.DialTarget, e.Timeout, e.Caller, PhoneVariables.Of(e), hasOriginator: !e.NobodyYet);

    private void Ring(AcdEffect.RingOutside e) => Ring(e.Leg, e.DialTarget, e.Timeout, e.Caller, null);

    private void Ring(LegId leg, string dialTarget, TimeSpan timeout, Core.CallerId caller, IReadOnlyDictionary<string, AriVariable>? variables, bool hasOriginator = true)
    {
        var sent = ari.Channels.OriginateAsync(new OriginateRequest(dialTarget, options.Application)
        {
            AppArgs = AriInputs.LegRole,
            ChannelId = leg.Value,
            CallerId = $"\"{caller.Name.Replace('"', '\'')}\" <{caller.Number}>",
            Timeout = timeout + RingMargin,
            Originator = hasOriginator ? leg.Call.Value : null,
            Variables = variables,
        });
        _ = sent.ContinueWith(
            (faulted, ring) => EndRingAsync((LegId)ring!, faulted), leg, CancellationToken.None,
            TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
    }

    private async Task EndRingAsync(LegId leg, Task faulted)
    {
        if (await ReasonOfAsync(leg.Call, leg.Value, faulted) is { } reason) await _post(new AcdInput.LegEnded(leg, reason));
    }

    /// <summary>Why there is no such channel; null when there is one, or when a resync will tell.</summary>
    private async Task<LegEnd?> ReasonOfAsync(CallId call, string channel, Task faulted)
    {
        try
        {
            await faulted;
            return null;
        }
        catch (AriConflictException)
        {
            // It rings already, and this was a repetition; or the code is a stale one of an earlier refusal: then there is no leg.
            return await ExistsAsync(channel) ? null : LegEnd.Unreachable;
        }
        catch (AriServerException)
        {
            return LegEnd.Unreachable; // "Allocation failed": no contact; asking again would not help
        }
        catch (AriInvalidException fault)
        {
            // Asterisk refuses the originator when the caller has just left: then nobody is to blame.
            logger.RequestFailed(call.Value, fault.Message);
            return LegEnd.Lost;
        }
        catch (AriException fault) when (fault is AriDisconnectedException)
        {
            return null; // outcome unknown: the resync tells
        }
        catch (AriException fault)
        {
            logger.RequestFailed(call.Value, fault.Message);
            return await ExistsAsync(channel) ? null : LegEnd.Lost;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<bool> ExistsAsync(string channel)
    {
        try
        {
            await ari.Channels.GetAsync(channel);
            return true;
        }
        catch (AriNotFoundException)
        {
            return false;
        }
        catch (AriException)
        {
            return true; // unknown: the leg's own timeout ends it
        }
    }

    private async Task PlayAsync(AcdEffect.Play e)
    {
        await leases.CoverAsync(e.Call, e.Prompts, e.Language);
        await ari.Channels.PlayAsync(e.Call.Value, e.Playback.Value, e.Prompts, e.Language);
    }

    /// <summary>A recording keeps everything else of its channel waiting, like a prompt: the lease must outlast it.</summary>
    private async Task RecordAsync(AcdEffect.RecordMessage e)
    {
        await leases.CoverAsync(e.Call, e.Most + RingMargin);
        await messages.StartAsync(e);
    }

    /// <summary>In its place behind the beginning: a recording that does not run yet could not be stopped, and would then keep the caller.</summary>
    private Task StopAsync(AcdEffect.StopMessage e)
    {
        messages.Stop(e);
        return Task.CompletedTask;
    }

    private async Task AskAsync(AcdEffect.AskServer e) => await _post(await servers.AskAsync(e));

    private async Task TransferAsync(AcdEffect.TransferCaller e)
    {
        leases.Forget(e.Call);
        await ari.Channels.ContinueAsync(e.Call.Value, options.DestinationsContext, e.Destination, 1);
    }

    private Task StartMusicAsync(AcdEffect.StartMusic e)
    {
        if (notes.Take(e.Call) is { } place) ReportFault(e.Call, ari.Channels.SetVariableInOrderAsync(e.Call.Value, ChannelNotes.PlaceVariable, place));
        _ = leases.RestoreAsync(e.Call);
        return ari.Channels.StartMusicAsync(e.Call.Value, e.Music);
    }

    /// <summary>Three requests in one go; only the channels' arrival in the bridge proves that they worked.
    /// A bridge that exists already (409) is one of a repetition.</summary>
    private void Connect(AcdEffect.Connect e)
    {
        Send(e.Call, () => ari.Bridges.CreateAsync(AriInputs.BridgeOf(e.Call), BridgeType.Mixing, e.Call.Value));
        Send(e.Call, () => ari.Bridges.AddChannelsAsync(AriInputs.BridgeOf(e.Call), [e.Call.Value, e.Leg.Value]));
        Send(e.Call, () => leases.ClearAsync(e.Call));
    }

    /// <summary>Asks over the socket of the commands, so that the answer is given when the join has been carried out. Without an answer the connection is lost soon, and a
    /// resync tells, or the core stops waiting.</summary>
    private async Task AskWhetherJoinedAsync(AcdEffect.AskWhetherJoined e)
    {
        var isJoined = false;
        try
        {
            var bridge = await ari.Bridges.GetInOrderAsync(AriInputs.BridgeOf(e.Call));
            isJoined = bridge.Channels.Contains(e.Call.Value) && bridge.Channels.Contains(e.Leg.Value);
        }
        catch (AriNotFoundException)
        {
            // Never made, or destroyed: nobody is joined.
        }

        await _post(new AcdInput.JoinTold(e.Call, e.Leg, isJoined));
    }

    private void LeaveBridge(AcdEffect.LeaveBridge e)
    {
        if (!e.IsOut) Send(e.Call, () => ari.Bridges.RemoveChannelsAsync(AriInputs.BridgeOf(e.Call), [e.Call.Value]), mayWait: true);
        Send(e.Call, () => ari.Bridges.DestroyAsync(AriInputs.BridgeOf(e.Call)));
    }

    private void AddLeg(AcdEffect.AddLeg e)
    {
        Send(e.Call, () => ari.Bridges.CreateAsync(AriInputs.BridgeOf(e.Call), BridgeType.Mixing, e.Call.Value));
        Send(e.Call, () => ari.Bridges.AddChannelsAsync(AriInputs.BridgeOf(e.Call), [e.Leg.Value]));
    }

    private async Task FallBackAsync(CallId call)
    {
        leases.Forget(call);
        await ari.Channels.ContinueAsync(call.Value, options.FallbackContext, StaysInFallback, 1);
    }

    private static HangupReason ReasonOf(LegCancel reason) => reason switch
    {
        LegCancel.RingTimeout => HangupReason.NoAnswer,
        LegCancel.NotWanted or LegCancel.AnsweredElsewhere => HangupReason.AnsweredElsewhere, // the phone logs no missed call
        _ => HangupReason.Normal,
    };
}
