namespace Grpc.Core;

/// <summary>What a call made inside another call takes over from it.</summary>
/// <param name="propagateDeadline">Take over the deadline.</param>
/// <param name="propagateCancellation">Take over cancellation.</param>
public class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    /// <summary>Take over both.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Whether the deadline is taken over.</summary>
    public bool IsPropagateDeadline { get; } = propagateDeadline;

    /// <summary>Whether cancellation is taken over.</summary>
    public bool IsPropagateCancellation { get; } = propagateCancellation;
}

/// <summary>Deadline and cancellation of a call being served, for the calls it makes; see <see cref="CallOptions.PropagationToken"/>.</summary>
public class ContextPropagationToken
{
    internal ContextPropagationToken(ServerCallContext parent, ContextPropagationOptions? options)
    {
        options ??= ContextPropagationOptions.Default;
        Deadline = options.IsPropagateDeadline ? parent.Deadline : DateTime.MaxValue;
        CancellationToken = options.IsPropagateCancellation ? parent.CancellationToken : CancellationToken.None;
    }

    internal DateTime Deadline { get; }

    internal CancellationToken CancellationToken { get; }
}
