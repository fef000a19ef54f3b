namespace Telephony.Core.Tests.Calls;

public sealed class CallStatesTests
{
    [Test]
    public void Every_pair_of_state_and_event_has_an_answer()
    {
        foreach (var state in Enum.GetValues<CallState>())
        {
            foreach (var happened in Enum.GetValues<CallEvent>())
                Assert.That(() => CallStates.Decide(state, happened), Throws.Nothing, $"{state}, {happened}");
        }
    }

    [Test]
    public void A_caller_who_leaves_is_never_ignored()
    {
        foreach (var state in Enum.GetValues<CallState>().Where(s => s != CallState.Virtual)) // nobody is on that phone
            Assert.That(CallStates.Decide(state, CallEvent.CallerGone), Is.Not.EqualTo(CallStep.TooLate), state.ToString());
    }

    [Test]
    public void Every_step_is_used()
    {
        var used = from state in Enum.GetValues<CallState>() from happened in Enum.GetValues<CallEvent>() select CallStates.Decide(state, happened);
        Assert.That(used.Distinct(), Is.EquivalentTo(Enum.GetValues<CallStep>()));
    }

    [Test]
    public void A_state_that_does_not_exist_is_refused() =>
        Assert.That(() => CallStates.Decide((CallState)99, CallEvent.CallerGone), Throws.TypeOf<ArgumentOutOfRangeException>());
}
