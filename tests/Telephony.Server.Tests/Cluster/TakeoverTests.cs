using System.Diagnostics;

namespace Telephony.Server.Tests.Cluster;

/// <summary>The leader is killed (kill -9), again and again, while one talks and one waits; an agent is free at the same moment.</summary>
public sealed class TakeoverTests : TwoRouters
{
    /// <summary>How often; <c>./telephony bench cluster N</c> asks for more, and prints how long it took.</summary>
    private static readonly int Repeats = int.TryParse(Environment.GetEnvironmentVariable("TELEPHONY_REPEATS"), out var asked) ? asked : 2;

    [Test]
    public async Task The_next_offer_comes_from_the_standby()
    {
        List<double> milliseconds = [];
        var (leader, standby) = await AtWorkAsync();
        await leader.OrderAsync("AgentService/LogOut", """{"name": "agents/1002"}""");
        for (var i = 0; i < Repeats; i++)
        {
            var talker = Asterisk.Call("acd-site", $"555{i:000}", "call,8000");
            var talk = await LegAsync(talker);
            talk.Ring();
            talk.Answer();
            await UntilAsync("they talk, as the standby knows", () => standby.AgentIsAsync("1001", "Talking"));
            var waiting = Asterisk.Call("acd-site", $"556{i:000}", "call,8000");
            await UntilAsync("one waits, as the standby knows", () => standby.SaysAsync("/v1/snapshot", waiting.Id));

            var (killed, at) = (Stopwatch.GetTimestamp(), DateTime.Now);
            await leader.KillAsync();
            talker.HangUp();
            while (LegOf(waiting) is null && Stopwatch.GetElapsedTime(killed) < TimeSpan.FromSeconds(30)) await Task.Delay(1);
            milliseconds.Add(Stopwatch.GetElapsedTime(killed).TotalMilliseconds);
            if (milliseconds[^1] > 1000) TestContext.Out.WriteLine($"{milliseconds[^1]:0} ms after {at:HH:mm:ss.fff}; {standby.Node} said:\n{standby.LastLines}");
            var leg = LegOf(waiting);
            Assert.That(leg, Is.Not.Null, "the one who waits is offered to the agent who is free");
            leg!.Answer();
            leader.Start();
            await UntilAsync($"{leader.Node} stands by", leader.StandsByAsync);
            waiting.HangUp();
            await UntilAsync("1001 is ready", () => leader.AgentIsAsync("1001", "Ready"));
            (leader, standby) = (standby, leader);
        }

        milliseconds.Sort();
        TestContext.Out.WriteLine(
            $"{Repeats} kills; next offer after p50 {milliseconds[Repeats / 2]:0} ms, p99 {milliseconds[(int)Math.Ceiling(Repeats * 0.99) - 1]:0} ms, longest {milliseconds[^1]:0} ms");
        Assert.That(milliseconds[Repeats / 2], Is.LessThan(10_000), "a bound against a death that is only found out by the lease of something else");
    }
}
