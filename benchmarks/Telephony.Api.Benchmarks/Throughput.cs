using System.Diagnostics;
using Grpc.Net.Client;

namespace Telephony.Api.Benchmarks;

/// <summary>How the throughput of servers is measured.</summary>
/// <param name="Span">How long each measurement lasts.</param>
/// <param name="WarmUp">Discarded before it.</param>
/// <param name="InFlight">Unary calls under way at any time.</param>
/// <param name="Streams">Streams read at any time.</param>
internal sealed record ThroughputOptions(TimeSpan Span, TimeSpan WarmUp, int InFlight, int Streams);

/// <summary>What one server did with one shape of call.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Latency">From call to answer; empty for streams.</param>
/// <param name="ServerMicroseconds">Processor time of the server an answer.</param>
/// <param name="ServerShare">Processor time of the server as a share of one core.</param>
internal sealed record ThroughputResult(double PerSecond, Times Latency, double ServerMicroseconds, double ServerShare);

/// <summary>The same calls with the same messages against each server in turn, from one load generator: our client over HttpClient.</summary>
internal static class Throughput
{
    /// <summary>Messages a stream brings; then it is called again.</summary>
    public const int StreamLength = 1_000;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>The servers by name, and how each is started. Each prints its port.</summary>
    public static IReadOnlyList<(string Name, Func<Child> Start)> Servers(string descriptors) =>
    [
        ("Telephony.Grpc", () => Child.Again("server")),
        ("@grpc/grpc-js", () => Child.Start("node", Path.Combine(AppContext.BaseDirectory, "servers", "node_server.mjs"), Folders.NodePackages, Folders.Protos)),
        ("Python grpcio", () => Child.Start("/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "servers", "python_server.py"), descriptors)),
    ];

    /// <summary>Measures one server.</summary>
    public static async Task<(ThroughputResult Unary, ThroughputResult Stream)> RunAsync(Func<Child> start, ThroughputOptions options)
    {
        using var server = start();
        var port = await server.LineAsync(StartPatience);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        var client = new V1.AgentService.AgentServiceClient(channel);
        await CheckAsync(client);
        var unary = await MeasureAsync(server, options, options.InFlight, (times, end) => UnaryAsync(client, times, end));
        var stream = await MeasureAsync(server, options, options.Streams, (times, end) => StreamAsync(client, end));
        return (unary, stream);
    }

    /// <summary>All servers answer the same messages.</summary>
    private static async Task CheckAsync(V1.AgentService.AgentServiceClient client)
    {
        var answer = await client.GetAgentAsync(new V1.GetAgentRequest { Name = Sample.Agent.Name });
        if (!answer.Agent.Equals(Sample.Agent)) throw new InvalidDataException($"another answer: {answer}");
        using var watch = client.WatchAgents(new V1.WatchAgentsRequest());
        if (!await watch.ResponseStream.MoveNext(default) || !watch.ResponseStream.Current.Equals(Sample.Frame)) throw new InvalidDataException("another frame");
    }

    private static async Task<ThroughputResult> MeasureAsync(Child server, ThroughputOptions options, int workers, Func<Times, Func<bool>, Task<long>> work)
    {
        await RunForAsync(options.WarmUp, workers, end => work(new Times(), end));
        var (times, used, clock) = (new Times(), server.ProcessorTime(), Stopwatch.StartNew());
        var done = await RunForAsync(options.Span, workers, end => work(times, end));
        var (elapsed, processor) = (clock.Elapsed, server.ProcessorTime() - used);
        return new ThroughputResult(done / elapsed.TotalSeconds, times, processor.TotalMicroseconds / Math.Max(1, done), processor / elapsed);
    }

    private static async Task<long> RunForAsync(TimeSpan span, int workers, Func<Func<bool>, Task<long>> work)
    {
        var clock = Stopwatch.StartNew();
        var done = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => work(() => clock.Elapsed >= span))));
        return done.Sum();
    }

    private static async Task<long> UnaryAsync(V1.AgentService.AgentServiceClient client, Times times, Func<bool> isOver)
    {
        var (done, own, request) = (0L, new List<double>(), new V1.GetAgentRequest { Name = Sample.Agent.Name });
        while (!isOver())
        {
            var begin = Stopwatch.GetTimestamp();
            await client.GetAgentAsync(request);
            own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            done++;
        }

        times.Add(own);
        return done;
    }

    private static async Task<long> StreamAsync(V1.AgentService.AgentServiceClient client, Func<bool> isOver)
    {
        var done = 0L;
        while (!isOver())
        {
            using var watch = client.WatchAgents(new V1.WatchAgentsRequest());
            while (!isOver() && await watch.ResponseStream.MoveNext(default)) done++;
        }

        return done;
    }
}
