using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Telephony.Core.Benchmarks;

if (args is ["simulate", .. var options]) return SimulateForMinutes.Run(options);
if (args is ["percentiles"])
{
    DecisionPercentiles.Print();
    return 0;
}

// Short: every size in a few minutes. For figures to be quoted, run it alone on a quiet machine.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithEvaluateOverhead(false).WithWarmupCount(2).WithIterationCount(3).WithIterationTime(TimeInterval.FromMilliseconds(80));
BenchmarkRunner.Run<RoutingDecisions>(
    DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).WithOptions(ConfigOptions.DisableOptimizationsValidator), args);
return 0;
