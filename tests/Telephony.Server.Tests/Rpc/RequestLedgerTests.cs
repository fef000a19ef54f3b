using Google.Rpc;
using Grpc.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

public sealed class RequestLedgerTests
{
    private readonly ManualTime _time = new();
    private RequestLedger _ledger = null!;
    private int _carriedOut;

    [SetUp]
    public void Begin()
    {
        _ledger = new RequestLedger(_time);
        _carriedOut = 0;
    }

    [Test]
    public async Task A_repeated_request_is_carried_out_once_and_answered_the_same()
    {
        var id = NewId();
        var first = await AskAsync(id, "1001");
        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.That(await AskAsync(id.ToUpperInvariant().ToLowerInvariant(), "1001"), Is.SameAs(first));
        Assert.That(_carriedOut, Is.EqualTo(1));
    }

    [Test]
    public async Task After_ten_minutes_a_request_is_new_again()
    {
        var id = NewId();
        await AskAsync(id, "1001");
        _time.Advance(RequestLedger.Memory);
        await AskAsync(id, "1001");
        Assert.That(_carriedOut, Is.EqualTo(2));
    }

    [Test]
    public async Task Requests_without_an_id_are_all_carried_out()
    {
        await AskAsync("", "1001");
        await AskAsync("", "1001");
        Assert.That(_carriedOut, Is.EqualTo(2));
    }

    [Test]
    public async Task The_same_id_with_another_request_is_refused()
    {
        var id = NewId();
        await AskAsync(id, "1001");
        var fault = Assert.ThrowsAsync<RpcException>(() => AskAsync(id, "1002"))!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That(fault.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Type, Is.EqualTo("REQUEST_ID_REUSED"));
        Assert.That(_carriedOut, Is.EqualTo(1));
    }

    [TestCase("again")]
    [TestCase("0b4f8f1c5f0e4c569d4e3f2a6f1f7c11")]
    public void An_id_that_is_no_UUID_is_refused(string id) =>
        Assert.That(Assert.ThrowsAsync<RpcException>(() => AskAsync(id, "1001"))!.StatusCode, Is.EqualTo(StatusCode.InvalidArgument));

    [Test]
    public void A_refusal_is_an_answer_and_given_again()
    {
        var id = NewId();
        var refusal = Refusals.State(Reason.AgentLoggedOut, "AGENT_STATE", "agents/1001", "why");
        for (var i = 0; i < 2; i++) Assert.That(Assert.ThrowsAsync<RpcException>(() => FailAsync(id, refusal)), Is.SameAs(refusal));
        Assert.That(_carriedOut, Is.EqualTo(1));
    }

    [Test]
    public async Task A_fault_that_passes_is_no_answer()
    {
        var id = NewId();
        Assert.ThrowsAsync<RpcException>(() => FailAsync(id, Refusals.Because(Reason.RouterHangs, [])));
        await AskAsync(id, "1001");
        Assert.That(_carriedOut, Is.EqualTo(2));
    }

    [Test]
    public async Task Two_at_once_share_one_execution()
    {
        var (id, gate) = (NewId(), new TaskCompletionSource<V1.LogInResponse>());
        var request = new V1.LogInRequest { Name = "agents/1001", RequestId = id };
        var first = _ledger.OnceAsync(id, request, () => gate.Task);
        var second = _ledger.OnceAsync<V1.LogInResponse>(id, request.Clone(), () => throw new InvalidOperationException("carried out twice"));
        gate.SetResult(new V1.LogInResponse());
        Assert.That(await first.WaitAsync(TimeSpan.FromSeconds(5)), Is.SameAs(await second.WaitAsync(TimeSpan.FromSeconds(5))));
    }

    [Test]
    public async Task A_full_memory_refuses_and_says_when_to_come_back()
    {
        for (var i = 0; i < RequestLedger.Capacity; i++) await AskAsync(NewId(), "1001");
        _time.Advance(TimeSpan.FromMinutes(4));
        var fault = Assert.ThrowsAsync<RpcException>(() => AskAsync(NewId(), "1001"))!;
        Assert.That(fault.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That(fault.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), Is.EqualTo(TimeSpan.FromMinutes(6)));
        _time.Advance(TimeSpan.FromMinutes(6));
        await AskAsync(NewId(), "1001");
        Assert.That(_carriedOut, Is.EqualTo(RequestLedger.Capacity + 1));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private Task<V1.LogInResponse> AskAsync(string id, string agent) =>
        _ledger.OnceAsync(id, new V1.LogInRequest { Name = $"agents/{agent}", RequestId = id }, () =>
        {
            _carriedOut++;
            return Task.FromResult(new V1.LogInResponse());
        });

    private Task<V1.LogInResponse> FailAsync(string id, RpcException fault) =>
        _ledger.OnceAsync<V1.LogInResponse>(id, new V1.LogInRequest { Name = "agents/1001", RequestId = id }, () =>
        {
            _carriedOut++;
            throw fault;
        });
}
