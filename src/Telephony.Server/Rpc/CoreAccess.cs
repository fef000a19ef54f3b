using Telephony.Core;
using Telephony.Server.Cluster;

namespace Telephony.Server.Rpc;

/// <summary>What the API asks of the core.</summary>
internal interface ICoreAccess
{
    /// <summary>Has something done; null when done, otherwise why not.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="unless">Why it is not to be done, looked at with nothing in between; null when nothing is to be looked at.</param>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no answer in time.</exception>
    Task<string?> CommandAsync(Func<RequestId, AcdInput> input, Func<Acd, string?>? unless = null);

    /// <summary>Asks something that changes nothing.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no answer in time.</exception>
    Task<T> QuestionAsync<T>(Func<Acd, T> question);
}

/// <summary>The loop, as long as it answers. Does not depend on the client's patience: what is begun is ended.</summary>
/// <param name="loop">The loop.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long an answer may take; null: 5 s.</param>
/// <param name="seat">The router's part in a cluster; null when it is alone.</param>
internal sealed class LoopAccess(AcdLoop loop, TimeProvider time, TimeSpan? patience = null, ClusterSeat? seat = null) : ICoreAccess
{
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(5);

    public Task<string?> CommandAsync(Func<RequestId, AcdInput> input, Func<Acd, string?>? unless = null) =>
        seat is { IsFollowing: true } ? throw Refusals.Because(Reason.NotLeader, []) : InTimeAsync(cancel => loop.AskAsync(input, unless, cancel));

    public Task<T> QuestionAsync<T>(Func<Acd, T> question) => InTimeAsync(cancel => loop.QuestionAsync(question, cancel));

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var bound = new CancellationTokenSource(_patience, time);
        try
        {
            return await ask(bound.Token);
        }
        catch (OperationCanceledException)
        {
            throw Refusals.Because(Reason.RouterHangs, []);
        }
    }
}
