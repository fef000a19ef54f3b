using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Telephony.Ari.Transport;

/// <summary>A command that was sent and not answered yet.</summary>
internal sealed class PendingCommand(RestRequest request, long deadline, bool wantsBody)
    : TaskCompletionSource<RestReply>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public RestRequest Request => request;

    /// <summary>Timestamp of the clock at which it counts as unanswered.</summary>
    public long Deadline => deadline;

    /// <summary>Whether the body of a success is of interest. That of an error always is.</summary>
    public bool WantsBody => wantsBody;

    /// <summary>A refusal fails the task here, so that nobody has to be woken only to find that all is well.</summary>
    public void Complete(RestReply reply)
    {
        if (reply.IsSuccess) TrySetResult(reply);
        else TrySetException(reply.ToException(request));
    }
}

/// <summary>The commands of one socket that wait for their replies, at most <paramref name="capacity"/>.</summary>
/// <param name="capacity">How many.</param>
/// <param name="clock">Tells how long they wait.</param>
internal sealed class PendingCommands(int capacity, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, PendingCommand> _commands = new();
    private readonly Lock _gate = new();
    private int _count;
    private long _silentSince;
    private string? _closedBecause;

    /// <summary>How long those that wait have seen no reply to any of them; zero when none waits.</summary>
    public TimeSpan Silence => Volatile.Read(ref _count) == 0 ? TimeSpan.Zero : clock.GetElapsedTime(Volatile.Read(ref _silentSince));

    /// <exception cref="AriOverloadedException">Too many wait already.</exception>
    /// <exception cref="AriDisconnectedException">The socket is gone.</exception>
    public void Add(long id, PendingCommand command)
    {
        // The lock makes closing and adding exclude each other: no command can slip in after the rest was failed.
        lock (_gate)
        {
            if (_closedBecause is { } reason) throw Disconnected(command.Request, reason);
            if (_count >= capacity)
                throw new AriOverloadedException($"{command.Request}: {capacity} commands wait for Asterisk already; not sent")
                {
                    Method = command.Request.Method.Method,
                    Path = command.Request.Path,
                };
            if (Interlocked.Increment(ref _count) == 1) Volatile.Write(ref _silentSince, clock.GetTimestamp());
            _commands[id] = command;
        }
    }

    public bool TryTake(long id, [NotNullWhen(true)] out PendingCommand? command)
    {
        if (!_commands.TryRemove(id, out command)) return false;
        Interlocked.Decrement(ref _count);
        Volatile.Write(ref _silentSince, clock.GetTimestamp());
        return true;
    }

    /// <summary>Gives up those whose deadline has passed.</summary>
    public void Expire(long now, TimeSpan timeout)
    {
        foreach (var (id, command) in _commands)
        {
            if (command.Deadline > now || !TryTake(id, out _)) continue;
            command.TrySetException(Timeout(command.Request, timeout));
        }
    }

    /// <summary>Fails every command, and those to come.</summary>
    public void Close(string reason)
    {
        lock (_gate) _closedBecause ??= reason;
        foreach (var (id, _) in _commands)
            if (TryTake(id, out var command)) command.TrySetException(Disconnected(command.Request, reason));
    }

    public static AriTimeoutException Timeout(RestRequest request, TimeSpan timeout) =>
        new($"{request}: no reply within {timeout.TotalSeconds:0.###} s, outcome unknown")
        {
            Method = request.Method.Method,
            Path = request.Path,
        };

    public static AriDisconnectedException Disconnected(RestRequest request, string reason, Exception? inner = null) =>
        new($"{request}: {reason}", inner)
        {
            Method = request.Method.Method,
            Path = request.Path,
        };
}
