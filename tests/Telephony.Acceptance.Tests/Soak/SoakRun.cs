using System.Diagnostics;
using System.Net;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Acceptance.Tests.Races;

namespace Telephony.Acceptance.Tests.Soak;

/// <summary>Callers at a steady rate who wait, talk or give up, and agents who answer and hang up, for a long time; everything is counted, on the phones and in the facts.</summary>
public sealed class SoakRun
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private readonly Centre _centre;
    private readonly SoakOptions _options;
    private readonly Random _arrivals;
    private readonly Random _people;
    private readonly HashSet<string> _talked = [];
    private readonly HashSet<string> _gaveUp = [];
    private int _lost;
    private int _dialled;

    /// <summary>Who hung up before anything had answered; the service may never have heard of them.</summary>
    private int _unanswered;

    private SoakRun(Centre centre, SoakOptions options)
    {
        (_centre, _options, _arrivals, _people) = (centre, options, new Random(options.Seed), new Random(options.Seed ^ 0x50a4));
        centre.Agents.Offered += Ring;
        centre.Callers.Ended += CallerEnded;
    }

    public static async Task<SoakResult> RunAsync(IPAddress asterisk, IPAddress phones, SoakOptions options)
    {
        string[] agents = [.. Enumerable.Range(5000, options.Agents).Select(number => $"{number}")];
        await using var centre = await Centre.StartAsync(asterisk, phones, new CentrePlan
        {
            Queues = new Dictionary<string, string> { ["soak"] = "ring_timeout: 10s\nwrap_up: 0s\nrecord: false\nrecovery: {silent: 1s, busy: 1s, declined: 1s, unreachable: 1s}\n" },
            Agents = agents.ToDictionary(agent => agent, _ => "soak"), Numbers = new Dictionary<string, string> { ["7000"] = "soak" },
        });
        await centre.LogInAsync(agents);
        return await new SoakRun(centre, options).RunAsync();
    }

    private async Task<SoakResult> RunAsync()
    {
        var start = Stopwatch.GetTimestamp();
        var due = TimeSpan.Zero;
        var sizes = new List<(TimeSpan, ProcessSize, ProcessSize)>();
        while (Stopwatch.GetElapsedTime(start) is var now && now < _options.Length)
        {
            for (; due <= now; due += TimeSpan.FromSeconds(-Math.Log(1 - _arrivals.NextDouble()) / _options.CallsPerSecond)) Arrive();
            if (sizes.Count == 0 || now - sizes[^1].Item1 >= Look) sizes.Add((now, ProcessSize.Of(_centre.Service.Id), ProcessSize.Of(_centre.Asterisk.ProcessId)));
            await Task.Delay(5);
        }

        await Eventually.GetAsync("all calls are over", () => Task.FromResult(_centre.Callers.Living.Count()), living => living == 0, TimeSpan.FromMinutes(2));
        var faults = await FaultsAsync();
        return new SoakResult(_options, _dialled, _talked.Count, _gaveUp.Count, _lost, faults, sizes);
    }

    private async Task<IReadOnlyList<string>> FaultsAsync()
    {
        await _centre.Asterisk.AssertNothingLeft();
        await Eventually.GetAsync("all facts are written", () => Task.FromResult((Arrived: FactsOf("CallArrived").Count, Ended: FactsOf("CallEnded").Count)), now => now.Ended == now.Arrived, TimeSpan.FromSeconds(30));
        var judge = new RaceJudge();
        foreach (var fact in _centre.Facts()) judge.Hear(fact);
        List<string> faults = [.. judge.Faults, .. _centre.Errors];
        var unseen = _dialled - FactsOf("CallArrived").Distinct().Count();
        if (unseen > _unanswered) faults.Add($"{unseen} callers were never with the service; only {_unanswered} hung up before anything had answered them");
        if (_talked.Count + _gaveUp.Except(_talked).Count() + _lost != _dialled) faults.Add($"{_dialled} placed, {_talked.Count} talked, {_gaveUp.Count} gave up, {_lost} lost: that does not add up");
        return faults;
    }

    private List<string> FactsOf(string kind) => [.. _centre.Facts().Where(f => f.GetProperty("kind").GetString() == kind).Select(f => f.GetProperty("call").GetString()!)];

    private void Arrive()
    {
        var call = _centre.Callers.Dial($"1777{_dialled++:0000000}", "7000");
        _centre.Callers.At(After(Exponential(SoakOptions.Patience)), () =>
        {
            lock (_talked)
            {
                if (call.HasEnded || _talked.Contains(call.User)) return;
                _gaveUp.Add(call.User);
                if (!call.IsAnswered) _unanswered++;
            }

            call.HangUp();
        });
    }

    /// <summary>On the bank's thread: the agent answers soon, talks, and hangs up.</summary>
    private void Ring(BankCall leg)
    {
        _centre.Agents.At(After(Exponential(TimeSpan.FromMilliseconds(300))), () =>
        {
            leg.Answer();
            if (!leg.IsAnswered) return;
            lock (_talked)
            {
                if (!_gaveUp.Contains(leg.Number)) _talked.Add(leg.Number);
            }

            _centre.Agents.At(After(_options.Talk * (0.5 + _people.NextDouble())), leg.HangUp);
        });
    }

    private void CallerEnded(BankCall call)
    {
        lock (_talked)
        {
            if (!_talked.Contains(call.User) && !_gaveUp.Contains(call.User)) _lost++;
        }
    }

    private TimeSpan Exponential(TimeSpan mean)
    {
        lock (_people) return mean * -Math.Log(1 - _people.NextDouble());
    }

    private static long After(TimeSpan time) => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}
