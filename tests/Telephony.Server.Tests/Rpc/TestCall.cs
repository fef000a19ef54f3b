using Grpc.Core;
using Telephony.Server.Access;

namespace Telephony.Server.Tests.Rpc;

/// <summary>A call that comes over no network.</summary>
internal sealed class TestCall : ServerCallContext
{
    /// <summary>One whose caller is shown everything.</summary>
    public static TestCall ByAdmin() => By(Sight.Everything);

    /// <summary>One whose caller is shown only a part.</summary>
    public static TestCall By(Sight sight)
    {
        var call = new TestCall();
        sight.KeepIn(call.UserState);
        return call;
    }

    protected override string MethodCore => "/test";

    protected override string HostCore => "";

    protected override string PeerCore => "";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => CancellationToken.None;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
}
