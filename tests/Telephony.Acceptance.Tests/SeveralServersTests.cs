using System.Net;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>One router with two Asterisk servers: callers of both stand in one queue, each is served where the call lives, and the death of one server is nothing to the other's callers.</summary>
[TestFixture, Parallelizable]
public sealed class SeveralServersTests
{
    private const double CallerHz = 440;
    private const double AgentHz = 700;
    private const string Number = "8160";
    private const string Agent = "1161";

    private static readonly string Site = Path.Combine(AppContext.BaseDirectory, "Site");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<SipPhone> _phones = [];
    private AsteriskInstance _a = null!;
    private AsteriskInstance _b = null!;
    private ServiceInstance _service = null!;

    [OneTimeSetUp]
    public async Task StartAll()
    {
        _a = await AsteriskInstance.StartAsync(IPAddress.Parse("127.0.1.65"), PrepareAsync, "--system-name", "a");
        _b = await AsteriskInstance.StartBesideAsync(_a, IPAddress.Parse("127.0.1.66"), PrepareAsync, "--system-name", "b");
        _service = new ServiceInstance(_a, Site, ["--asterisk", $"a={_a.AriUrl}", "--asterisk", $"b={_b.AriUrl}"]);
        await _service.StartAsync();
        await Eventually.GetAsync("both servers are connected", () => _service.GetTextAsync("healthz"), text => text == "ok\n", Patience);
    }

    [OneTimeTearDown]
    public async Task StopAll()
    {
        foreach (var phone in _phones) await phone.DisposeAsync();
        await _service.StopAsync();
        await _service.AssertReplayIsIdentical();
        await _service.DisposeAsync();
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Test]
    public async Task Callers_of_two_servers_share_one_queue_and_one_server_may_die()
    {
        // The agent has a phone at each server, which is what a SIP proxy with all registrations looks like from there.
        var (atA, atB) = (await PhoneAsync(_a), await PhoneAsync(_b));
        var callers = new List<(SipPhone Phone, PhoneCall Call)>();
        foreach (var server in new[] { _b, _a, _b, _a, _b })
        {
            var phone = NewPhone($"1555480{callers.Count}", null, Ports.Trunk, server);
            callers.Add((phone, await phone.CallAsync(Number)));
            await Eventually.GetAsync($"{callers.Count} wait", _service.SnapshotAsync, s => s.Calls.Count(c => ServiceInstance.Same(c.State, "Queued")) == callers.Count, Patience);
        }

        await (await atA.CallAsync("*11")).EndedAsync(Patience);
        await TalkAsync(callers[0], atB, isLast: true);
        await TalkAsync(callers[1], atA, isLast: true);
        var talk = await TalkAsync(callers[2], atB, isLast: false);

        await _a.KillAsync();
        await Eventually.GetAsync("a is missed", () => _service.GetTextAsync("healthz"), text => text == "ok\nnot connected: a\n", Patience);
        await Talk.AssertBothDirectionsAsync(callers[2].Phone, CallerHz, atB, AgentHz);
        talk.HangUp();
        await TalkAsync(callers[4], atB, isLast: true);

        // It comes back, and knows nothing of the caller who waited there.
        await _a.StartAgainAsync();
        await Eventually.GetAsync("a is connected again", () => _service.GetTextAsync("healthz"), text => text == "ok\n", Patience);
        await Eventually.GetAsync("its call is lost", _service.SnapshotAsync, s => s.Calls.Count == 0, Patience);
        await atA.RegisterAsync();
        var late = NewPhone("15554809", null, Ports.Trunk, _a);
        await TalkAsync((late, await late.CallAsync(Number)), atA, isLast: true);

        // Taken out of work without a standby: agents are served on, new callers are left to the dialplan's fallback.
        await _service.OrderAsync("RouterService/Drain", """{"by": "kim", "alone": true}""");
        Assert.That(await ReadinessAsync(), Is.EqualTo("draining, live calls: 0\n"));
        await (await atA.CallAsync("*12")).EndedAsync(Patience);
        await _service.AgentIsAsync(Agent, "LoggedOut", Patience);
        var outside = NewPhone("15554810", null, Ports.Trunk, _b);
        var call = await outside.CallAsync(Number);
        await Talk.HearsSomethingAsync(outside);
        Assert.That((await _service.SnapshotAsync()).Calls, Is.Empty, "the fallback has the caller");
        call.HangUp();
        await _service.OrderAsync("RouterService/Resume", """{"by": "kim"}""");
        Assert.That(await ReadinessAsync(), Is.EqualTo("ready\n"));
    }

    private async Task<string> ReadinessAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://{_a.Address}:8080/readyz"));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>The next offer is that of this caller, at this phone; they hear each other.</summary>
    private static async Task<PhoneCall> TalkAsync((SipPhone Phone, PhoneCall Call) caller, SipPhone agent, bool isLast)
    {
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(caller.Phone.User), "the order of joining, over both servers");
        offer.Answer();
        await Talk.AssertBothDirectionsAsync(caller.Phone, CallerHz, agent, AgentHz);
        if (isLast)
        {
            offer.HangUp();
            await caller.Call.EndedAsync(Patience);
        }

        return offer;
    }

    private async Task<SipPhone> PhoneAsync(AsteriskInstance server)
    {
        var password = File.ReadLines(Path.Combine(_a.Data, "secrets", "agents.csv")).Single(line => line.StartsWith($"{Agent};", StringComparison.Ordinal))[(Agent.Length + 1)..];
        var phone = NewPhone(Agent, password, Ports.Agents, server);
        phone.Audio.ToneHz = AgentHz;
        await phone.RegisterAsync();
        return phone;
    }

    private SipPhone NewPhone(string user, string? password, IPAddress address, AsteriskInstance server)
    {
        var phone = new SipPhone(user, password, address, server.Sip);
        phone.Audio.ToneHz = CallerHz;
        _phones.Add(phone);
        return phone;
    }

    private static async Task PrepareAsync(string etc, string data)
    {
        await ServiceInstance.WriteAsteriskFilesAsync(Site, data, etc);
        await ServiceInstance.RenderPromptsAsync(Site, AsteriskInstance.SoundsOf(data));
    }
}
