using Google.Rpc;
using Grpc.Core;
using Telephony.FakeAsterisk;
using Status = Google.Rpc.Status;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The whole service and a scripted Asterisk with two phones, for each test anew.</summary>
public abstract class ApiFixture
{
    private protected FakeAsteriskServer Asterisk { get; private set; } = null!;

    private protected RunningApi Api { get; private set; } = null!;

    [SetUp]
    public async Task Start() => (Asterisk, Api) = await RunningApi.WithTwoPhonesAsync();

    [TearDown]
    public async Task Stop()
    {
        await Api.DisposeAsync();
        await Asterisk.DisposeAsync();
    }

    private protected static Status Refused(Action ask, string reason)
    {
        var status = Assert.Throws<RpcException>(() => ask())!.GetRpcStatus()!;
        Assert.That(status.GetDetail<ErrorInfo>()!.Type, Is.EqualTo(reason), status.Message);
        return status;
    }

    private protected static void WrongField(Action ask, string field) =>
        Assert.That(Refused(ask, "INVALID_FIELD").GetDetail<BadRequest>()!.FieldViolations.Single().Field, Is.EqualTo(field));

    private protected Task BecomesAsync(string agent, V1.AgentState state) =>
        Api.UntilAsync($"{agent} is {state}", async () => (await Api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = agent })).Agent.State == state);

    private protected async Task<V1.Agent> AgentAsync(string agent) => (await Api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = agent })).Agent;

    /// <summary>What was recorded of a kind, newest last.</summary>
    private protected async Task<IReadOnlyList<V1.Event>> EventsAsync(string kind) =>
        (await Api.Audit.ListEventsAsync(new V1.ListEventsRequest { Kinds = { kind }, PageSize = 1_000 })).Events;
}
