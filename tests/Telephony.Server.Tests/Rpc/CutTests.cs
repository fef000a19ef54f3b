using Grpc.Net.Client;
using Telephony.Server.Cli;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Connections that break anywhere: who resumes loses nothing and sees nothing twice.</summary>
public sealed class CutTests : ApiFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestCase(1)]
    [TestCase(2)]
    public async Task Events_resumed_after_the_last_sequence_are_complete_and_single(int seed)
    {
        var dice = new Random(seed);
        await using var proxy = new CuttingProxy(Api.GrpcAddress, Cuts(dice, first: 6_000));
        using var channel = GrpcChannel.ForAddress(proxy.Address);
        var (audit, seen, after) = (new V1.AuditService.AuditServiceClient(channel), new List<long>(), 0L);
        using var end = new CancellationTokenSource(Patience);
        var last = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var following = FollowAsync();
        for (var i = 0; i < 60; i++)
        {
            await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
            await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" });
        }

        last.SetResult((await EventsAsync("AgentStateChanged"))[^1].Sequence);
        await following;
        Assert.That(seen, Is.EqualTo(Enumerable.Range(1, (int)await last.Task).Select(i => (long)i)));
        Assert.That(proxy.Cuts, Is.GreaterThan(2), "there were cuts");

        async Task FollowAsync()
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            try
            {
                await UntilFoundAsync(done);
            }
            catch (OperationCanceledException) when (!end.IsCancellationRequested)
            {
                // All have been seen.
            }
        }

        Task UntilFoundAsync(CancellationTokenSource done) => Following.RunAsync(
            cancel => audit.WatchEvents(new V1.WatchEventsRequest { AfterSequence = after }, cancellationToken: cancel),
            async frame =>
            {
                foreach (var one in frame.Batch?.Events ?? [])
                {
                    seen.Add(one.Sequence);
                    after = one.Sequence;
                }

                if (last.Task.IsCompleted && after >= await last.Task)
                {
                    await done.CancelAsync();
                    done.Token.ThrowIfCancellationRequested();
                }

                return frame.Goodbye;
            },
            _ => Task.CompletedTask,
            done.Token);
    }

    /// <summary>The first connection lets a first frame through, and each lets more through than those before, so that there is progress.</summary>
    private static Func<int> Cuts(Random dice, int first)
    {
        var connections = 0;
        return () => connections++ == 0 ? first : dice.Next(700, 2_000) * connections;
    }

    [TestCase(4)]
    [TestCase(5)]
    public async Task Pictures_begun_anew_after_a_cut_end_as_the_latest(int seed)
    {
        var dice = new Random(seed);
        await using var proxy = new CuttingProxy(Api.GrpcAddress, Cuts(dice, first: 1_500));
        using var channel = GrpcChannel.ForAddress(proxy.Address);
        var (client, list, gate) = (new V1.AgentService.AgentServiceClient(channel), new LiveList<V1.Agent>(a => a.Name), new Lock());
        using var end = new CancellationTokenSource();
        var following = Following.RunAsync(
            cancel => client.WatchAgents(new V1.WatchAgentsRequest(), cancellationToken: cancel),
            frame =>
            {
                lock (gate) list.Apply(ListFrames.Of(frame));
                return Task.FromResult<V1.Goodbye?>(frame.Goodbye);
            },
            _ => Task.CompletedTask,
            end.Token);
        await Api.UntilAsync("a first picture", () => Task.FromResult(list.Items.Count == 2));
        for (var i = 0; i < 25; i++)
        {
            await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1001" });
            await Task.Delay(20); // let some frames out
            await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1001" });
        }

        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        var latest = (await Api.Agents.ListAgentsAsync(new V1.ListAgentsRequest())).Agents;
        await Api.UntilAsync("the client has the latest", () =>
        {
            lock (gate) return Task.FromResult(list.Items.SequenceEqual(latest));
        });
        await end.CancelAsync();
        Assert.That(async () => await following, Throws.InstanceOf<Exception>());
        Assert.That(proxy.Cuts, Is.GreaterThan(0), "there were cuts");
    }
}
