namespace Telephony.Server.Tests.Rpc;

/// <summary>The one stream that a board lives on.</summary>
public sealed class BoardTests : SharedApiFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);


    [Test]
    public async Task A_board_begins_with_everything_and_goes_on_with_what_changed()
    {
        using var watch = new V1.BoardService.BoardServiceClient(Api.Channel).WatchBoard(new V1.WatchBoardRequest());
        Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience));
        var first = watch.ResponseStream.Current.Snapshot;
        Assert.That(first.Queues.Select(q => q.Name), Is.EqualTo(new[] { "queues/sales", "queues/support", "queues/tech", "queues/vip" }));
        Assert.That(first.Agents.Select(a => a.Name), Is.EqualTo(new[] { "agents/1001", "agents/1002" }));
        Assert.That(first.Site.AsteriskConnected);
        Assert.That(first.Site.PauseReasons.Select(r => (r.Name, r.NeedsApproval)), Is.EqualTo(new[] { ("break", false), ("training", true) }));
        Assert.That(first.Site.Skills, Is.EqualTo(new[] { "english" }));
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = "agents/1002" });
        var delta = await UntilAsync(watch.ResponseStream, d => d.Agents.Any(a => a.Name == "agents/1002" && a.State == V1.AgentState.Ready));
        Assert.That(delta.Agents.Select(a => a.Name), Is.EqualTo(new[] { "agents/1002" }), "nothing that did not change");
        Assert.That(delta.Site, Is.Null);
        await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = "agents/1002" });
    }

    [Test]
    public async Task Waiting_calls_show_their_position_and_what_they_ask_for()
    {
        using var watch = new V1.BoardService.BoardServiceClient(Api.Channel).WatchBoard(new V1.WatchBoardRequest());
        var first = await Api.CallAsync("8100");
        var second = await Api.CallAsync("8100");
        var known = new Dictionary<string, V1.Call>();
        await UntilAsync(() => known.GetValueOrDefault(second)?.Position == 2);
        Assert.That((known[first].Position, known[first].Skills), Is.EqualTo((1, "english>=5")));
        await Api.Routing.SetPriorityAsync(new V1.SetPriorityRequest { Call = second, Priority = 9, By = "kim" });
        await UntilAsync(() => (known[first].Position, known[second].Position) == (2, 1));
        await Api.Routing.WithdrawAsync(new V1.WithdrawRequest { Call = second, By = "kim" });
        await UntilAsync(() => !known.ContainsKey(second) && known[first].Position == 1);
        await Api.Routing.WithdrawAsync(new V1.WithdrawRequest { Call = first, By = "kim" });

        async Task UntilAsync(Func<bool> holds)
        {
            while (!holds())
            {
                Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(Patience));
                var frame = watch.ResponseStream.Current;
                foreach (var call in frame.Snapshot?.Calls ?? frame.Delta?.Calls ?? []) known[call.Name] = call;
                foreach (var gone in frame.Delta?.Removes ?? []) known.Remove(gone);
            }
        }
    }

    [Test]
    public async Task A_browser_reads_it_too()
    {
        var frames = await Api.StreamAsync("BoardService/WatchBoard", "{}", 1);
        Assert.That(frames[0].GetProperty("snapshot").GetProperty("queues").GetArrayLength(), Is.EqualTo(4));
    }

    private static async Task<V1.BoardDelta> UntilAsync(Grpc.Core.IAsyncStreamReader<V1.WatchBoardResponse> frames, Func<V1.BoardDelta, bool> holds)
    {
        while (true)
        {
            Assert.That(await frames.MoveNext(default).WaitAsync(Patience));
            if (frames.Current.Delta is { } delta && holds(delta)) return delta;
        }
    }
}
