using System.Net;
using Telephony.Acceptance.Tests.Races;

namespace Telephony.Acceptance.Tests;

/// <summary>Things that happen in the same instant, swept over all distances in time, with many real calls beside each other. How soon agents
/// are free, by <c>./telephony bench races</c>; every order of events in RaceSweepTests.</summary>
[TestFixture, Parallelizable]
public sealed class RaceTests
{
    private RaceTrack _track = null!;

    [OneTimeSetUp]
    public async Task StartTrack() => _track = await RaceTrack.StartAsync(IPAddress.Parse("127.0.1.92"), IPAddress.Parse("127.0.1.93"));

    [OneTimeTearDown]
    public async Task StopTrack() => await _track.DisposeAsync();

    [TestCase(RaceKind.HangUpAndAnswer, 1010, TestName = "A_caller_who_hangs_up_as_the_agent_answers_is_neither_connected_twice_nor_left_over")]
    [TestCase(RaceKind.TwoAnswers, 1010, TestName = "Of_two_agents_who_answer_at_once_one_talks_and_the_other_is_free")]
    [TestCase(RaceKind.PauseAndOffer, 1010, TestName = "An_agent_who_is_paused_as_the_phone_is_asked_to_ring_takes_that_call_or_none")]
    public async Task Two_things_in_the_same_instant(RaceKind kind, int sweeps)
    {
        var result = await _track.RunAsync(kind, sweeps);
        AssertGood(result);
        Assert.That(result.Sweeps, Is.EqualTo(sweeps));
    }

    [Test]
    public async Task Another_configuration_in_the_instant_of_an_offer_loses_and_doubles_nothing()
    {
        const int Sweeps = 1010;
        var result = await _track.RunAsync(RaceKind.SwapAndOffer, Sweeps);
        AssertGood(result);
        Assert.That(result.Outcomes["offers"], Is.EqualTo(Sweeps)); // how many of them meet a change is a matter of chance
    }

    private static void AssertGood(RaceResult result)
    {
        TestContext.Out.WriteLine($"{RaceResult.Head}\n{result.Row()}");
        Assert.That(result.Faults, Is.Empty, string.Join('\n', result.Faults));
    }
}
