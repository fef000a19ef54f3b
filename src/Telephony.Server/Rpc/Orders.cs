using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;
using Telephony.Server.Board;

namespace Telephony.Server.Rpc;

/// <summary>How something is asked: what every request that changes something says.</summary>
/// <param name="RequestId">Names the request, or empty.</param>
/// <param name="ValidateOnly">Only check.</param>
/// <param name="Etag">The thing as the client saw it, or empty.</param>
internal readonly record struct Asking(string RequestId, bool ValidateOnly, string Etag);

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

    /// <summary>The etag of the thing as the client saw it; empty when it does not matter.</summary>
    public string Etag { get; init; } = "";

    /// <summary>Name and etag of the thing as it is; null when it is not there.</summary>
    public Func<Acd, (string Name, string Etag)?> Present { get; init; } = static _ => null;

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
        if (order.Etag.Length > 0) await CheckEtagAsync(order);
        await order.CheckState();
        return answer(await core.QuestionAsync(show));
    }

    private async Task<TView> CarryOutAsync<TView>(Order order, Func<Acd, TView> show)
    {
        order.Check();
        (string Name, string Etag)? changed = null;
        var refusal = await core.CommandAsync(order.Input, order.Etag.Length == 0 ? null : acd =>
        {
            changed = Changed(order, acd);
            return changed is null ? null : "changed meanwhile";
        });
        if (changed is { } present) throw Etags.Mismatch(present.Name, order.Etag, present.Etag);
        if (refusal is not null) throw order.Refuse(refusal);
        var (view, facts) = await core.QuestionAsync(acd => (show(acd), acd.FactSequence));
        await UntilShownAsync(facts);
        return view;
    }

    private async Task CheckEtagAsync(Order order)
    {
        if (await core.QuestionAsync(acd => Changed(order, acd)) is { } present) throw Etags.Mismatch(present.Name, order.Etag, present.Etag);
    }

    /// <summary>The thing as it is, when it is not as the client saw it.</summary>
    private static (string Name, string Etag)? Changed(Order order, Acd acd) => order.Present(acd) is { } present && present.Etag != order.Etag ? present : null;

    /// <summary>Who asks for the thing next is not to be shown an older one. Pictures are up to 100 ms behind the loop.</summary>
    private async Task UntilShownAsync(long facts)
    {
        var begin = time.GetTimestamp();
        while (board.Latest?.FactSequence < facts && time.GetElapsedTime(begin) < PicturePatience) await Task.Delay(PictureInterval, time);
    }
}
