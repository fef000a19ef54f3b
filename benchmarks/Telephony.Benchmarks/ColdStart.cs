using System.Diagnostics;
using System.Globalization;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>
/// How long callers are without a router when the service's process begins anew: from the start of the process until it says that it is
/// ready, and until the phone of an agent who was logged in before rings for somebody who calls at that moment.
/// </summary>
public static class ColdStart
{
    private const string Queue = "7000";
    private static readonly TimeSpan RingLimit = TimeSpan.FromSeconds(10);

    /// <param name="repeats">How often the process begins anew.</param>
    /// <returns>0; 1 when half of the starts took longer than the bar of two seconds to the first call.</returns>
    public static async Task<int> RunAsync(int repeats)
    {
        RunOptions options = new(1, 2, 1, TimeSpan.FromSeconds(1), 1, 1, TimeSpan.Zero, []) { WarmUp = TimeSpan.Zero };
        string[] agents = ["2001", "2002"];
        await using var asterisk = await Round.StartAsteriskAsync(agents, options);
        var ledger = new Ledger();
        using var phones = new AgentPhones(Round.Phones, asterisk.Sip, TimeSpan.FromSeconds(0.4), 1, ledger, null);
        var service = Contestant.All.Single(contestant => contestant.Name == "service");
        await using (await service.Start(asterisk, agents))
            phones.DialCode(service.LogInCode!, agents[1..], TimeSpan.FromSeconds(60));

        List<double> ready = [], call = [];
        for (var i = 0; i < repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var router = await service.Start(asterisk, agents);
            ready.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            phones.Dial(agents[0], Queue);
            var invite = await Eventually.GetAsync("the agent's phone rings", () => Task.FromResult(ledger.InviteSince(start)), at => at is not null, RingLimit);
            call.Add(Stopwatch.GetElapsedTime(start, invite!.Value).TotalMilliseconds);
            await Eventually.TrueAsync("the conversation is over", () => Task.FromResult(ledger.Busy == 0), RingLimit);
            await asterisk.AssertNothingLeft();
        }

        Console.WriteLine(await Machine.DescribeAsync());
        Console.WriteLine();
        Console.WriteLine(Table(ready, call));
        return Median(call) > 2000 ? 1 : 0;
    }

    private static string Table(List<double> ready, List<double> call)
    {
        var text = new StringBuilder("| from the start of the process to | starts | least | p50 | most (ms) |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var (name, times) in new[] { ("ready", ready), ("INVITE at the agent's phone", call) })
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {times.Count} | {times.Min():0} | {Median(times):0} | {times.Max():0} |");
        return text.ToString();
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
