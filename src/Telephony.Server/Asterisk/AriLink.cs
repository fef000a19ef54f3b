using System.Collections.Immutable;
using Telephony.Ari;
using Telephony.Core;
using Telephony.Server.Cluster;
using Telephony.Server.Hosting;

namespace Telephony.Server.Asterisk;

/// <summary>The connection to one Asterisk: turns its ordered stream of signals into inputs, claims new calls, takes over
/// Asterisk's lists after every connect, and renews leases as long as the loop turns.</summary>
public sealed class AriLink(
    AriConnection ari, AcdLoop loop, AriEffects effects, Leases leases, Recorder recorder, MessageRecorder messages, Ears ears, ChannelNotes notes, AriLinkOptions options, WarmUp warmUp,
    Drain drain, IHostApplicationLifetime lifetime, ILogger<AriLink> logger, Leadership? leadership = null) : BackgroundService
{
    /// <summary>A loop that has not turned for so long does not claim calls and does not renew leases: callers are better off elsewhere.</summary>
    private static readonly TimeSpan LoopHangsAfter = TimeSpan.FromSeconds(2);

    private const string AllBridges = "bridge:";

    private readonly AriInputs _inputs = new();
    private readonly TaskCompletionSource _takenOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether Asterisk is connected and its state taken over.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Ends when Asterisk's state has been taken over for the first time: who waits is offered to agents again.</summary>
    public Task TakenOver => _takenOver.Task;

    /// <summary>Why the link has given up for good; null while it has not.</summary>
    public string? Fatal { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var renewing = RenewLeasesAsync(stoppingToken);
        try
        {
            await foreach (var signal in ari.RunAsync(stoppingToken)) await HandleAsync(signal, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        catch (AriReplacedException) when (leadership is not null)
        {
            leadership.StepDown("another router has taken its place in Asterisk");
        }
        catch (Exception fault)
        {
            Fatal = fault is AriException ? fault.Message : $"{fault.GetType().Name}: {fault.Message}";
            logger.LinkFatal(fault is AriException ? fault.Message : fault.ToString());
            lifetime.StopApplication();
        }

        IsReady = false;
        await renewing;
    }

    private async Task HandleAsync(AriSignal signal, CancellationToken cancel)
    {
        switch (signal)
        {
            case AriSignal.Connected connected: await TakeOverAsync(connected, cancel); break;
            case AriSignal.Received { Event: CallBroadcast call }: Claim(call.Channel); break;
            case AriSignal.Received received: await HandleOrLeaveAsync(received.Event, cancel); break;
            case AriSignal.Lost:
                IsReady = false;
                await loop.PostAsync(new AcdInput.AsteriskLost { Server = options.Server }, cancel);
                break;
        }
    }

    /// <summary>An event that cannot be handled costs nobody but its own call, and that only until the watchdog has looked.</summary>
    private async Task HandleOrLeaveAsync(AriEvent happened, CancellationToken cancel)
    {
        try
        {
            await HandleAsync(happened, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            logger.EventFault(happened.GetType().Name, fault);
        }
    }

    private async Task HandleAsync(AriEvent happened, CancellationToken cancel)
    {
        if (ears.Observe(happened) || messages.Observe(happened) || recorder.Observe(happened)) return;
        if (_inputs.Translate(happened) is not { } input) return;
        if (input is AcdInput.CallerGone gone) effects.Forget(gone.Call);
        if (input is AcdInput.CustomerAnswered answered) leases.Begin(answered.Call);
        if (input is AcdInput.CustomerDialEnded ended) effects.Forget(ended.Call);
        if (input is AcdInput.PlaybackEnded played) leases.Uncover(played.Call);
        await loop.PostAsync(input, cancel);
    }

    /// <summary>Reads Asterisk's lists. Events that arrive meanwhile wait in the stream; some may be older than the lists, which does no harm.</summary>
    private async Task TakeOverAsync(AriSignal.Connected connected, CancellationToken cancel)
    {
        try
        {
            // Otherwise an application hears of a bridge only some time after its channel has entered it.
            var application = await ari.Applications.SubscribeAsync(options.Application, [AllBridges], cancel);
            var channels = await ari.Channels.ListAsync(cancel);
            var bridges = await ari.Bridges.ListAsync(cancel);
            var live = await WithNotesAsync(AriInputs.InApplication(AriInputs.Translate(channels, bridges), application), channels, cancel);
            foreach (var caller in live.Where(c => c is { Role: ChannelRole.Caller, Bridge: null } or { Role: ChannelRole.Customer, Answered: true, Bridge: null })) leases.Begin(new CallId(caller.Id));
            _ = leases.RenewAllAsync(cancel); // some have little left of those of another router
            // Who was joined in the last moments of another router may still bear a lease, which would end the talk.
            foreach (var talking in live.Where(c => c is { Role: ChannelRole.Caller or ChannelRole.Customer, Answered: true, Bridge: not null })) _ = leases.ClearAsync(new CallId(talking.Id));
            if (live.Where(c => c.Role == ChannelRole.Customer).Select(c => AriInputs.SourceOf(new CallId(c.Id))).ToArray() is { Length: > 0 } customers)
                await ari.Applications.SubscribeAsync(options.Application, customers, cancel);
            recorder.Resume(live);
            await loop.PostAsync(new AcdInput.AsteriskSynced(connected.Info.StartupTime.ToString("O"), live) { Server = options.Server }, cancel);
            _takenOver.TrySetResult();
            await SweepBridgesAsync(bridges, cancel);
            await warmUp.DoneAsync(cancel);
            await WarmUpAsync(cancel);
            IsReady = true;
            logger.TakenOver(connected.Info.Version, live.Length);
        }
        catch (AriException fault)
        {
            // The connection broke again; the stream says so next, and we are called again.
            logger.TakeOverFailed(fault.Message);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            logger.TakeOverFault(fault);
            ari.Reconnect("its lists could not be taken over"); // and we are called again
        }
    }

    /// <summary>Beside each channel that is not known here what is noted on it, and when it was made.</summary>
    private async Task<ImmutableArray<LiveChannel>> WithNotesAsync(ImmutableArray<LiveChannel> live, IReadOnlyList<Channel> channels, CancellationToken cancel)
    {
        var known = await loop.QuestionAsync(acd => live.Where(channel => acd.Knows(channel.Id)).Select(channel => channel.Id).ToHashSet(), cancel);
        var made = channels.ToDictionary(channel => channel.Id, channel => channel.CreationTime);
        var dated = live.Select(channel => known.Contains(channel.Id) ? channel : channel with { Since = made[channel.Id] });
        return await notes.ReadAsync([.. dated], channel => known.Contains(channel.Id), cancel);
    }

    /// <summary>A claim of nothing: the way of a claim is compiled, and the connection open, before the first caller has only 0.8 s.</summary>
    private async Task WarmUpAsync(CancellationToken cancel)
    {
        try
        {
            await ari.Events.ClaimAsync("warm-up", options.Application, cancel);
        }
        catch (AriNotFoundException)
        {
            // Nobody offers it, of course.
        }
    }

    /// <summary>Bridges of ours without anybody in them are never destroyed by Asterisk. One at a time: several at once have crashed it.</summary>
    private async Task SweepBridgesAsync(IReadOnlyList<Bridge> bridges, CancellationToken cancel)
    {
        foreach (var bridge in bridges.Where(b => b is { Creator: AriInputs.BridgeCreator, Channels.Count: 0 }))
        {
            try
            {
                await ari.Bridges.DestroyAsync(bridge.Id, cancel);
            }
            catch (AriNotFoundException)
            {
                // Gone already.
            }
        }
    }

    /// <summary>Asks for a call. Nobody waits for a claim that succeeds, its StasisStart follows: no thread is woken for it.
    /// A router that is being taken out of work leaves callers to others; agents and customers it knows it still serves.</summary>
    private void Claim(Channel channel)
    {
        if (loop.SinceLastTurn > LoopHangsAfter || (drain.IsOn && !AriInputs.IsNoCaller(channel))) return;
        _ = ari.Events.ClaimAsync(channel.Id, options.Application, CancellationToken.None).ContinueWith(
            (faulted, id) => ReportClaim((string)id!, faulted.Exception?.InnerException), channel.Id, CancellationToken.None,
            TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
    }

    private void ReportClaim(string channel, Exception? fault)
    {
        switch (fault)
        {
            case AriConflictException or AriNotFoundException: logger.ClaimLost(channel, fault.Message); break; // another router was faster, or the caller left
            case AriException: logger.RequestFailed(channel, fault.Message); break;
        }
    }

    private async Task RenewLeasesAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Leases.RenewEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                if (loop.SinceLastTurn <= LoopHangsAfter) await RenewAsync(cancel);
                else logger.LoopHangs(loop.SinceLastTurn.TotalSeconds);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Whatever happens in one round, there is a next: everybody who waits hangs on it.</summary>
    private async Task RenewAsync(CancellationToken cancel)
    {
        try
        {
            await leases.RenewAllAsync(cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            logger.RenewalFault(fault);
        }
    }
}
