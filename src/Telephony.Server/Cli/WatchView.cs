using Google.Protobuf;

namespace Telephony.Server.Cli;

/// <summary><c>--watch</c>: a terminal shows the table as it is now; elsewhere each change is a line.</summary>
internal static class WatchView
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Shows things until cancelled.</summary>
    public static Task WatchAsync<T, TFrame>(this Session session, Watching<T, TFrame> watching, IReadOnlyList<Column<T>> columns, Func<T, bool> isWanted)
        where T : IMessage<T>
        where TFrame : IMessage<TFrame> =>
        session.Format == OutputFormat.Json ? session.PrintFramesAsync(watching)
        : session.Screen.IsTerminal ? session.RedrawAsync(watching, columns, isWanted)
        : session.PrintChangesAsync(watching, columns, isWanted);

    private static Task PrintFramesAsync<T, TFrame>(this Session session, Watching<T, TFrame> watching)
        where T : IMessage<T>
        where TFrame : IMessage<TFrame> =>
        Following.RunAsync(
            watching.Open,
            async frame =>
            {
                await session.PrintJsonAsync(frame, isOneOfMany: true);
                await session.Out.FlushAsync(session.Cancel);
                return watching.Read(frame).Goodbye;
            },
            session.TellLostAsync,
            session.Cancel);

    private static Task PrintChangesAsync<T, TFrame>(this Session session, Watching<T, TFrame> watching, IReadOnlyList<Column<T>> columns, Func<T, bool> isWanted)
        where T : IMessage<T>
        where TFrame : IMessage<TFrame> =>
        Following.RunAsync(
            watching.Open,
            async response =>
            {
                var frame = watching.Read(response);
                var lines = Table.Lines(columns, frame.News.Where(isWanted), DateTimeOffset.UtcNow);
                foreach (var line in frame.Snapshot is null ? lines.Skip(1) : lines) await session.Out.WriteLineAsync(line);
                foreach (var gone in frame.Removes) await session.Out.WriteLineAsync($"{Wording.Id(gone)}  gone");
                await session.Out.FlushAsync(session.Cancel);
                return frame.Goodbye;
            },
            session.TellLostAsync,
            session.Cancel);

    private static async Task RedrawAsync<T, TFrame>(this Session session, Watching<T, TFrame> watching, IReadOnlyList<Column<T>> columns, Func<T, bool> isWanted)
        where T : IMessage<T>
        where TFrame : IMessage<TFrame>
    {
        var (list, gate, trouble) = (new LiveList<T>(watching.NameOf), new Lock(), "");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(session.Cancel);
        var drawing = DrawAsync();
        try
        {
            await Following.RunAsync(
                watching.Open,
                response =>
                {
                    var frame = watching.Read(response);
                    lock (gate)
                    {
                        list.Apply(frame);
                        trouble = "";
                    }

                    Draw();
                    return Task.FromResult(frame.Goodbye);
                },
                why =>
                {
                    lock (gate) trouble = why;
                    Draw();
                    return Task.CompletedTask;
                },
                end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await drawing;
        }

        async Task DrawAsync()
        {
            using var timer = new PeriodicTimer(Tick);
            try
            {
                while (await timer.WaitForNextTickAsync(end.Token)) Draw();
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C: what was drawn stays.
            }
        }

        void Draw()
        {
            lock (gate)
            {
                var lines = Table.Lines(columns, list.Items.Where(isWanted), DateTimeOffset.UtcNow);
                session.Out.Write("\e[H"); // over what was drawn before, so that nothing flickers
                foreach (var (line, i) in lines.Select((l, i) => (l, i))) session.Out.Write($"{(i == 0 ? session.Screen.Bold(line) : line)}\e[K\n");
                session.Out.Write($"{(trouble.Length > 0 ? $"{trouble}; trying again" : "")}\e[J");
                session.Out.Flush();
            }
        }
    }

    /// <summary>Where lines go to programs, that a stream was cut is said beside them.</summary>
    public static Task TellLostAsync(this Session session, string why) => session.Error.WriteLineAsync($"telephony: {why}; trying again");
}
