namespace Telephony.Core.Tests.Theory;

/// <summary>The real core in virtual time agrees with queueing theory: whatever routes better or worse than first come, first served
/// with the right number of agents would show here.</summary>
public sealed class ErlangTests
{
    private const int Batches = 30;
    private const int CallsABatch = 1500;
    private const int WarmUp = 2000;

    /// <summary>Erlang C: P(wait), and E[W] = C / (nμ − λ), with μ = 1. Reference values from tables.</summary>
    [TestCase(5, 4.0, 0.554113, 1)]
    [TestCase(10, 8.0, 0.409180, 2)]
    [TestCase(20, 16.0, 0.256078, 3)]
    [TestCase(14, 10.0, 0.174132, 21)]
    public void Patient_callers_wait_as_Erlang_C_says(int agents, double load, double probability, int seed)
    {
        var centre = Simulate(agents, load, patienceRate: 0, seed);
        Agrees("P(W>0)", centre, w => w.Waited > 0 ? 1 : 0, probability);
        Agrees("E[W]", centre, w => w.Waited, probability / (agents - load));
    }

    /// <summary>Erlang A: callers give up at rate θ. Reference values (λ, μ = 1, n, θ).</summary>
    [TestCase(10, 10.0, 0.5, 0.61966, 0.10391, 0.20783, 4)]
    [TestCase(50, 48.0, 0.5, 0.46777, 0.03091, 0.0618167, 5)]
    [TestCase(50, 55.0, 1.0, 0.76780, 0.11030, 0.11030, 6)]
    [TestCase(50, 50.0, 1.0, 0.51881, 0.05633, 0.05633, 22)]
    [TestCase(100, 100.0, 1.0, 0.51330, 0.03986, 0.03986, 23)]
    [TestCase(10, 10.0, 1.5, 0.4969, 0.1375, 0.09167, 24)] // 100 calls in 30 min, handled in 180 s, patience 120 s
    [TestCase(12, 10.0, 1.5, 0.2798, 0.0616, 0.04106, 25)]
    public void Impatient_callers_wait_and_leave_as_Erlang_A_says(int agents, double load, double patienceRate, double probability, double abandoned, double wait, int seed)
    {
        var centre = Simulate(agents, load, patienceRate, seed);
        Agrees("P(W>0)", centre, w => w.Waited > 0 ? 1 : 0, probability);
        Agrees("P(Ab)", centre, w => w.Abandoned ? 1 : 0, abandoned);
        Agrees("E[W]", centre, w => w.Waited, wait);
    }

    [Test]
    public void Equal_agents_get_equal_work()
    {
        var taken = Simulate(10, 8, patienceRate: 0, seed: 7).CallsTaken.Values;
        Assert.That(taken.Max() - taken.Min(), Is.LessThan(0.05 * taken.Average()), string.Join(' ', taken));
    }

    private static VirtualCentre Simulate(int agents, double load, double patienceRate, int seed)
    {
        var centre = new VirtualCentre(agents, load, talkRate: 1, patienceRate, seed);
        centre.Run(WarmUp + (Batches * CallsABatch));
        Assert.That(centre.Idled, Is.Zero, "no call waits while an agent is idle");
        return centre;
    }

    /// <summary>Within three standard errors, from the means of batches.</summary>
    private static void Agrees(string what, VirtualCentre centre, Func<(double Waited, bool Abandoned), double> measure, double reference)
    {
        var means = centre.Waits.Skip(WarmUp).Chunk(CallsABatch).Select(batch => batch.Average(measure)).ToArray();
        var mean = means.Average();
        var error = Math.Sqrt(means.Sum(m => Math.Pow(m - mean, 2)) / (means.Length - 1) / means.Length);
        TestContext.Out.WriteLine($"{what}: {mean:F5} ± {error:F5}, theory {reference:F5}");
        Assert.That(means, Has.Length.EqualTo(Batches));
        Assert.That(error, Is.LessThan(0.12 * reference), "precise enough to say something");
        Assert.That(Math.Abs(mean - reference), Is.LessThan(3 * error), what);
    }
}
