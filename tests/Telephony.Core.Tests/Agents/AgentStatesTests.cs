namespace Telephony.Core.Tests.Agents;

public sealed class AgentStatesTests
{
    [Test]
    public void Every_pair_of_state_and_event_has_an_answer()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var happened in Enum.GetValues<AgentEvent>())
                Assert.That(() => AgentStates.Decide(state, happened), Throws.Nothing, $"{state}, {happened}");
        }
    }

    [Test]
    public void Only_a_ready_agent_can_be_offered_a_call()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            Assert.That(AgentStates.Decide(state, AgentEvent.Offered),
                Is.EqualTo(state == AgentState.Ready ? AgentStep.BecomeReserved : AgentStep.Impossible), state.ToString());
        }
    }

    [Test]
    public void What_people_ask_for_is_never_impossible()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var asked in new[] { AgentEvent.LogIn, AgentEvent.LogOut, AgentEvent.Pause, AgentEvent.Ready })
                Assert.That(AgentStates.Decide(state, asked), Is.Not.EqualTo(AgentStep.Impossible), $"{state}, {asked}");
        }
    }

    [Test]
    public void Every_step_is_used()
    {
        var used = from state in Enum.GetValues<AgentState>() from happened in Enum.GetValues<AgentEvent>() select AgentStates.Decide(state, happened);
        Assert.That(used.Distinct(), Is.EquivalentTo(Enum.GetValues<AgentStep>()));
    }
}
