using System.Globalization;
using System.Net;
using System.Text;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests.Differential;

/// <summary>Many walks at once on one Asterisk: app_queue and the service side by side, two queues for each walk.</summary>
public static class Walks
{
    /// <summary>The most walks that the numbers of phones allow.</summary>
    public const int MostWalks = 100;

    private static readonly IPAddress AsteriskAddress = IPAddress.Parse("127.0.1.90");
    private static readonly IPAddress PhonesAddress = IPAddress.Parse("127.0.1.91");

    /// <summary>Walks each strategy from each seed.</summary>
    /// <param name="seeds">The seeds; odd ones have two tiers of agents.</param>
    /// <param name="steps">Steps of each walk.</param>
    public static async Task<IReadOnlyList<Walk>> RunAsync(IReadOnlyList<int> seeds, int steps)
    {
        (Strategy Strategy, int Seed)[] all = [.. Strategy.All.SelectMany(strategy => seeds.Select(seed => (strategy, seed)))];
        if (all.Length > MostWalks) throw new ArgumentException($"{all.Length} walks: {MostWalks} at most at a time", nameof(seeds));
        await using var centre = await Centre.StartAsync(AsteriskAddress, PhonesAddress, PlanOf(all));
        await centre.LogInAsync(all.SelectMany((_, number) => OursOf(number)));
        List<Walk> walks = [];
        for (var number = 0; number < all.Length; number++) walks.Add(await WalkOfAsync(centre, all[number].Strategy, all[number].Seed, number));
        await Task.WhenAll(walks.Select(walk => walk.RunAsync(steps)));
        await Task.WhenAll(walks.Select(walk => walk.EndAsync()));
        await centre.Asterisk.AssertNothingLeft();
        return centre.Errors is { Count: > 0 } errors ? throw new InvalidOperationException($"errors in the service's log:\n{string.Join('\n', errors)}") : walks;
    }

    private static bool HasTiers(int seed) => seed % 2 == 1;

    private static string[] OursOf(int walk) => [.. Enumerable.Range(0, Walk.Agents).Select(agent => $"3{walk:00}{agent}")];

    private static string[] TheirsOf(int walk) => [.. Enumerable.Range(0, Walk.Agents).Select(agent => $"2{walk:00}{agent}")];

    private static async Task<Walk> WalkOfAsync(Centre centre, Strategy strategy, int seed, int number)
    {
        var (mine, queue) = (OursOf(number), $"6{number:000}");
        var other = await InOrderAsync(centre, strategy, queue, number);
        if (HasTiers(seed)) await SetTiersAsync(centre, queue, other);
        var ours = new Side(centre, mine, $"15551{number:00}", $"7{number:000}", $"8{number:000}",
            (agent, paused) => paused ? centre.PauseAsync(mine[agent]) : centre.ReadyAsync(mine[agent]), centre.Talks.WhenTalks);
        var theirs = new Side(centre, other, $"15552{number:00}", queue, $"5{number:000}",
            (agent, paused) => centre.Asterisk.ConsoleAsync($"queue {(paused ? "pause" : "unpause")} member PJSIP/{other[agent]} queue {queue}"), _ => Task.CompletedTask);
        return new Walk(strategy, seed, HasTiers(seed), ours, theirs);
    }

    /// <summary>Members in the order in which app_queue takes them when nothing else tells them apart: as it shows them where they stand in a list, as they are written with
    /// <c>rrmemory</c> (it shows those by their hash, and counts them by the list), else from the last it shows to the first.</summary>
    private static async Task<string[]> InOrderAsync(Centre centre, Strategy strategy, string queue, int walk)
    {
        var shown = await centre.Asterisk.ConsoleAsync($"queue show {queue}");
        var phones = TheirsOf(walk);
        var order = shown.Select(line => phones.FirstOrDefault(phone => line.Contains($"PJSIP/{phone} ", StringComparison.Ordinal))).OfType<string>().ToArray();
        if (order.Length != Walk.Agents) throw new InvalidOperationException($"app_queue does not know its members:\n{string.Join('\n', shown)}");
        return strategy.AppQueue switch
        {
            "rrmemory" => phones,
            "rrordered" or "linear" => order,
            _ => [.. order.Reverse()],
        };
    }

    private static async Task SetTiersAsync(Centre centre, string queue, string[] phones)
    {
        foreach (var phone in phones[(Walk.Agents / 2)..]) await centre.Asterisk.ConsoleAsync($"queue set penalty 1 on PJSIP/{phone} in {queue}");
    }

    private static CentrePlan PlanOf((Strategy Strategy, int Seed)[] all)
    {
        var (queues, agents, numbers) = (new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        var conf = new StringBuilder();
        for (var walk = 0; walk < all.Length; walk++)
        {
            var (strategy, tiers) = (all[walk].Strategy, HasTiers(all[walk].Seed));
            // As alike as both can be: nobody is left alone after an offer in vain, or asked later than others.
            queues[$"w{walk:00}"] = $"ring_timeout: {Walk.RingTime.TotalSeconds:0}s\nwrap_up: 0s\nrecord: false\nstrategy: {strategy.Service}\nask_again_after: 0s\n" +
                "recovery: {silent: 0s, busy: 0s, declined: 0s, unreachable: 0s}\n" + (strategy.RingsAll ? $"ring_most: {Walk.Agents}\n" : "");
            numbers[$"7{walk:000}"] = $"w{walk:00}";
            numbers[$"8{walk:000}"] = $"w{walk:00}, priority: 5";
            foreach (var (agent, index) in OursOf(walk).Select((agent, index) => (agent, index)))
                agents[agent] = $"{{queue: w{walk:00}, order: {(tiers && index >= Walk.Agents / 2 ? 2 : 1)}}}";
            conf.Append(CultureInfo.InvariantCulture, $"[6{walk:000}]\nstrategy = {strategy.AppQueue}\nringinuse = no\nautofill = yes\njoinempty = yes\nretry = 1\ntimeoutrestart = yes\ntimeout = {Walk.RingTime.TotalSeconds:0}\nannounce-frequency = 0\n");
            foreach (var phone in TheirsOf(walk)) conf.Append(CultureInfo.InvariantCulture, $"member => PJSIP/{phone}\n");
            conf.Append('\n');
        }

        return new CentrePlan { Queues = queues, Agents = agents, Numbers = numbers, OtherPhones = [.. Enumerable.Range(0, all.Length).SelectMany(TheirsOf)], AppQueues = $"{conf}" };
    }
}
