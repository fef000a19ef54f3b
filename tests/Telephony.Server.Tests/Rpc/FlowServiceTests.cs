using Telephony.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The flows as graphs, and the callers in them.</summary>
public sealed class FlowServiceTests : ApiFixture
{
    [Test]
    public async Task A_flow_is_a_graph_of_nodes_and_branches()
    {
        var flow = (await Api.Flows.GetFlowAsync(new V1.GetFlowRequest { Name = "flows/help" })).Flow;
        Assert.That((flow.Start, flow.Otherwise, flow.Limit.ToTimeSpan()), Is.EqualTo(("ask", "queues/sales", TimeSpan.FromMinutes(5))));
        Assert.That(flow.Nodes.Select(n => $"{n.Id} {n.Kind} {n.Target}".TrimEnd()), Is.EquivalentTo(new[] { "ask Menu", "bye HangUp", "known Queue queues/sales", "who Switch" }));
        Assert.That(BranchesOf("ask"), Is.EqualTo(new[] { "1 -> who, by a key", "2 -> bye, by a key", "no match -> bye", "no input -> bye" }));
        Assert.That(BranchesOf("who"), Is.EqualTo(new[] { "case 1 -> known", "otherwise -> bye" }));
        Assert.That(flow.Nodes.Single(n => n.Id == "who").Branches[0].Condition, Is.EqualTo("caller = '02155550100'"));

        IEnumerable<string> BranchesOf(string id) => flow.Nodes.Single(n => n.Id == id).Branches.Select(b => $"{b.Label} -> {b.To}{(b.ByCaller ? ", by a key" : "")}");
    }

    [Test]
    public async Task Who_is_at_a_node_and_who_hung_up_there_is_counted()
    {
        using var watch = Api.Flows.WatchFlows(new V1.WatchFlowsRequest { Flow = "flows/help" });
        await watch.ResponseStream.MoveNext(CancellationToken.None);
        Assert.That(watch.ResponseStream.Current.Snapshot.Flows.Single().PresentCalls, Is.Zero);

        var caller = Asterisk.Call("acd-n1", "555", "call,8300");
        await CountedAsync("ask", present: 1, entered: 1, hungUp: 0);
        caller.HangUp();
        await CountedAsync("ask", present: 0, entered: 1, hungUp: 1);
        Assert.That((await Api.Flows.ListFlowsAsync(new V1.ListFlowsRequest { ReadMask = Fields("name") })).Flows.Select(f => f.ToString()), Is.EqualTo(new[] { "{ \"name\": \"flows/help\" }" }));
        using var bound = new CancellationTokenSource(RunningApi.Patience);
        while (!(watch.ResponseStream.Current.Delta?.Upserts.Single().Nodes.Single(n => n.Id == "ask").HungUpCalls > 0)) await watch.ResponseStream.MoveNext(bound.Token);

        Task CountedAsync(string node, int present, long entered, long hungUp) => Api.UntilAsync($"{present} are at {node}, {entered} came, {hungUp} hung up", async () =>
        {
            var flow = (await Api.Flows.GetFlowAsync(new V1.GetFlowRequest { Name = "flows/help" })).Flow;
            var there = flow.Nodes.Single(n => n.Id == node);
            return (there.PresentCalls, there.EnteredCalls, there.HungUpCalls, flow.PresentCalls) == (present, entered, hungUp, present);
        });
    }

    [Test]
    public void A_flow_that_is_not_there_is_told()
    {
        Refused(() => Api.Flows.GetFlow(new V1.GetFlowRequest { Name = "flows/nowhere" }), "FLOW_NOT_FOUND");
        WrongField(() => Api.Flows.GetFlow(new V1.GetFlowRequest { Name = "queues/sales" }), "name");
    }

    [Test]
    public void Every_kind_of_node_has_a_word_of_its_own() =>
        Assert.That(Enum.GetValues<NodeKind>().Select(FlowPictures.Of), Is.Unique.And.None.EqualTo(V1.FlowNodeKind.Unspecified));

    private static Google.Protobuf.WellKnownTypes.FieldMask Fields(params string[] paths) => new() { Paths = { paths } };
}
