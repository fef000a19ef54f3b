using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Two routers with a Redis beside one Asterisk: the leader is killed, stopped, and told to end, with people waiting and talking.</summary>
[TestFixture, Parallelizable]
[SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of when the fixture ends, asynchronously.")]
public sealed class ClusterTests() : SiteFixture("127.0.1.60")
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;

    /// <summary>A bound against hanging; how fast it is, <c>./telephony bench cluster</c> measures.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RedisInstance _redis = null!;
    private ServiceInstance _first = null!;
    private ServiceInstance _second = null!;

    protected override async Task<ServiceInstance> MakeServiceAsync()
    {
        _redis = await RedisInstance.StartAsync("127.0.1.60");
        string[] cluster = ["--redis", _redis.Address, "--cluster", "site"];
        _first = new ServiceInstance(Asterisk, SiteFolder, cluster, "n1");
        _second = new ServiceInstance(Asterisk, SiteFolder, cluster, "n2", "127.0.1.61");
        return _first;
    }

    protected override async Task FinishServiceAsync()
    {
        await _second.StopAsync();
        await _first.StopAsync();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _redis.DisposeAsync();
    }

    protected override IEnumerable<ServiceInstance> Services => [_first, _second];

    [Test]
    public async Task Whatever_becomes_of_the_leader_the_standby_goes_on_and_nobody_is_rung_twice()
    {
        Means("the loop has not turned", "Another process took over application"); // of a router that was stopped for longer than its lease
        await _second.StartAsync("n2 stands by", IsInStep);
        var agent = await AgentAtWorkAsync("1161");
        var talker = Caller("15554600");
        var (talk, _) = await JoinAsync(talker, "8160");
        var conversation = await agent.NextOfferAsync();
        talker.Audio.ToneHz = CallerHz;
        agent.Audio.ToneHz = AgentHz;
        conversation.Answer();
        await Talk.AssertBothDirectionsAsync(talker, CallerHz, agent, AgentHz);
        List<SipPhone> waiting = [];
        List<PhoneCall> calls = [];
        for (var i = 1; i <= 3; i++)
        {
            waiting.Add(Caller($"1555460{i}"));
            calls.Add((await JoinAsync(waiting[^1], "8160")).Call);
        }

        // Killed: the standby leads, the talk goes on, the first in line is next.
        var killed = Stopwatch.GetTimestamp();
        await _first.KillAsync();
        conversation.HangUp();
        conversation = await AnswerNextAsync(agent, waiting[0]);
        TestContext.Out.WriteLine($"the next offer {Stopwatch.GetElapsedTime(killed).TotalMilliseconds:0} ms after kill -9, with the talk's end between");
        Service = _second;
        await talk.EndedAsync();
        await _first.StartAsync("n1 stands by", IsInStep);

        // Stopped for longer than its lease, and going on then: it finds out before it does anything.
        _second.Signal("STOP");
        conversation.HangUp();
        conversation = await AnswerNextAsync(agent, waiting[1]);
        Service = _first;
        await Service.AgentIsAsync("1161", "Talking", Patience);
        _second.Signal("CONT");
        await _second.ReadinessAsync("n2 stands by", IsInStep);
        await Talk.HearsAsync(waiting[1], AgentHz);

        // Told to end: it hands over.
        await _first.StopAsync();
        await _second.ReadinessAsync("n2 leads", IsReady);
        Service = _second;
        conversation.HangUp();
        (await AnswerNextAsync(agent, waiting[2])).HangUp();
        await Task.WhenAll(calls.Select(call => call.EndedAsync()));
        Assert.That(agent.Calls.Count(call => call.IsIncoming), Is.EqualTo(4), "nobody was offered twice");
    }

    private static async Task<PhoneCall> AnswerNextAsync(SipPhone agent, SipPhone expected)
    {
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(expected.User), "the order of waiting");
        offer.Answer();
        await Talk.HearsAsync(expected, AgentHz);
        return offer;
    }

    private static bool IsReady(HttpStatusCode status, string text) => status == HttpStatusCode.OK;

    private static bool IsInStep(HttpStatusCode status, string text) => text.Contains("in step\n", StringComparison.Ordinal);
}
