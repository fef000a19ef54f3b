using System.CommandLine;
using System.Net;
using Telephony.Acceptance.Tests.Differential;
using Telephony.Acceptance.Tests.Races;
using Telephony.Acceptance.Tests.Soak;

namespace Telephony.Benchmarks;

/// <summary>Long forms of tests with real calls: against app_queue, in the same instant, for a long time, recorded. Each prints Markdown and ends with 1 when a bar is not met.</summary>
public static class RealCalls
{
    private static readonly IPAddress Asterisk = IPAddress.Parse("127.0.1.98");
    private static readonly IPAddress Phones = IPAddress.Parse("127.0.1.99");

    /// <summary>The commands.</summary>
    public static IEnumerable<Command> Commands() => [DifferentialCommand(), RacesCommand(), SoakCommand(), RecordingsCommand()];

    private static Command DifferentialCommand()
    {
        Option<int> seeds = new("--seeds") { Description = "walks of each strategy", DefaultValueFactory = _ => 20 };
        Option<int> first = new("--seed") { Description = "the first seed", DefaultValueFactory = _ => 1 };
        Option<int> steps = new("--steps") { Description = "steps of each walk", DefaultValueFactory = _ => 60 };
        Option<bool> all = new("--all") { Description = "print every step" };
        Command command = new("differential", "The same callers and agents for app_queue and the service: who was rung, in what order (docs/differential.md).") { seeds, first, steps, all };
        command.SetAction(async (parsed, _) => await DifferentialAsync(parsed.GetValue(first), parsed.GetValue(seeds), parsed.GetValue(steps), parsed.GetValue(all)));
        return command;
    }

    private static async Task<int> DifferentialAsync(int first, int seeds, int steps, bool all)
    {
        List<Walk> walks = [];
        foreach (var some in Enumerable.Range(first, seeds).Chunk(Walks.MostWalks / Strategy.All.Count))
        {
            walks.AddRange(await Walks.RunAsync(some, steps));
            await Console.Error.WriteLineAsync($"seeds up to {some[^1]}");
        }

        Console.WriteLine(await Machine.DescribeAsync());
        Console.WriteLine();
        Console.WriteLine(DifferentialReport.Of(walks));
        foreach (var walk in walks.Where(walk => all || walk.Steps.Any(step => step.Reason == Explanations.None)))
            Console.WriteLine($"\n{walk.Strategy.AppQueue}, seed {walk.Seed}:\n{string.Join('\n', walk.Steps)}");
        return walks.Any(walk => walk.Steps.Any(step => step.Reason == Explanations.None)) ? 1 : 0;
    }

    private static Command RacesCommand()
    {
        Option<int> sweeps = new("--sweeps") { Description = "of each race", DefaultValueFactory = _ => 1_010 };
        Command command = new("races", "Things that happen in the same instant, swept over all distances in time, with real phones.") { sweeps };
        command.SetAction(async (parsed, _) =>
        {
            await using var track = await RaceTrack.StartAsync(Asterisk, Phones);
            List<RaceResult> results = [];
            foreach (var kind in Enum.GetValues<RaceKind>()) results.Add(await track.RunUntilAsync(kind, parsed.GetValue(sweeps)));
            Console.WriteLine($"{await Machine.DescribeAsync()}\n\n{RaceResult.Head}");
            foreach (var result in results) Console.WriteLine(result.Row());
            foreach (var fault in results.SelectMany(result => result.Faults)) Console.WriteLine(fault);
            return results.Exists(result => result.Faults.Count > 0 || result.Free(1) > 500 || result.Sweeps < parsed.GetValue(sweeps)) ? 1 : 0;
        });
        return command;
    }

    private static Command SoakCommand()
    {
        Option<double> minutes = new("--minutes") { Description = "for how long", DefaultValueFactory = _ => 60 };
        Option<double> rate = new("--calls-per-second") { Description = "callers, on average", DefaultValueFactory = _ => 10 };
        Option<int> agents = new("--agents") { Description = "agents at work", DefaultValueFactory = _ => 40 };
        Option<int> seed = new("--seed") { Description = "of everything that is random", DefaultValueFactory = _ => 1 };
        Command command = new("soak", "Callers at a steady rate for a long time: everything counted, what is held by the clock.") { minutes, rate, agents, seed };
        command.SetAction(async (parsed, _) =>
        {
            var options = new SoakOptions(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(rate), parsed.GetValue(agents), parsed.GetValue(seed));
            var result = await SoakRun.RunAsync(Asterisk, Phones, options);
            Console.WriteLine($"{await Machine.DescribeAsync()}\n\n{result}");
            return result.IsGood ? 0 : 1;
        });
        return command;
    }

    private static Command RecordingsCommand()
    {
        Option<int> conversations = new("--conversations") { Description = "recorded at the same time", DefaultValueFactory = _ => 100 };
        Option<int> seconds = new("--seconds") { Description = "for which all talk", DefaultValueFactory = _ => 30 };
        Command command = new("recordings", "Many recorded conversations at the same time: are all whole, and what do they cost?") { conversations, seconds };
        command.SetAction(async (parsed, _) =>
        {
            var result = await RecordedConversations.RunAsync(Asterisk, Phones, parsed.GetValue(conversations), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            Console.WriteLine($"{await Machine.DescribeAsync()}\n\n{result}");
            return result.IsGood ? 0 : 1;
        });
        return command;
    }
}
