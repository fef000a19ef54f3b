using Google.Protobuf.WellKnownTypes;

namespace Telephony.Server.Tests.Rpc;

/// <summary>Wrap-up, skills for a shift and what supervisors decide, through the whole service.</summary>
public sealed class AgentOrdersTests : ApiFixture
{
    private const string Bo = "agents/1002";

    [Test]
    public async Task Wrap_up_is_extended_and_ends_with_the_disposition_that_is_owed()
    {
        await TalkAndHangUpAsync();
        var working = await AgentAsync(Bo);
        Assert.That((working.DispositionOwed, working.WrapUpCall.StartsWith("calls/", StringComparison.Ordinal)), Is.EqualTo((true, true)));
        Assert.That(working.Dispositions, Is.EqualTo(new[] { "open", "solved" }));
        Refused(() => Api.Agents.SetReady(new V1.SetReadyRequest { Name = Bo }), "DISPOSITION_OWED");
        Refused(() => Api.Agents.FinishWrapUp(new V1.FinishWrapUpRequest { Name = Bo }), "DISPOSITION_OWED");

        var longer = (await Api.Agents.ExtendWrapUpAsync(new V1.ExtendWrapUpRequest { Name = Bo, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)) })).Agent;
        Assert.That(longer.WrapUpEndTime - working.WrapUpEndTime, Is.EqualTo(Duration.FromTimeSpan(TimeSpan.FromMinutes(1))));

        var finish = new V1.FinishWrapUpRequest { Name = Bo, Disposition = "solved", Note = "router replaced" };
        var done = (await Api.Agents.FinishWrapUpAsync(finish)).Agent;
        Assert.That((done.State, done.WrapUpCall, done.DispositionOwed), Is.EqualTo((V1.AgentState.Ready, "", false)));
        var given = (await EventsAsync("DispositionGiven")).Single();
        Assert.That((given.Call, given.Details.Fields["disposition"].StringValue, given.Details.Fields["note"].StringValue),
            Is.EqualTo((working.WrapUpCall, "solved", "router replaced")));
        Refused(() => Api.Agents.FinishWrapUp(finish), "NOT_IN_WRAP_UP");
    }

    [Test]
    public async Task What_is_only_checked_is_refused_as_the_order_itself_and_changes_nothing()
    {
        await TalkAndHangUpAsync();
        var before = await AgentAsync(Bo);
        Refused(() => Api.Agents.FinishWrapUp(new V1.FinishWrapUpRequest { Name = Bo, ValidateOnly = true }), "DISPOSITION_OWED");
        WrongField(() => Api.Agents.FinishWrapUp(new V1.FinishWrapUpRequest { Name = Bo, Disposition = "sold", ValidateOnly = true }), "disposition");
        Refused(() => Api.Agents.DecidePause(new V1.DecidePauseRequest { Name = Bo, By = "kim", ValidateOnly = true }), "NO_PAUSE_PENDING");
        Refused(() => Api.Agents.SetSkills(new V1.SetSkillsRequest { Name = "agents/1001", By = "kim", AsConfigured = true, ValidateOnly = true }), "AGENT_LOGGED_OUT");
        var extend = new V1.ExtendWrapUpRequest { Name = Bo, Duration = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)), ValidateOnly = true };
        Assert.That((await Api.Agents.ExtendWrapUpAsync(extend)).Agent, Is.EqualTo(before));
        Assert.That((await Api.Agents.FinishWrapUpAsync(new V1.FinishWrapUpRequest { Name = Bo, Disposition = "open", ValidateOnly = true })).Agent, Is.EqualTo(before));
    }

    [Test]
    public async Task Queues_set_for_a_shift_are_shown_and_taken_back()
    {
        Refused(() => Api.Agents.SetQueues(new V1.SetQueuesRequest { Name = Bo, By = "kim", Queues = { "queues/support" } }), "AGENT_LOGGED_OUT");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        var before = await AgentAsync(Bo);
        var set = (await Api.Agents.SetQueuesAsync(new V1.SetQueuesRequest { Name = Bo, By = "kim", Queues = { "queues/support", "queues/support" } })).Agent;
        Assert.That((set.QueuesSet, string.Join(' ', set.Queues)), Is.EqualTo((true, "queues/support")));
        Assert.That((await EventsAsync("QueuesSet")).Single().Details.Fields["by"].StringValue, Is.EqualTo("kim"));
        var again = (await Api.Agents.SetQueuesAsync(new V1.SetQueuesRequest { Name = Bo, By = "kim", AsConfigured = true })).Agent;
        Assert.That((again.QueuesSet, string.Join(' ', again.Queues)), Is.EqualTo((false, string.Join(' ', before.Queues))));
        WrongField(() => Api.Agents.SetQueues(new V1.SetQueuesRequest { Name = Bo, By = "kim", Queues = { "queues/none" } }), "queues");
        WrongField(() => Api.Agents.SetQueues(new V1.SetQueuesRequest { Name = Bo, By = "kim", Queues = { "agents/1001" } }), "queues");
        WrongField(() => Api.Agents.SetQueues(new V1.SetQueuesRequest { Name = Bo, By = "kim" }), "queues");
        WrongField(() => Api.Agents.SetQueues(new V1.SetQueuesRequest { Name = Bo, By = "kim", AsConfigured = true, Queues = { "queues/support" } }), "queues");
    }

    [Test]
    public async Task Skills_set_for_a_shift_are_shown_and_taken_back()
    {
        Refused(() => Api.Agents.SetSkills(new V1.SetSkillsRequest { Name = Bo, By = "kim", Skills = { ["english"] = 9 } }), "AGENT_LOGGED_OUT");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        var set = (await Api.Agents.SetSkillsAsync(new V1.SetSkillsRequest { Name = Bo, By = "kim", Skills = { ["english"] = 9, ["billing"] = 1 } })).Agent;
        Assert.That((set.SkillsSet, set.Skills.Count, set.Skills["english"]), Is.EqualTo((true, 2, 9)));
        Assert.That((await EventsAsync("SkillsSet")).Single().Details.Fields["by"].StringValue, Is.EqualTo("kim"));
        var again = (await Api.Agents.SetSkillsAsync(new V1.SetSkillsRequest { Name = Bo, By = "kim", AsConfigured = true })).Agent;
        Assert.That((again.SkillsSet, again.Skills["english"]), Is.EqualTo((false, 3)));
        WrongField(() => Api.Agents.SetSkills(new V1.SetSkillsRequest { Name = Bo, By = "kim", Skills = { ["english"] = 11 } }), "skills");
        WrongField(() => Api.Agents.SetSkills(new V1.SetSkillsRequest { Name = Bo, Skills = { ["english"] = 1 } }), "by");
    }

    [Test]
    public async Task A_supervisor_orders_a_state_and_says_why()
    {
        var order = new V1.ForceStateRequest { Name = Bo, State = V1.AgentState.Paused, Reason = "training", By = "kim", Why = "fire drill" };
        Refused(() => Api.Agents.ForceState(order), "AGENT_LOGGED_OUT");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        var paused = (await Api.Agents.ForceStateAsync(order)).Agent;
        Assert.That((paused.State, paused.StateReason, paused.PendingPause), Is.EqualTo((V1.AgentState.Paused, "training", "")), "no approval is needed");
        var forced = (await EventsAsync("StateForced")).Single();
        Assert.That((forced.Agent, forced.Details.Fields["by"].StringValue, forced.Details.Fields["why"].StringValue), Is.EqualTo((Bo, "kim", "fire drill")));
        WrongField(() => Api.Agents.ForceState(new V1.ForceStateRequest(order) { State = V1.AgentState.Talking }), "state");
        WrongField(() => Api.Agents.ForceState(new V1.ForceStateRequest(order) { Reason = "" }), "reason");
        WrongField(() => Api.Agents.ForceState(new V1.ForceStateRequest(order) { Why = "" }), "why");
        WrongField(() => Api.Agents.ForceState(new V1.ForceStateRequest(order) { State = V1.AgentState.Ready }), "reason");
    }

    [Test]
    public async Task A_pause_that_needs_approval_begins_when_it_is_approved()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        var asked = (await Api.Agents.PauseAsync(new V1.PauseRequest { Name = Bo, Reason = "training" })).Agent;
        Assert.That((asked.State, asked.PendingPause), Is.EqualTo((V1.AgentState.Ready, "training")));
        var decision = new V1.DecidePauseRequest { Name = Bo, Approved = true, By = "kim" };
        var paused = (await Api.Agents.DecidePauseAsync(decision)).Agent;
        Assert.That((paused.State, paused.StateReason, paused.PendingPause), Is.EqualTo((V1.AgentState.Paused, "training", "")));
        Refused(() => Api.Agents.DecidePause(decision), "NO_PAUSE_PENDING");
    }

    [Test]
    public async Task A_wish_during_a_call_is_shown_at_once()
    {
        var caller = await TalkAsync();
        var wishing = (await Api.Agents.PauseAsync(new V1.PauseRequest { Name = Bo, Reason = "break" })).Agent;
        Assert.That((wishing.State, wishing.NextState, wishing.NextStateReason), Is.EqualTo((V1.AgentState.Talking, V1.AgentState.Paused, "break")));
        caller.HangUp();
        await BecomesAsync(Bo, V1.AgentState.WrapUp);
        await Api.Agents.FinishWrapUpAsync(new V1.FinishWrapUpRequest { Name = Bo, Disposition = "open" });
        Assert.That((await AgentAsync(Bo)).State, Is.EqualTo(V1.AgentState.Paused));
    }

    [Test]
    public async Task An_agents_own_screen_shows_the_offer_with_its_call()
    {
        using var watch = Api.Agents.WatchAgent(new V1.WatchAgentRequest { Name = Bo });
        Assert.That((await NextAsync()).Agent.State, Is.EqualTo(V1.AgentState.LoggedOut));
        await TalkAsync();
        V1.AgentAtWork picture;
        do picture = await NextAsync();
        while (picture.Call?.State != V1.CallState.Connected);
        Assert.That((picture.Agent.Call, picture.Call.CallerNumber, picture.Call.Agent), Is.EqualTo((picture.Call.Name, "555", Bo)));
        using var nobody = Api.Agents.WatchAgent(new V1.WatchAgentRequest { Name = "agents/9999" });
        Assert.ThrowsAsync<Grpc.Core.RpcException>(() => nobody.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));

        async Task<V1.AgentAtWork> NextAsync()
        {
            do Assert.That(await watch.ResponseStream.MoveNext(default).WaitAsync(RunningApi.Patience));
            while (watch.ResponseStream.Current.Picture is null);
            return watch.ResponseStream.Current.Picture;
        }
    }

    /// <summary>A caller of tech, whom Bo may serve with skills set for the shift, talks with Bo.</summary>
    private async Task<FakeAsterisk.FakeChannel> TalkAsync()
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        await Api.Agents.SetSkillsAsync(new V1.SetSkillsRequest { Name = Bo, By = "kim", Skills = { ["english"] = 7 } });
        var caller = Asterisk.Call("acd-n1", "555", "call,8100");
        (await Asterisk.ExpectLegAsync("PJSIP/1002")).Answer();
        await BecomesAsync(Bo, V1.AgentState.Talking);
        return caller;
    }

    private async Task TalkAndHangUpAsync()
    {
        (await TalkAsync()).HangUp();
        await BecomesAsync(Bo, V1.AgentState.WrapUp);
    }
}
