using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Two people at once, and only the fields that are wanted.</summary>
public sealed class EtagTests : ApiFixture
{
    private const string Ann = "agents/1001";
    private const string Sales = "queues/sales";

    [Test]
    public async Task The_second_of_two_who_change_the_same_thing_is_told()
    {
        var seen = (await AgentAsync(Ann)).Etag;
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Ann, Etag = seen });
        var status = Refused(() => Api.Agents.LogOut(new V1.LogOutRequest { Name = Ann, Etag = seen }), "ETAG_MISMATCH");
        Assert.That((Code)status.Code, Is.EqualTo(Code.Aborted));
        Assert.That(status.GetDetail<PreconditionFailure>()!.Violations.Single().Subject, Is.EqualTo(Ann));
        Refused(() => Api.Agents.LogOut(new V1.LogOutRequest { Name = Ann, Etag = seen, ValidateOnly = true }), "ETAG_MISMATCH");
        Assert.That((await AgentAsync(Ann)).State, Is.EqualTo(V1.AgentState.Ready), "nothing was done");
        await Api.Agents.LogOutAsync(new V1.LogOutRequest { Name = Ann, Etag = (await AgentAsync(Ann)).Etag });
    }

    [Test]
    public async Task Only_one_of_many_who_saw_the_same_wins()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Ann });
        var seen = (await AgentAsync(Ann)).Etag;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await Api.Agents.PauseAsync(new V1.PauseRequest { Name = Ann, Reason = "break", Etag = seen });
                return true;
            }
            catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Aborted)
            {
                return false;
            }
        }));
        Assert.That(outcomes.Count(won => won), Is.EqualTo(1));
    }

    [Test]
    public async Task A_queue_keeps_its_etag_when_calls_come_and_changes_it_with_a_command()
    {
        var seen = (await Api.Queues.GetQueueAsync(new V1.GetQueueRequest { Name = Sales })).Queue.Etag;
        var call = await Api.CallAsync("8000");
        var closed = (await Api.Queues.CloseQueueAsync(new V1.CloseQueueRequest { Name = Sales, By = "kim", Etag = seen })).Queue;
        Assert.That(closed.Etag, Is.Not.EqualTo(seen));
        Refused(() => Api.Queues.OpenQueue(new V1.OpenQueueRequest { Name = Sales, By = "eva", Etag = seen }), "ETAG_MISMATCH");
        WrongField(() => Api.Queues.SetEmergency(new V1.SetEmergencyRequest { Name = "queues/-", By = "eva", Etag = seen }), "etag");
        var of = (await Api.Calls.GetCallAsync(new V1.GetCallRequest { Name = call })).Call.Etag;
        var put = await Api.Routing.SetPriorityAsync(new V1.SetPriorityRequest { Call = call, Priority = 5, By = "kim", Etag = of });
        Refused(() => Api.Routing.SetPriority(new V1.SetPriorityRequest { Call = call, Priority = 6, By = "eva", Etag = of }), "ETAG_MISMATCH");
        await Api.Routing.WithdrawAsync(new V1.WithdrawRequest { Call = call, By = "eva", Etag = put.Call.Etag });
    }

    [Test]
    public async Task Only_the_fields_that_are_wanted_come()
    {
        var some = (await Api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = Ann, ReadMask = FieldMask.FromString("name,queues") })).Agent;
        Assert.That(some, Is.EqualTo(new V1.Agent { Name = Ann, Queues = { Sales, "queues/vip" } }));
        var queues = (await Api.Queues.ListQueuesAsync(new V1.ListQueuesRequest { ReadMask = FieldMask.FromString("display_name.en") })).Queues;
        Assert.That(queues[0], Is.EqualTo(new V1.Queue { DisplayName = new V1.LocalizedText { En = "Sales" } }));
        WrongField(() => Api.Queues.ListQueues(new V1.ListQueuesRequest { ReadMask = new FieldMask { Paths = { "colour" } } }), "read_mask");
        var (_, body) = await Api.PostAsync("AgentService/GetAgent", $$"""{"name":"{{Ann}}","readMask":"name"}""");
        Assert.That(body.GetProperty("agent").EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "name" }));
    }

    [Test]
    public async Task One_skill_is_changed_and_the_others_stay()
    {
        const string bo = "agents/1002";
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = bo });
        var request = new V1.SetSkillsRequest { Name = bo, By = "kim", Skills = { ["billing"] = 4 }, UpdateMask = new FieldMask { Paths = { "skills.billing" } } };
        Assert.That((await Api.Agents.SetSkillsAsync(request)).Agent.Skills, Is.EquivalentTo(new Dictionary<string, int> { ["english"] = 3, ["billing"] = 4 }));
        var less = new V1.SetSkillsRequest { Name = bo, By = "kim", UpdateMask = new FieldMask { Paths = { "skills.english" } } };
        Assert.That((await Api.Agents.SetSkillsAsync(less)).Agent.Skills, Is.EquivalentTo(new Dictionary<string, int> { ["billing"] = 4 }));
        WrongField(() => Api.Agents.SetSkills(new V1.SetSkillsRequest(request) { UpdateMask = new FieldMask { Paths = { "name" } } }), "update_mask");
        WrongField(() => Api.Agents.SetSkills(new V1.SetSkillsRequest(request) { UpdateMask = new FieldMask { Paths = { "skills.other" } } }), "update_mask");
    }
}
