using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Telephony.Ari;
using Telephony.Core;

namespace Telephony.Server.Asterisk;

/// <summary>Compares, every few seconds, what lives in Asterisk with what the core believes, and mends what stays different: a leg that rings nowhere, a call
/// whose caller has gone, a channel or bridge of ours that nobody knows. Events and resyncs leave nothing of the kind; this is for faults that nobody has thought of.</summary>
public sealed class Watchdog(AriConnection ari, AcdLoop loop, AriLink link, ChannelNotes notes, AriLinkOptions options, TimeProvider time, ILogger<Watchdog> logger) : BackgroundService
{
    /// <summary>How often it looks; less often where there is much to look at, so that it costs Asterisk less than one hundredth of a core.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>What was different in so many looks in a row is no matter of time.</summary>
    private const int Looks = 3;

    private const int ChannelsPerSecond = 200;

    private static readonly Meter Meter = new("Telephony.Watchdog");
    private static readonly Counter<long> Healed = Meter.CreateCounter<long>("telephony_healed_total");

    private readonly Dictionary<Difference, int> _seen = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var channels = 0;
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(Every.TotalSeconds, channels / (double)ChannelsPerSecond)), time, stoppingToken);
                channels = await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Looks once; a connection that breaks meanwhile leads to a resync, which sees more.</summary>
    internal async Task<int> LookAsync(CancellationToken cancel)
    {
        if (!link.IsReady)
        {
            _seen.Clear();
            return 0;
        }

        try
        {
            var expected = await loop.QuestionAsync(acd => acd.ChannelsExpected(options.Server), cancel);
            var channels = await ari.Channels.ListAsync(cancel);
            var bridges = await ari.Bridges.ListAsync(cancel);
            var live = AriInputs.Translate(channels, bridges);
            var known = await loop.QuestionAsync(acd => live.Where(c => acd.Knows(c.Id)).Select(c => c.Id).ToHashSet(), cancel);
            foreach (var difference in Remember(Differences(expected, live, known, channels, bridges))) await HealAsync(difference, live, cancel);
            return channels.Count;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.NotLooked(fault.Message); // whatever it is: who only watches must not end the service
            _seen.Clear();
            return 0;
        }
    }

    private static IEnumerable<Difference> Differences(
        IReadOnlySet<string> expected, ImmutableArray<LiveChannel> live, HashSet<string> known, IReadOnlyList<Channel> channels, IReadOnlyList<Bridge> bridges)
    {
        var all = channels.Select(c => c.Id).ToHashSet();
        foreach (var id in expected.Where(id => !all.Contains(id))) yield return new Difference(LegId.IsLeg(id) ? Kind.LegGone : Kind.CallerGone, id);
        var elsewhere = all.Except(live.Select(c => c.Id)).ToHashSet();
        foreach (var id in expected.Where(elsewhere.Contains)) yield return new Difference(Kind.CallerElsewhere, id);
        foreach (var channel in live.Where(c => !known.Contains(c.Id) && c.Bridge is null))
        {
            if (channel.Role == ChannelRole.AgentLeg) yield return new Difference(Kind.StrangeLeg, channel.Id);
            if (channel.Role == ChannelRole.Caller) yield return new Difference(Kind.StrangeCaller, channel.Id);
        }

        var lonely = bridges.Where(b => b is { Creator: AriInputs.BridgeCreator, Channels.Count: 1 }).Select(b => b.Channels[0]).ToHashSet();
        foreach (var alone in live.Where(c => !known.Contains(c.Id) && lonely.Contains(c.Id)))
        {
            if (alone.Role == ChannelRole.AgentLeg) yield return new Difference(Kind.StrangeLeg, alone.Id);
            if (alone.Role == ChannelRole.Caller) yield return new Difference(Kind.LeftAlone, alone.Id);
        }

        foreach (var bridge in bridges.Where(b => b is { Creator: AriInputs.BridgeCreator, Channels.Count: 0 })) yield return new Difference(Kind.EmptyBridge, bridge.Id);
    }

    /// <summary>Those that have been there in every look of the last few.</summary>
    private List<Difference> Remember(IEnumerable<Difference> found)
    {
        var now = found.ToHashSet();
        foreach (var gone in _seen.Keys.Where(d => !now.Contains(d)).ToArray()) _seen.Remove(gone);
        foreach (var difference in now) _seen[difference] = _seen.GetValueOrDefault(difference) + 1;
        return [.. _seen.Where(d => d.Value >= Looks).Select(d => d.Key)];
    }

    private async Task HealAsync(Difference difference, ImmutableArray<LiveChannel> live, CancellationToken cancel)
    {
        _seen.Remove(difference);
        logger.Healing(difference.Kind.ToString(), difference.Subject);
        Healed.Add(1, new KeyValuePair<string, object?>("what", difference.Kind.ToString()));
        await loop.PostAsync(new AcdInput.DiscrepancyFound(difference.Kind is Kind.CallerGone or Kind.CallerElsewhere or Kind.LegGone or Kind.StrangeCaller ? "I2" : "I8", $"{difference.Subject}: {WordsOf(difference.Kind)}"), cancel);
        switch (difference.Kind)
        {
            case Kind.LegGone: await loop.PostAsync(new AcdInput.LegEnded(new LegId(difference.Subject), LegEnd.Lost), cancel); break;
            case Kind.CallerGone or Kind.CallerElsewhere: await loop.PostAsync(new AcdInput.CallerGone(new CallId(difference.Subject)), cancel); break;
            case Kind.StrangeLeg or Kind.LeftAlone: await IgnoreIfGoneAsync(ari.Channels.HangUpAsync(difference.Subject, cancel: cancel)); break;
            case Kind.EmptyBridge: await IgnoreIfGoneAsync(ari.Bridges.DestroyAsync(difference.Subject, cancel)); break;
            case Kind.StrangeCaller: await TakeInAsync(live.First(c => c.Id == difference.Subject), cancel); break;
        }
    }

    /// <summary>As after a restart that knows nothing of the caller.</summary>
    private async Task TakeInAsync(LiveChannel caller, CancellationToken cancel)
    {
        var read = (await notes.ReadAsync([caller], _ => false, cancel))[0];
        await loop.PostAsync(new AcdInput.CallOffered(new CallId(read.Id), read.Number, read.Caller) { Place = read.Place }, cancel);
    }

    private static async Task IgnoreIfGoneAsync(Task asked)
    {
        try
        {
            await asked;
        }
        catch (AriException fault) when (fault is AriNotFoundException or AriConflictException)
        {
            // It is gone after all.
        }
    }

    private static string WordsOf(Kind kind) => kind switch
    {
        Kind.LegGone => "a leg that Asterisk does not have; its agent is freed",
        Kind.CallerGone => "a call whose channel Asterisk does not have; it is ended",
        Kind.CallerElsewhere => "a call whose channel has left our application; it is ended here",
        Kind.StrangeLeg => "a leg that belongs to no call; it is hung up",
        Kind.LeftAlone => "a caller whom nobody knows, left alone by the agent; hung up",
        Kind.StrangeCaller => "a caller in our application whom nobody knows; taken in",
        _ => "a bridge with nobody in it; destroyed",
    };

    private enum Kind
    {
        LegGone,
        CallerGone,
        CallerElsewhere,
        StrangeLeg,
        LeftAlone,
        StrangeCaller,
        EmptyBridge,
    }

    private readonly record struct Difference(Kind Kind, string Subject);
}
