using Grpc.Core;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Sends a token with every call.</summary>
internal sealed class Bearer(CallInvoker inner, string token) : CallInvoker
{
    /// <summary>Makes a token in the service's data folder, and calls with it from when the service knows it.</summary>
    public static async Task<(Bearer Calls, string Token)> ForAsync(RunningApi api, Role role, Scope? scope = null, string? name = null)
    {
        var token = New(api, role, scope, name);
        var calls = new Bearer(api.Channel.CreateCallInvoker(), token);
        await api.UntilAsync("the service knows the token", () => calls.IsKnownAsync());
        return (calls, token);
    }

    /// <summary>A new token, which the service knows within a second.</summary>
    public static string New(RunningApi api, Role role, Scope? scope = null, string? name = null, DateTimeOffset? expires = null)
    {
        var limits = scope ?? Scope.Site;
        return new TokenVault(api.Data, TimeProvider.System).Add(
            (id, hash) => new TokenRecord
            {
                Id = id, Sha256 = hash, Name = name ?? role.Word(), Role = role.Word(), Agent = limits.Agent, Queues = limits.Queues, Agents = limits.Agents,
                Created = default, Expires = expires,
            },
            certificate: null).Token!;
    }

    public async Task<bool> IsKnownAsync()
    {
        try
        {
            await new V1.ConfigService.ConfigServiceClient(this).GetConfigAsync(new V1.GetConfigRequest());
            return true;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode != StatusCode.Unauthenticated;
        }
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.BlockingUnaryCall(method, host, Signed(options), request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        inner.AsyncUnaryCall(method, host, Signed(options), request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => inner.AsyncServerStreamingCall(method, host, Signed(options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => inner.AsyncClientStreamingCall(method, host, Signed(options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => inner.AsyncDuplexStreamingCall(method, host, Signed(options));

    private CallOptions Signed(CallOptions options) => options.WithHeaders([.. options.Headers ?? [], new Metadata.Entry("authorization", $"Bearer {token}")]);
}
