using Grpc.Core;
using Grpc.Net.Client;
using Telephony.Core;
using Frame = Telephony.V1.WatchAgentsResponse.FrameOneofCase;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Clients who open streams and do not read them.</summary>
public sealed class StalledWatchersTests
{
    private const int Agents = 500;
    private const int Stalled = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task They_hold_a_fixed_amount_of_memory_hold_up_nobody_and_later_have_the_latest()
    {
        await using var host = await BoardHost.StartAsync(BoardHost.Site(Agents));
        using var livelyChannel = host.Connect();
        using var lively = Watch(livelyChannel);
        var stalled = Enumerable.Range(0, Stalled).Select(_ => host.Connect()).Select(channel => (Channel: channel, Watch: Watch(channel))).ToList();
        await NextAsync(lively);
        for (var i = 0; i < 250 && host.Streams.Open < Stalled + 1; i++) await Task.Delay(20);
        Assert.That(host.Streams.Open, Is.EqualTo(Stalled + 1));

        await ChangeAsync(host, lively, 20); // by now all buffers between here and there are full
        var early = GC.GetTotalMemory(forceFullCollection: true);
        await ChangeAsync(host, lively, 100);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - early;
        Assert.That(grown, Is.LessThan(Stalled * (64 << 10)), "100 pictures of 500 changed agents each are some 5 MB for each watcher");

        var late = new Dictionary<string, V1.Agent>();
        var frames = 0;
        while (!host.Agents.Now().Items.All(a => late.TryGetValue(a.Name, out var known) && known.Equals(a)))
        {
            var frame = await NextAsync(stalled[0].Watch);
            if (frame.FrameCase == Frame.Snapshot) late.Clear();
            foreach (var agent in frame.Snapshot?.Agents ?? frame.Delta?.Upserts ?? []) late[agent.Name] = agent;
            frames++;
        }

        TestContext.Out.WriteLine($"{Stalled} stalled watchers grew by {grown / 1024} KiB in all; one who read again had the latest after {frames} frames");
        Assert.That(frames, Is.LessThan(60), "what was missed was not kept");
        foreach (var (channel, watch) in stalled)
        {
            watch.Dispose();
            channel.Dispose();
        }
    }

    /// <summary>Every agent changes, again and again; whoever reads sees each change before the next.</summary>
    private static async Task ChangeAsync(BoardHost host, AsyncServerStreamingCall<V1.WatchAgentsResponse> lively, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var command = i % 2 == 0 ? AgentCommand.LogIn : AgentCommand.LogOut;
            host.Do([.. Enumerable.Range(1001, Agents).Select(a => new AcdInput.AgentCommanded(null, new AgentId($"{a}"), command, null))]);
            while ((await NextAsync(lively)).FrameCase != Frame.Delta) { }
        }
    }

    private static AsyncServerStreamingCall<V1.WatchAgentsResponse> Watch(GrpcChannel channel) =>
        new V1.AgentService.AgentServiceClient(channel).WatchAgents(new V1.WatchAgentsRequest());

    private static async Task<V1.WatchAgentsResponse> NextAsync(AsyncServerStreamingCall<V1.WatchAgentsResponse> watch)
    {
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience), "the stream goes on");
        return watch.ResponseStream.Current;
    }
}
