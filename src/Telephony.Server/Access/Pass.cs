using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>Who was let in, to what, and what is shown.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Rule">The row of the table.</param>
/// <param name="Reach">How far.</param>
/// <param name="Sight">What is shown.</param>
internal sealed record Pass(Principal Principal, AccessRule Rule, Reach Reach, Sight Sight)
{
    /// <summary>Writes how it ended; does nothing for what is not recorded.</summary>
    public Action<string?> End { get; init; } = static _ => { };

    /// <summary>Does what was let in, and writes how it ended.</summary>
    public async Task<T> DoAsync<T>(Func<Task<T>> action)
    {
        try
        {
            var done = await action();
            End(null);
            return done;
        }
        catch (Exception fault)
        {
            End(fault is RpcException refusal ? ReasonOf(refusal) : fault is OperationCanceledException ? "CANCELLED" : "INTERNAL");
            throw;
        }
    }

    /// <summary>An answer as it is shown.</summary>
    public T Shown<T>(T answer)
        where T : class => Sight.SeesNumbers ? answer : NumberMask.Of(answer);

    /// <summary>Whether the caller is still let in: a stream would outlive the token it was opened with otherwise.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED.</exception>
    public void CheckStillHolds(TimeProvider time)
    {
        if (Principal.Until <= time.GetUtcNow() || !Principal.StillHolds()) throw Refusals.Because(Reason.TokenInvalid, []);
    }

    /// <summary>The reason of a refusal, for programs.</summary>
    public static string ReasonOf(RpcException refusal) =>
        refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Type is { Length: > 0 } reason ? reason : refusal.StatusCode.ToString().ToUpperInvariant();
}
