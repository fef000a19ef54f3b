using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>What the API asks of the core.</summary>
internal interface ICoreAccess
{
    /// <summary>Has something done; null when done, otherwise why not.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no answer in time.</exception>
    Task<string?> CommandAsync(Func<RequestId, AcdInput> input);

    /// <summary>Asks something that changes nothing.</summary>
    /// <exception cref="Grpc.Core.RpcException">UNAVAILABLE: no answer in time.</exception>
    Task<T> QuestionAsync<T>(Func<Acd, T> question);
}

/// <summary>The loop, as long as it answers. Does not depend on the client's patience: what is begun is ended.</summary>
internal sealed class LoopAccess(AcdLoop loop, TimeProvider time) : ICoreAccess
{
    private static readonly TimeSpan LoopPatience = TimeSpan.FromSeconds(5);

    public Task<string?> CommandAsync(Func<RequestId, AcdInput> input) => InTimeAsync(cancel => loop.AskAsync(input, cancel));

    public Task<T> QuestionAsync<T>(Func<Acd, T> question) => InTimeAsync(cancel => loop.QuestionAsync(question, cancel));

    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        using var patience = new CancellationTokenSource(LoopPatience, time);
        try
        {
            return await ask(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw Refusals.Because(Reason.RouterHangs, []);
        }
    }
}
