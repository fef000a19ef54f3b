using System.Globalization;
using System.Runtime.InteropServices;

namespace Telephony.Api.Benchmarks;

/// <summary>Prints Markdown.</summary>
internal static class Report
{
    /// <summary>From fact to client, p99, in milliseconds.</summary>
    private const double FactToClientBar = 250;

    private static readonly TextWriter s_out = Console.Out;

    /// <summary>Tells the machine. What the service logs goes to standard error from now on.</summary>
    public static void Begin()
    {
        s_out.WriteLine(Machine());
        s_out.WriteLine();
        Console.SetOut(Console.Error);
    }

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the start";

    /// <summary>The fan-out. Returns whether the bar is met.</summary>
    public static bool Print(FanOutOptions options, FanOutPhase before, FanOutPhase with, FanOutPhase after)
    {
        s_out.WriteLine(Line($"{options.Agents} agents, {options.Watchers} watchers of all of them, {options.Stalled} of these stalled, {options.ChangesPerSecond} changes of state a second, {options.Span.TotalSeconds:0} s a phase:"));
        s_out.WriteLine();
        s_out.WriteLine("| phase | fact → client p50 | p99 | max (ms) | frames/s | order → answer of the core p50 | p99 (ms) | service CPU (cores) | live memory (MiB) |");
        s_out.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (name, phase) in new[] { ("no watchers", before), ("watchers", with), ("no watchers again", after) })
        {
            var seen = phase.FactToClient.Count == 0 ? "– | – | –" : Line($"{phase.FactToClient.At(0.5):0.0} | {phase.FactToClient.At(0.99):0.0} | {phase.FactToClient.At(1):0.0}");
            s_out.WriteLine(Line($"| {name} | {seen} | {phase.Frames / options.Span.TotalSeconds:0} | {phase.Core.At(0.5):0.000} | {phase.Core.At(0.99):0.00} | {phase.ProcessorShare:0.00} | {phase.LiveMegabytes:0.0} |"));
        }

        var isMet = with.FactToClient.At(0.99) <= FactToClientBar;
        s_out.WriteLine();
        s_out.WriteLine(Line($"fact → client p99 {with.FactToClient.At(0.99):0.0} ms of {with.FactToClient.Count} changes seen (bar {FactToClientBar:0}): {(isMet ? "met" : "not met")}"));
        s_out.WriteLine();
        return isMet;
    }

    /// <summary>From the fact to the pixel. Returns whether the bar is met.</summary>
    public static bool Print(FanOutOptions options, PixelPhase seen)
    {
        var isMet = seen.Pixel.At(0.99) <= FactToClientBar;
        s_out.WriteLine(Line($"{options.Agents} agents, 100 queues, {options.Watchers} other boards, {options.Stalled} of these stalled, {options.ChangesPerSecond} changes of state a second, {options.Span.TotalSeconds:0} s:"));
        s_out.WriteLine();
        s_out.WriteLine(Line($"order → painted p50 {seen.Pixel.At(0.5):0} ms, p99 {seen.Pixel.At(0.99):0} ms, longest {seen.Pixel.At(1):0} ms, of {seen.Pixel.Count} figures on the screen and {seen.Changes} changes (bar p99 {FactToClientBar:0} ms): {(isMet ? "met" : "not met")}"));
        return isMet;
    }

    public static void PrintThroughputHead(ThroughputOptions options)
    {
        s_out.WriteLine(Line($"One load generator (our client over HttpClient, one connection), {options.InFlight} unary calls or {options.Streams} streams at a time, {options.Span.TotalSeconds:0} s each:"));
        s_out.WriteLine();
        s_out.WriteLine("| server | unary calls/s | p50 | p99 (ms) | server CPU a call (µs) | (cores) | stream messages/s | server CPU a message (µs) | (cores) |");
        s_out.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    }

    public static void Print(string server, ThroughputResult unary, ThroughputResult stream) => s_out.WriteLine(Line(
        $"| {server} | {unary.PerSecond:0} | {unary.Latency.At(0.5):0.00} | {unary.Latency.At(0.99):0.00} | {unary.ServerMicroseconds:0.0} | {unary.ServerShare:0.00} | {stream.PerSecond:0} | {stream.ServerMicroseconds:0.0} | {stream.ServerShare:0.00} |"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
