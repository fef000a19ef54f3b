using Google.Protobuf;
using Grpc.Core;
using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <content>What people and other systems do to live calls.</content>
internal sealed partial class CallServiceImpl
{
    private const int DigitsMost = 32;
    private const string Keys = "0123456789*#ABCD";

    public override Task<V1.HangupResponse> Hangup(V1.HangupRequest request, ServerCallContext context) => DoAsync(
        request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
        (call, asked) => new AcdInput.HangUpOrdered(asked, call, request.By), call => new V1.HangupResponse { Call = call });

    public override Task<V1.HoldResponse> Hold(V1.HoldRequest request, ServerCallContext context) => DoAsync(
        request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
        (call, asked) => new AcdInput.HoldOrdered(asked, call, request.On, request.By), call => new V1.HoldResponse { Call = call });

    public override Task<V1.SendDigitsResponse> SendDigits(V1.SendDigitsRequest request, ServerCallContext context)
    {
        if (request.Digits.Length is 0 or > DigitsMost || request.Digits.Any(d => !Keys.Contains(d, StringComparison.Ordinal)))
            throw Refusals.Field("digits", $"1 to {DigitsMost} of the keys {Keys} are wanted");
        return DoAsync(
            request, request.Call, request.By, new Asking(request.RequestId, request.ValidateOnly, request.Etag),
            (call, asked) => new AcdInput.DigitsOrdered(asked, call, request.Digits, request.By), call => new V1.SendDigitsResponse { Call = call });
    }

    private Task<TResponse> DoAsync<TResponse>(
        IMessage request, string name, string by, Asking how, Func<CallId, RequestId, AcdInput> input, Func<V1.Call?, TResponse> answer, Action? check = null)
        where TResponse : class, IMessage
    {
        var call = new CallId(Names.Id(Names.Calls, name, "call"));
        Fields.CheckBy(by);
        var order = new Order(request, how.RequestId, how.ValidateOnly, asked => input(call, asked), refusal => CoreRefusals.OfCall(name, refusal))
        {
            Check = check ?? (() => { }),
            Etag = how.Etag,
            Present = acd => acd.Show(call) is { } view ? (name, Etags.Of(view)) : null,
            CheckState = async () =>
            {
                if (await core.QuestionAsync(acd => acd.WhyNot(input(call, default))) is { } refusal) throw CoreRefusals.OfCall(name, refusal);
            },
        };
        return orders.DoAsync(order, acd => acd.Show(call), view => answer(view is null ? null : Views.Of(view)));
    }
}
