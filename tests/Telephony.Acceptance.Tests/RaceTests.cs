using System.Net;
using Telephony.Acceptance.Tests.Races;

namespace Telephony.Acceptance.Tests;

/// <summary>Things that happen in the same instant, swept over all distances in time, with many real calls beside each other. More of them, and how soon agents
/// are free, by <c>./telephony bench races</c>; every order of events in RaceSweepTests.</summary>
[TestFixture, Parallelizable]
public sealed class RaceTests
{
    private RaceTrack _track = null!;

    [OneTimeSetUp]
    public async Task StartTrack() => _track = await RaceTrack.StartAsync(IPAddress.Parse("127.0.1.92"), IPAddress.Parse("127.0.1.93"));

    [OneTimeTearDown]
    public async Task StopTrack() => await _track.DisposeAsync();

    [Test]
    public async Task A_caller_who_hangs_up_as_the_agent_answers_is_neither_connected_twice_nor_left_over()
    {
        const int Sweeps = 303;
        var result = await _track.RunAsync(RaceKind.HangUpAndAnswer, Sweeps);
        TestContext.Out.WriteLine($"{RaceResult.Head}\n{result.Row()}");
        Assert.Multiple(() =>
        {
            Assert.That(result.Faults, Is.Empty);
            Assert.That(result.Sweeps, Is.EqualTo(Sweeps));
        });
    }
}
