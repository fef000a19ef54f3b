using System.Text.Json;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <content>What upstream has no test of: members by reload, weights, strategies, empty queues; and what the tests share.</content>
public sealed partial class QueueScenarioTests
{
    [Test]
    public async Task A_reload_gives_both_queues_exactly_the_new_members()
    {
        var (before, after) = (await AgentAtWorkAsync("2121"), await AgentAtWorkAsync("2122"));
        var loaded = Service.FactsOf("ConfigurationInForce").Count;
        var file = Path.Combine(SiteFolder, "agents.yaml");
        var text = (await File.ReadAllTextAsync(file))
            .Replace("Reload One, queues: [reload_a, reload_b]", "Reload One, queues: []", StringComparison.Ordinal)
            .Replace("Reload Two, queues: []", "Reload Two, queues: [reload_a, reload_b]", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text);
        await Eventually.TrueAsync("the new members are in force", () => Task.FromResult(Service.FactsOf("ConfigurationInForce").Count > loaded), Patience);

        foreach (var number in new[] { "8120", "8121" })
        {
            var (caller, call, id) = await CallAsync($"1555{number}", number);
            await AnswerAndHangUpAsync(after, caller, id);
            await call.EndedAsync(Patience);
            await AssertEndedAsync(id, "Answered");
        }

        Assert.That(before.Calls.Where(c => c.IsIncoming), Is.Empty);
        foreach (var phone in new[] { before, after }) await DialCodeAsync(phone, "*12");
    }

    [Test]
    public async Task The_heavier_queue_is_served_first_however_long_the_others_callers_waited()
    {
        var (light, lightCall, lightId) = await CallAsync("15558200", "8200");
        var (heavy, heavyCall, heavyId) = await CallAsync("15558201", "8201");
        var agent = await PhoneOfAsync("2201");
        var login = await agent.CallAsync("*11");
        foreach (var (caller, call, id) in new[] { (heavy, heavyCall, heavyId), (light, lightCall, lightId) })
        {
            await AnswerAndHangUpAsync(agent, caller, id);
            await call.EndedAsync(Patience);
        }

        await login.EndedAsync(Patience);
        await Service.AgentIsAsync("2201", "Ready");
        await DialCodeAsync(agent, "*12");
    }

    [Test]
    public async Task A_queue_without_agents_is_not_joined_and_is_left_when_the_last_one_goes()
    {
        var refused = await Caller("15558210").DialAsync("8210");
        await refused.EndedAsync(Patience);
        await RefusedAsync("inhabited", "Empty");

        var agent = await AgentAtWorkAsync("2211");
        await PauseAsync("2211", "break"); // present enough to join, not to stay
        var (_, call, id) = await CallAsync("15558211", "8210");
        await call.EndedAsync(Patience);
        await AssertEndedAsync(id, "Dismissed");
        Assert.That(FactOf("CallOverflowed", id).GetProperty("why").GetString(), Is.EqualTo("Empty"));
        await DialCodeAsync(agent, "*12");
    }

    /// <summary>One idle second apart, so that who was idle longest is never the answer by chance.</summary>
    [TestCase("8220", "2221", "2221", "2221", TestName = "A_strategy_chooses_whom_it_names(linear)")]
    [TestCase("8221", "2221", "2222", "2221", TestName = "A_strategy_chooses_whom_it_names(round_robin)")]
    [TestCase("8222", "2222", "2222", "2222", TestName = "A_strategy_chooses_whom_it_names(most_skilled)")]
    public async Task A_strategy_chooses_whom_it_names(string number, params string[] expected)
    {
        var phones = new[] { await AgentAtWorkAsync("2221"), await AgentAtWorkAsync("2222") };
        foreach (var agent in expected)
        {
            var (caller, call, id) = await CallAsync($"1555{number}{phones.Sum(p => p.Calls.Count(c => c.IsIncoming))}", number);
            await AnswerAndHangUpAsync(phones.Single(p => p.User == agent), caller, id);
            await call.EndedAsync(Patience);
            await AssertEndedAsync(id, "Answered");
            await Service.AgentIsAsync(agent, "Ready");
        }

        foreach (var phone in phones) await DialCodeAsync(phone, "*12");
    }

    private async Task<(SipPhone Caller, PhoneCall Call, string Id)> CallAsync(string from, string number)
    {
        var caller = Caller(from);
        var (call, id) = await JoinAsync(caller, number);
        return (caller, call, id);
    }

    private async Task AnswerAndHangUpAsync(SipPhone agent, SipPhone caller, string id)
    {
        var offer = await agent.NextOfferAsync(Patience);
        Assert.That(offer.CallerNumber, Is.EqualTo(caller.User));
        await TakeAsync(offer, id);
        offer.HangUp();
        await offer.EndedAsync(Patience);
    }

    private async Task PauseAsync(string agent, string reason)
    {
        await Service.OrderAsync("AgentService/Pause", JsonSerializer.Serialize(new { name = $"agents/{agent}", reason }));
        await Service.AgentIsAsync(agent, "Paused");
    }

    private Task<(bool IsOk, string Answer)> SetSkillsAsync(string agent, string skills) =>
        Service.AskAsync("AgentService/SetSkills", $$"""{"name":"agents/{{agent}}","skills":{{skills}},"by":"kim"}""");

    private Task RefusedAsync(string queue, string why) => Eventually.TrueAsync($"{queue} has taken somebody not in: {why}", () => Task.FromResult(
        Service.FactsOf("CallRefused").Exists(f => f.GetProperty("queue").GetString() == queue && f.GetProperty("reason").GetString() == why)), Patience);

    private JsonElement FactOf(string kind, string call) => Service.FactsOf(kind).Single(f => f.GetProperty("call").GetString() == call);

    /// <summary>What was told of a call, in order, of what a queue_log or a board would count.</summary>
    private IEnumerable<string> KindsOf(string call) =>
        from kind in new[] { "CallArrived", "CallQueued", "OfferMade", "OfferFailed", "CallConnected", "TalkEnded", "CallEnded" }
        from fact in Service.FactsOf(kind)
        where fact.GetProperty("call").GetString() == call
        orderby fact.GetProperty("sequence").GetInt64()
        select kind;

    /// <summary>The verbs of a call in the queue_log, in order.</summary>
    private Task AssertLoggedAsync(string call, params string[] verbs) => Eventually.GetAsync($"the queue_log tells of {call}: {string.Join(' ', verbs)}", () => Task.FromResult(
        string.Join(' ', File.ReadLines(Path.Combine(Asterisk.Data, "queue_log", "queue_log")).Select(line => line.Split('|')).Where(line => line[1] == call && line[4] != "DID").Select(line => line[4]))),
        logged => logged == string.Join(' ', verbs), Patience);
}
