using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Benchmarks;

/// <summary>All contestants in one run, there and back (ABC…CBA), so that a drift of the machine hits everyone alike.</summary>
public static class Comparison
{
    /// <returns>0, or 1 when a contestant lost a call, offered one twice or left something behind.</returns>
    public static async Task<int> RunAsync(RunOptions options, FileInfo? raw)
    {
        Contestant[] there = [.. Contestant.All.Where(contestant => options.Only.Count == 0 || options.Only.Contains(contestant.Name))];
        if (there.Any(contestant => contestant.Name == "service") && !File.Exists(Repository.ServiceProgram))
        {
            await Console.Error.WriteLineAsync("The service is not built: ./telephony build");
            return 1;
        }

        Contestant[] thereAndBack = [.. there, .. there.Reverse()];
        List<RoundResult> rounds = [];
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            for (var i = 0; i < thereAndBack.Length; i++)
            {
                // Each pass has talk times of its own, the same for all: with one seed every round would meet the same phases of
                // app_queue's one-second poll, and many rounds would say no more than one.
                var contestant = thereAndBack[i];
                var pass = repeat * 2 + i / there.Length;
                var round = await Round.RunAsync(contestant, options with { Seed = options.Seed + pass });
                rounds.Add(round);
                await Console.Error.WriteLineAsync(
                    $"{rounds.Count}/{thereAndBack.Length * options.Repeats} {contestant.Name}: {round.Ledger.Completed} calls, {round.Ledger.FreeToInvite.Count} hand-overs, unknown {round.Ledger.Unknown} {round.Left}");
            }
        }

        Console.WriteLine(await Machine.DescribeAsync());
        Console.WriteLine();
        Console.WriteLine(Report.Of(rounds, options));
        if (raw is not null)
            await File.WriteAllLinesAsync(raw.FullName, Report.Raw(rounds));
        return rounds.Any(round => round.Contestant.Name == "service" && IsFaulty(round)) ? 1 : 0;
    }

    private static bool IsFaulty(RoundResult round) =>
        round.Ledger.Lost + round.Ledger.DoubleOffers + round.Ledger.BusyOffers > 0 || round.Left.Length > 0;
}
