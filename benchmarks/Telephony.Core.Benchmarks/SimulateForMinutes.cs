using System.Diagnostics;
using Telephony.Core.Tests.Simulation;

namespace Telephony.Core.Benchmarks;

/// <summary>Random worlds with faults, one after the other on one core, for as long as wished. A seed that fails is printed and the next one tried:
/// add it to the tests for ever.</summary>
internal static class SimulateForMinutes
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(3);

    public static int Run(string[] args)
    {
        var (minutes, seed) = (1.0, Environment.TickCount & 0xFFFFFF);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] == "--minutes" && double.TryParse(args[i + 1], out var m)) minutes = m;
            else if (args[i] == "--seed" && int.TryParse(args[i + 1], out var s)) seed = s;
            else return Usage();
        }

        if (args.Length % 2 != 0) return Usage();
        var (clock, first, failed, inputs) = (Stopwatch.StartNew(), seed, 0, 0L);
        Console.WriteLine($"seeds from {first}, for {minutes} minutes");
        for (; clock.Elapsed.TotalMinutes < minutes; seed++)
        {
            var world = new SimWorld(seed);
            try
            {
                world.Run(Length);
            }
            catch (Exception fault)
            {
                failed++;
                Console.WriteLine($"seed {seed} fails at input {world.Inputs}: {fault.Message.Split('\n')[0]}");
            }

            inputs += world.Inputs;
        }

        var busy = Environment.CpuUsage.TotalTime;
        Console.WriteLine($"{seed - first} worlds, {inputs} inputs in {clock.Elapsed.TotalMinutes:F1} minutes on one core: {inputs / clock.Elapsed.TotalMinutes:F0} a minute, {inputs / busy.TotalMinutes:F0} a minute of processor time; {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("./telephony bench simulate [--minutes N] [--seed N]");
        return 1;
    }
}
