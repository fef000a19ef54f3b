using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>Something asked of the core, as it was asked for.</summary>
/// <param name="Request">The whole request.</param>
/// <param name="RequestId">Names the request, or empty.</param>
/// <param name="ValidateOnly">Only check.</param>
/// <param name="Input">What the core is told.</param>
/// <param name="Refuse">The core's refusal as an error.</param>
internal sealed record Order(IMessage Request, string RequestId, bool ValidateOnly, Func<RequestId, AcdInput> Input, Func<string, RpcException> Refuse)
{
    /// <summary>Throws when the request cannot be meant.</summary>
    public Action Check { get; init; } = static () => { };

    /// <summary>Throws when it could not be carried out now. Only for an order that is only to be checked: otherwise the core says so itself.</summary>
    public Func<Task> CheckState { get; init; } = static () => Task.CompletedTask;
}

/// <summary>Has orders checked, each carried out once, and answered with the thing as it is then.</summary>
internal sealed class Orders(RequestLedger ledger, ICoreAccess core, LiveBoard board, TimeProvider time)
{
    private static readonly TimeSpan PicturePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PictureInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Checks an order, and unless it is only to be checked, has it carried out.</summary>
    /// <param name="order">What is asked.</param>
    /// <param name="show">Shows the thing it is about.</param>
    /// <param name="answer">Makes the answer.</param>
    /// <exception cref="RpcException">It is refused.</exception>
    public async Task<TResponse> DoAsync<TView, TResponse>(Order order, Func<Acd, TView> show, Func<TView, TResponse> answer)
        where TResponse : class, IMessage
    {
        if (!order.ValidateOnly) return await ledger.OnceAsync(order.RequestId, order.Request, async () => answer(await CarryOutAsync(order, show)));
        RequestLedger.CheckId(order.RequestId);
        order.Check();
        await order.CheckState();
        return answer(await core.QuestionAsync(show));
    }

    private async Task<TView> CarryOutAsync<TView>(Order order, Func<Acd, TView> show)
    {
        order.Check();
        if (await core.CommandAsync(order.Input) is { } refusal) throw order.Refuse(refusal);
        var (view, facts) = await core.QuestionAsync(acd => (show(acd), acd.FactSequence));
        await UntilShownAsync(facts);
        return view;
    }

    /// <summary>Who asks for the thing next is not to be shown an older one. Pictures are up to 100 ms behind the loop.</summary>
    private async Task UntilShownAsync(long facts)
    {
        var begin = time.GetTimestamp();
        while (board.Latest?.FactSequence < facts && time.GetElapsedTime(begin) < PicturePatience) await Task.Delay(PictureInterval, time);
    }
}
