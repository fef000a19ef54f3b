using Grpc.Core;
using Grpc.Net.Client;
using Telephony.Core;
using Telephony.Server.Rpc;
using Frame = Telephony.V1.WatchAgentsResponse.FrameOneofCase;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Streams over the wire.</summary>
public sealed class WatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Test]
    public async Task A_stream_begins_with_everything_and_goes_on_with_what_changed()
    {
        await using var host = await BoardHost.StartAsync(BoardHost.Site(3));
        using var channel = host.Connect();
        using var watch = Watch(channel);
        var first = await NextAsync(watch);
        Assert.That(first.Snapshot.Agents.Select(a => a.Name), Is.EqualTo(new[] { "agents/1001", "agents/1002", "agents/1003" }));
        host.Command("1002", AgentCommand.LogIn);
        var second = await NextAsync(watch);
        Assert.That(second.Delta.Upserts.Single().State, Is.EqualTo(V1.AgentState.Ready));
        Assert.That(second.Delta.Revision, Is.GreaterThan(first.Snapshot.Revision));
        host.Do(new AcdInput.ConfigurationLoaded(BoardHost.Site(2)));
        Assert.That((await NextAsync(watch)).Delta.Removes, Is.EqualTo(new[] { "agents/1003" }));
    }

    [Test]
    public async Task A_filter_shows_only_what_matches_and_removes_what_matches_no_longer()
    {
        await using var host = await BoardHost.StartAsync(BoardHost.Site(2));
        using var channel = host.Connect();
        using var watch = Watch(channel, "queues/support");
        Assert.That((await NextAsync(watch)).Snapshot.Agents, Is.Empty);
        host.Do(new AcdInput.ConfigurationLoaded(BoardHost.Site(1, "support")));
        Assert.That((await NextAsync(watch)).Delta.Upserts.Single().Name, Is.EqualTo("agents/1001"));
        host.Do(new AcdInput.ConfigurationLoaded(BoardHost.Site(1)));
        Assert.That((await NextAsync(watch)).Delta.Removes, Is.EqualTo(new[] { "agents/1001" }));
    }

    [Test]
    public async Task A_quiet_stream_shows_signs_of_life_and_ends_with_a_goodbye()
    {
        var options = new WatchOptions { FrameInterval = TimeSpan.FromMilliseconds(2), HeartbeatInterval = TimeSpan.FromMilliseconds(20) };
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1), options);
        using var channel = host.Connect();
        using var watch = Watch(channel);
        var revision = (await NextAsync(watch)).Snapshot.Revision;
        var beat = await NextAsync(watch);
        Assert.That(beat.Heartbeat.Revision, Is.EqualTo(revision));
        Assert.That(beat.Heartbeat.ServerTime.ToDateTimeOffset(), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromSeconds(5)));
        host.Stop();
        V1.WatchAgentsResponse last;
        do last = await NextAsync(watch);
        while (last.FrameCase == Frame.Heartbeat);
        Assert.That(last.Goodbye.Reason, Is.EqualTo(V1.Goodbye.Types.Reason.Shutdown));
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience), Is.False);
    }

    [Test]
    public async Task A_board_hears_every_second_how_old_its_figures_are()
    {
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1));
        using var channel = host.Connect();
        using var watch = new V1.BoardService.BoardServiceClient(channel).WatchBoard(new V1.WatchBoardRequest());
        var (begin, beats) = (TimeProvider.System.GetTimestamp(), new List<V1.Heartbeat>());
        while (beats.Count < 3)
        {
            Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience));
            if (watch.ResponseStream.Current.Heartbeat is { } beat) beats.Add(beat);
        }

        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.LessThan(TimeSpan.FromSeconds(12)), "three of other streams take fifteen");
        var ages = beats.Select(b => b.ServerTime.ToDateTimeOffset() - b.AsOf.ToDateTimeOffset()).ToList();
        Assert.That(ages, Is.Ordered, "nothing looks whether there is something new here: the figures grow old");
        Assert.That(ages[2] - ages[0], Is.GreaterThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Frames_come_at_most_as_often_as_they_may_and_the_latest_wins()
    {
        var options = new WatchOptions { FrameInterval = TimeSpan.FromMilliseconds(100) };
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1), options);
        using var channel = host.Connect();
        using var watch = Watch(channel);
        await NextAsync(watch);
        var (begin, frames) = (TimeProvider.System.GetTimestamp(), 0);
        while (TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(1))
        {
            for (var i = 0; i < 20; i++) host.Command("1001", i % 2 == 0 ? AgentCommand.LogIn : AgentCommand.LogOut);
            host.Command("1001", AgentCommand.LogIn);
            var frame = (await NextAsync(watch)).Delta;
            frames++;
            Assert.That(frame.Upserts, Has.Count.EqualTo(1), "one agent, however often it changed");
        }

        Assert.That(frames, Is.InRange(1, 12), "10 a second, one at each end");
    }

    [Test]
    public async Task A_watcher_who_stops_reading_holds_nothing_up_and_later_has_the_latest()
    {
        const int Pictures = 120;
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1_000));
        using var channel = host.Connect();
        using var stalledChannel = host.Connect();
        using var stalled = Watch(stalledChannel);
        using var lively = Watch(channel);
        var seen = new Dictionary<string, V1.Agent>();
        Apply(seen, await NextAsync(lively));
        for (var i = 0; i < Pictures; i++)
        {
            // Every agent changes, so that every frame is large, and the lively watcher sees it before the next.
            var command = i % 2 == 0 ? AgentCommand.LogIn : AgentCommand.LogOut;
            host.Do([.. Enumerable.Range(1001, 1_000).Select(a => new AcdInput.AgentCommanded(null, new AgentId($"{a}"), command, null))]);
            if (i % 10 == 0) Apply(seen, await NextAsync(lively));
        }

        var late = new Dictionary<string, V1.Agent>();
        var frames = 0;
        while (!IsLatest(late, host))
        {
            Apply(late, await NextAsync(stalled));
            frames++;
        }

        while (!IsLatest(seen, host)) Apply(seen, await NextAsync(lively));
        Assert.That(frames, Is.LessThan(Pictures / 4), "what was missed was not kept");
    }

    [Test]
    public async Task A_watcher_who_reads_nothing_for_too_long_is_cut_off()
    {
        var options = new WatchOptions { FrameInterval = TimeSpan.FromMilliseconds(2), WritePatience = TimeSpan.FromMilliseconds(300) };
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1_000), options);
        using var channel = host.Connect();
        using var stalled = Watch(channel);
        await UntilAsync(() => host.Streams.Open == 1, () => { });
        var i = 0;
        await UntilAsync(() => host.Streams.Open == 0, () =>
        {
            var command = i++ % 2 == 0 ? AgentCommand.LogIn : AgentCommand.LogOut;
            host.Do([.. Enumerable.Range(1001, 1_000).Select(a => new AcdInput.AgentCommanded(null, new AgentId($"{a}"), command, null))]);
        });
        var fault = Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await stalled.ResponseStream.MoveNext(default).WaitAsync(Patience)) { }
        })!;
        Assert.That(fault.StatusCode, Is.Not.EqualTo(StatusCode.OK), fault.Message);
        using var again = Watch(channel);
        Assert.That((await NextAsync(again)).Snapshot.Agents, Has.Count.EqualTo(1_000), "the client may come back");
    }

    [Test]
    public async Task One_stream_too_many_is_refused_and_a_closed_one_makes_room()
    {
        var options = new WatchOptions { FrameInterval = TimeSpan.FromMilliseconds(2), MostWatchers = 1 };
        await using var host = await BoardHost.StartAsync(BoardHost.Site(1), options);
        using var channel = host.Connect();
        using (var first = Watch(channel))
        {
            await NextAsync(first);
            using var second = Watch(channel);
            var fault = Assert.ThrowsAsync<RpcException>(() => NextAsync(second))!;
            Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        }

        await UntilAsync(() => host.Streams.Open == 0, () => { });
        using var third = Watch(channel);
        Assert.That((await NextAsync(third)).FrameCase, Is.EqualTo(Frame.Snapshot));
    }

    private static AsyncServerStreamingCall<V1.WatchAgentsResponse> Watch(GrpcChannel channel, string queue = "") =>
        new V1.AgentService.AgentServiceClient(channel).WatchAgents(new V1.WatchAgentsRequest { Queue = queue });

    private static async Task<V1.WatchAgentsResponse> NextAsync(AsyncServerStreamingCall<V1.WatchAgentsResponse> watch)
    {
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience), "the stream goes on");
        return watch.ResponseStream.Current;
    }

    private static void Apply(Dictionary<string, V1.Agent> known, V1.WatchAgentsResponse frame)
    {
        if (frame.FrameCase == Frame.Snapshot) known.Clear();
        foreach (var gone in frame.Delta?.Removes ?? []) known.Remove(gone);
        foreach (var agent in frame.Snapshot?.Agents ?? frame.Delta?.Upserts ?? []) known[agent.Name] = agent;
    }

    private static bool IsLatest(Dictionary<string, V1.Agent> known, BoardHost host) =>
        host.Agents.Now().Items is var items && known.Count == items.Length && items.All(a => a.Equals(known[a.Name]));

    private static async Task UntilAsync(Func<bool> holds, Action meanwhile)
    {
        for (var i = 0; i < 250 && !holds(); i++)
        {
            meanwhile();
            await Task.Delay(20);
        }

        Assert.That(holds());
    }
}
