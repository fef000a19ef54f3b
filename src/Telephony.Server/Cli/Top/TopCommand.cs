using System.CommandLine;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;

namespace Telephony.Server.Cli.Top;

/// <summary><c>telephony top</c>: the board on the whole terminal, until q or Ctrl+C.</summary>
internal static class TopCommand
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500); // clocks run by seconds
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);

    public static Command Create() => ClientCommand.Verb("top", "The board on the whole terminal: queues, agents, calls. q ends it.", RunAsync).WithCommon();

    private static async Task RunAsync(Session session)
    {
        if (!session.Screen.IsTerminal || Console.IsInputRedirected)
            throw new CommandLineException("top wants a terminal; telephony queue list --watch shows changes line by line");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Cancel);
        var (board, gate) = (new TopBoard(session.Server), new Lock());
        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var chosen = 0;
        var terminal = new TopTerminal(session.Out, session.Screen.HasColour);
        Task[] streams =
        [
            FollowAsync("queues", board.Queues, session.WatchQueues()),
            FollowAsync("agents", board.Agents, session.WatchAgents("")),
            FollowAsync("calls", board.Calls, session.WatchCalls("")),
        ];
        ReadKeys(key => Press(key), end.Token);
        terminal.Begin();
        try
        {
            var news = wake.Reader.ReadAsync(end.Token).AsTask();
            while (!end.IsCancellationRequested && !streams.Any(s => s.IsFaulted))
            {
                lock (gate) terminal.Show(TopPage.Draw(board, chosen, Console.WindowWidth, Console.WindowHeight, DateTimeOffset.UtcNow), Console.WindowWidth);
                await Task.WhenAny(news, Task.Delay(Tick, end.Token));
                if (news.IsCompletedSuccessfully) news = wake.Reader.ReadAsync(end.Token).AsTask();
                await Task.WhenAny(Task.Delay(LeastPause, end.Token)); // not oftener than the eye sees
            }
        }
        finally
        {
            terminal.End();
            await end.CancelAsync();
        }

        foreach (var stream in streams) await EndedAsync(stream);

        async Task FollowAsync<T, TFrame>(string name, LiveList<T> list, Watching<T, TFrame> watching)
            where T : IMessage<T>
            where TFrame : IMessage<TFrame>
        {
            await Following.RunAsync(
                watching.Open,
                response =>
                {
                    var frame = watching.Read(response);
                    lock (gate) board.Take(name, list, frame, DateTimeOffset.UtcNow);
                    wake.Writer.TryWrite(true);
                    return Task.FromResult(frame.Goodbye);
                },
                why =>
                {
                    lock (gate) board.Lose(name, why);
                    wake.Writer.TryWrite(true);
                    return Task.CompletedTask;
                },
                end.Token);
        }

        void Press(ConsoleKey key)
        {
            lock (gate)
            {
                var last = board.Queues.Items.Count;
                chosen = key switch
                {
                    ConsoleKey.UpArrow or ConsoleKey.K => Math.Max(0, chosen - 1),
                    ConsoleKey.DownArrow or ConsoleKey.J => Math.Min(last, chosen + 1),
                    ConsoleKey.Home => 0,
                    ConsoleKey.End => last,
                    _ => chosen,
                };
            }

            if (key is ConsoleKey.Q or ConsoleKey.Escape) end.Cancel();
            wake.Writer.TryWrite(true);
        }
    }

    /// <summary>A stream that was ended is no failure; one that was refused is.</summary>
    private static async Task EndedAsync(Task stream)
    {
        try
        {
            await stream;
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // q, or another stream was refused.
        }
    }

    /// <summary>On a thread of its own: reading a key cannot be cancelled.</summary>
    private static void ReadKeys(Action<ConsoleKey> press, CancellationToken end)
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (!end.IsCancellationRequested) press(Console.ReadKey(intercept: true).Key);
            }
            catch (Exception fault) when (fault is InvalidOperationException or IOException or ObjectDisposedException)
            {
                // The terminal is gone, or the board has ended already.
            }
        })
        { IsBackground = true, Name = "keys" };
        thread.Start();
    }
}
