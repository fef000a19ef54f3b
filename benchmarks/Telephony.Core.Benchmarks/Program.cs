using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Telephony.Core.Benchmarks;

return args switch
{
    ["simulate", .. var options] => SimulateForMinutes.Run(options),
    ["routing", "means", .. var options] => Means(options),
    ["routing", .. var options] => RoutingBenchmark.Run(options),
    _ => Usage(),
};

// Means by BenchmarkDotNet. Short, so that all sizes take minutes; each centre is made once for all that is measured in it.
static int Means(string[] options)
{
    if (options.Contains("--grid")) RoutingDecisions.Sizes = CentreSize.Grid;
    var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
        .WithEvaluateOverhead(false).WithWarmupCount(1).WithIterationCount(3).WithIterationTime(TimeInterval.FromMilliseconds(25));
    BenchmarkRunner.Run<RoutingDecisions>(
        DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).WithOptions(ConfigOptions.DisableOptimizationsValidator),
        [.. options.Where(o => o != "--grid")]);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("routing [--grid] [--docs FOLDER] | routing means [--grid] [options of BenchmarkDotNet] | simulate [--minutes N] [--seed N]");
    return 1;
}
