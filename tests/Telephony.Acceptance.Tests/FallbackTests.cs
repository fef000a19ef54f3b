using System.Diagnostics;
using System.Net;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>What a caller gets while no router runs at all: Asterisk alone, with the configuration we ship.</summary>
[TestFixture, Parallelizable]
public sealed class FallbackTests
{
    private AsteriskInstance _asterisk = null!;
    private LeakWatch _watch = null!;

    [OneTimeSetUp]
    public async Task StartAsterisk()
    {
        _asterisk = await AsteriskInstance.StartAsync(IPAddress.Parse("127.0.1.10"), PrepareAsync);
        _watch = await LeakWatch.BeginAsync(_asterisk);
    }

    private static async Task PrepareAsync(string etc, string data)
    {
        var site = Path.Combine(AppContext.BaseDirectory, "Site");
        await ServiceInstance.WriteAsteriskFilesAsync(site, data, etc);
        await ServiceInstance.RenderPromptsAsync(site, AsteriskInstance.SoundsOf(data));
        await TestAgents.WriteAsync(etc, ["9001", "9002"]); // in place of the site's
    }

    [OneTimeTearDown]
    public ValueTask StopAsterisk() => _asterisk.DisposeAsync();

    [TearDown]
    public Task Nothing_is_left() => _watch.CheckAsync();

    [TestCase("8311", "zh_CN")]
    [TestCase("8000", "en", "zh_CN")]
    public async Task Without_router_and_phones_the_caller_hears_the_message_in_the_language_of_the_number_or_in_both(string number, params string[] languages)
    {
        await using var caller = new SipPhone("15550001", null, Ports.Trunk, _asterisk.Sip);
        var began = Stopwatch.GetTimestamp();
        var call = await caller.CallAsync(number);
        foreach (var language in languages)
            await Earpiece.HearsAsync(caller, began, _asterisk.Sounds, language, "fallback");
        await call.EndedAsync(TimeSpan.FromSeconds(10));
        foreach (var other in new[] { "en", "zh_CN" }.Except(languages))
            Assert.That(Earpiece.Likeness(caller.Audio.Heard(began, long.MaxValue), _asterisk.Sounds, other, "fallback"), Is.LessThan(0.5), other);
    }

    [Test]
    public async Task Without_router_the_caller_waits_with_music_for_a_registered_phone_and_both_can_talk()
    {
        await using var agent = new SipPhone("9001", TestAgents.Password, Ports.Agents, _asterisk.Sip);
        await agent.RegisterAsync();
        await using var caller = new SipPhone("15550002", null, Ports.Trunk, _asterisk.Sip);
        var call = await caller.CallAsync("8000");

        var offer = await agent.NextOfferAsync();
        await Talk.HearsSomethingAsync(caller); // music, while the agent's phone rings
        Assert.That(offer.CallerNumber, Is.EqualTo("15550002"));

        caller.Audio.ToneHz = 440;
        agent.Audio.ToneHz = 700;
        offer.Answer();
        await offer.AnsweredAsync();
        await Talk.AssertBothDirectionsAsync(caller, 440, agent, 700);

        offer.HangUp();
        await offer.EndedAsync();
        await call.EndedAsync();
        await agent.UnregisterAsync();
    }

    [Test]
    public async Task A_phone_of_another_make_talks_too()
    {
        await using var agent = new BaresipPhone("9002", TestAgents.Password, Ports.Agents, _asterisk.Sip, toneHz: 700);
        await agent.RegisteredAsync();
        await using var caller = new SipPhone("15550004", null, Ports.Trunk, _asterisk.Sip);
        var call = await caller.CallAsync("8000");
        caller.Audio.ToneHz = 440;

        await Talk.HearsAsync(caller, 700);
        var atCaller = await caller.Audio.ListenAsync(TimeSpan.FromSeconds(1));
        await agent.HearsAsync(TimeSpan.FromSeconds(2));
        call.HangUp();
        await call.EndedAsync();
        await _asterisk.AssertNothingLeft();
        var atAgent = await agent.StopAndGetHeardAsync();
        Assert.Multiple(() =>
        {
            Talk.AssertTone("at the caller", atCaller, present: 700, absent: 440);
            Talk.AssertTone("at the agent", atAgent.Left.AsSpan(^4000..), present: 440, absent: 700);
        });
    }

    [Test]
    public async Task A_caller_from_an_unknown_address_is_refused()
    {
        await using var stranger = new SipPhone("15550003", null, Ports.Stranger, _asterisk.Sip);
        var call = await stranger.DialAsync("8000");

        await call.EndedAsync();
        Assert.That(call.FinalStatus, Is.EqualTo(401));
        Assert.That(await _asterisk.ChannelsAsync(), Is.Empty);
    }

    [Test]
    public async Task A_phone_with_a_wrong_password_cannot_register()
    {
        await using var phone = new SipPhone("9001", "guessed", Ports.Agents, _asterisk.Sip);

        Assert.That(async () => await phone.RegisterAsync(), Throws.InvalidOperationException.With.Message.Contains("could not register"));
    }
}
