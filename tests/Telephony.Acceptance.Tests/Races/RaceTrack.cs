using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests.Races;

/// <summary>Races with real calls, many lanes at a time on one Asterisk and one service.</summary>
public sealed class RaceTrack(Centre centre) : IAsyncDisposable
{
    /// <summary>Lanes side by side; as many again for two who answer.</summary>
    public const int Lanes = 20;

    private static readonly TimeSpan LeadIn = TimeSpan.FromMilliseconds(80);

    private readonly Lane[] _single = [.. Enumerable.Range(0, Lanes).Select(n => new Lane(centre, n, $"71{n:00}", [SingleAgent(n)]))];
    private readonly Lane[] _double = [.. Enumerable.Range(0, Lanes).Select(n => new Lane(centre, n + Lanes, $"72{n:00}", DoubleAgents(n)))];
    private TimeSpan _untilOffer = TimeSpan.FromMilliseconds(60);
    private int _swaps;

    public static async Task<RaceTrack> StartAsync(IPAddress asterisk, IPAddress phones)
    {
        var centre = await Centre.StartAsync(asterisk, phones, Plan(ringSeconds: 20));
        await centre.LogInAsync(Enumerable.Range(0, Lanes).SelectMany(n => DoubleAgents(n).Prepend(SingleAgent(n))));
        return new RaceTrack(centre);
    }

    /// <summary>Runs a race so many times.</summary>
    public async Task<RaceResult> RunAsync(RaceKind kind, int sweeps)
    {
        var (outcomes, free, faults) = (new ConcurrentDictionary<string, int>(), new ConcurrentBag<double>(), new ConcurrentBag<string>());
        var before = centre.Facts().Count();
        var errorsBefore = centre.Errors.Count;
        using var over = new CancellationTokenSource();
        var swapping = kind == RaceKind.SwapAndOffer ? SwapAsync(over.Token) : Task.CompletedTask;
        var next = -1;
        var run = 0;
        async Task RunLaneAsync(Lane lane)
        {
            while (true)
            {
                var sweep = Interlocked.Increment(ref next);
                if (sweep >= sweeps) return;
                try
                {
                    var (outcome, after) = await (kind switch
                    {
                        RaceKind.HangUpAndAnswer => HangUpAndAnswerAsync(lane, Offset(sweep, 50)),
                        RaceKind.TwoAnswers => TwoAnswersAsync(lane, Offset(sweep, 5)),
                        RaceKind.PauseAndOffer => PauseAndOfferAsync(lane, Offset(sweep, 50)),
                        _ => TalkAsync(lane),
                    });
                    outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
                    if (after is { } ms) free.Add(ms);
                    Interlocked.Increment(ref run);
                }
                catch (Exception fault) when (fault is TimeoutException or InvalidOperationException)
                {
                    faults.Add($"sweep {sweep} at {Offset(sweep, 50)}: {fault.Message}\n{lane.Story()}");
                    lane.HangUp(); // or what is left of a sweep that went wrong would be all that is told
                    return; // what this lane's next race would meet is not known
                }
            }
        }

        await Task.WhenAll((kind == RaceKind.TwoAnswers ? _double : _single).Select(RunLaneAsync));
        await over.CancelAsync();
        await swapping;
        if (await WhatIsLeftAsync() is { } left) faults.Add(left);
        await Eventually.TrueAsync("all facts are written", () => Task.FromResult(IsWhole(before)), TimeSpan.FromSeconds(20));
        var judge = new RaceJudge();
        foreach (var fact in centre.Facts().Skip(before)) judge.Hear(fact);
        foreach (var fault in judge.Faults.Concat(centre.Errors.Skip(errorsBefore))) faults.Add(fault);
        if (kind == RaceKind.SwapAndOffer) return new RaceResult(kind, judge.OffersAtSwaps, new Dictionary<string, int> { ["swaps"] = judge.Swaps, ["offers"] = judge.Offers }, [], [.. faults]);
        return new RaceResult(kind, run, outcomes, [.. free], [.. faults]);
    }

    /// <summary>Runs a race until it was run so many times: how many offers meet a change of configuration is not known before.</summary>
    public async Task<RaceResult> RunUntilAsync(RaceKind kind, int sweeps)
    {
        var result = await RunAsync(kind, sweeps);
        while (result.Sweeps < sweeps && result.Faults.Count == 0) result = result.And(await RunAsync(kind, sweeps));
        return result;
    }

    public ValueTask DisposeAsync() => centre.DisposeAsync();

    private async Task<string?> WhatIsLeftAsync()
    {
        try
        {
            await centre.Asterisk.AssertNothingLeft();
            return null;
        }
        catch (TimeoutException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>From −most to +most, every value as often as every other, finely divided.</summary>
    private static TimeSpan Offset(int sweep, double most) => TimeSpan.FromMilliseconds(((sweep * 37 % 101) - 50) / 50.0 * most);

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static double Since(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private async Task<(string, double?)> HangUpAndAnswerAsync(Lane lane, TimeSpan offset)
    {
        var call = lane.Dial();
        var leg = await lane.OfferAsync(lane.Agents[0]);
        await Lane.PatientlyAsync(call.WhenAnswered);
        var start = Stopwatch.GetTimestamp() + Ticks(LeadIn);
        centre.Agents.At(start, leg.Answer);
        centre.Callers.At(start + Ticks(offset), call.HangUp);
        await Lane.PatientlyAsync(Task.WhenAll(call.WhenEnded, leg.WhenEnded));
        var later = Math.Max(call.HungUpAt, leg.AnsweredAt);
        return (leg.IsAnswered ? "answered in time" : "gave up ringing", Math.Max(0, Since(later, leg.EndedAt)));
    }

    private async Task<(string, double?)> TwoAnswersAsync(Lane lane, TimeSpan offset)
    {
        var call = lane.Dial();
        var legs = await Task.WhenAll(lane.Agents.Select(lane.OfferAsync));
        await Lane.PatientlyAsync(call.WhenAnswered);
        var start = Stopwatch.GetTimestamp() + Ticks(LeadIn);
        centre.Agents.At(start, legs[0].Answer);
        centre.Agents.At(start + Ticks(offset), legs[1].Answer);
        await Lane.PatientlyAsync(Task.WhenAny(legs[0].WhenEnded, legs[1].WhenEnded));
        var loser = legs[0].HasEnded ? legs[0] : legs[1];
        var winner = loser == legs[0] ? legs[1] : legs[0];
        await Lane.PatientlyAsync(Task.WhenAny(centre.Talks.WhenTalks(call.User), winner.WhenEnded, call.WhenEnded));
        if (winner.HasEnded || call.HasEnded) throw new InvalidOperationException($"both who answered were hung up on: {winner}, {call}");
        winner.HangUp();
        await Lane.PatientlyAsync(Task.WhenAll(winner.WhenEnded, call.WhenEnded));
        return (loser.IsAnswered ? "both answered, one was hung up on" : "one answered, the other stopped ringing", loser.IsAnswered ? Since(loser.AnsweredAt, loser.EndedAt) : null);
    }

    private async Task<(string, double?)> PauseAndOfferAsync(Lane lane, TimeSpan offset)
    {
        var agent = lane.Agents[0];
        var call = lane.Dial();
        var pausing = PauseAtAsync(agent, call.InvitedAt + Ticks(_untilOffer + offset));
        await Lane.PatientlyAsync(call.WhenAnswered);
        await pausing;
        await Task.Delay(LeadIn + LeadIn); // an offer that was decided before the pause is on the wire by now
        var early = lane.OfferNow(agent);
        if (early is not null) NoteUntilOffer(early.InvitedAt - call.InvitedAt);
        if (early is null) await centre.ReadyAsync(agent);
        var leg = early ?? await lane.OfferAsync(agent);
        leg.Answer();
        await Eventually.TrueAsync("the answer is confirmed", () => Task.FromResult(leg.ConfirmedAt != 0 || leg.HasEnded), TimeSpan.FromSeconds(20));
        call.HangUp();
        await Lane.PatientlyAsync(Task.WhenAll(call.WhenEnded, leg.WhenEnded));
        if (early is not null) await centre.ReadyAsync(agent);
        return (early is null ? "paused first" : "rung first", Since(call.HungUpAt, leg.EndedAt));
    }

    private async Task<(string, double?)> TalkAsync(Lane lane)
    {
        var call = lane.Dial();
        var leg = await lane.OfferAsync(lane.Agents[0]);
        leg.Answer();
        await Lane.PatientlyAsync(centre.Talks.WhenTalks(call.User));
        leg.HangUp();
        await Lane.PatientlyAsync(Task.WhenAll(call.WhenEnded, leg.WhenEnded));
        return ("talked", null);
    }

    /// <summary>How long it takes from a caller's INVITE to the agent's, learnt as it goes.</summary>
    private void NoteUntilOffer(long ticks) => _untilOffer += (TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency) - _untilOffer) / 8;

    private async Task PauseAtAsync(string agent, long due)
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait > TimeSpan.Zero) await Task.Delay(wait);
        await centre.PauseAsync(agent);
    }

    /// <summary>Another configuration, again and again, until it is enough.</summary>
    private async Task SwapAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var files = Plan(ringSeconds: 20 + (++_swaps % 2 * 5)).SiteFiles();
            await centre.AskAsync("ConfigService/ApplyConfig", new { files = files.Select(f => new { path = f.Key, text = f.Value }), by = "race" });
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    private bool IsWhole(int before)
    {
        var facts = centre.Facts().Skip(before).Select(f => f.GetProperty("kind").GetString()).ToList();
        return facts.Count(kind => kind == "CallEnded") >= facts.Count(kind => kind == "CallArrived");
    }

    private static string SingleAgent(int lane) => $"41{lane:00}";

    private static string[] DoubleAgents(int lane) => [$"42{lane:00}", $"43{lane:00}"];

    private static CentrePlan Plan(int ringSeconds)
    {
        var (queues, agents, numbers) = (new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        for (var lane = 0; lane < Lanes; lane++)
        {
            queues[$"s{lane:00}"] = $"ring_timeout: {ringSeconds}s\nwrap_up: 0s\nrecord: false\n";
            queues[$"d{lane:00}"] = $"ring_timeout: {ringSeconds}s\nwrap_up: 0s\nrecord: false\nstrategy: ring_all\nring_most: 2\n";
            (numbers[$"71{lane:00}"], numbers[$"72{lane:00}"]) = ($"s{lane:00}", $"d{lane:00}");
            agents[SingleAgent(lane)] = $"s{lane:00}";
            foreach (var agent in DoubleAgents(lane)) agents[agent] = $"d{lane:00}";
        }

        return new CentrePlan { Queues = queues, Agents = agents, Numbers = numbers };
    }
}
