using Telephony.Ari.Transport;

namespace Telephony.Ari.Tests;

public sealed class BackOffTests
{
    [Test]
    public void Pauses_double_up_to_the_longest_and_are_shortened_by_at_most_half()
    {
        var backOff = new ReconnectBackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), new Random(1));
        double[] whole = [50, 100, 200, 400, 800, 1600, 2000, 2000];

        foreach (var most in whole) Assert.That(backOff.Next().TotalMilliseconds, Is.InRange(most / 2, most));
        for (var i = 0; i < 10_000; i++) Assert.That(backOff.Next().TotalMilliseconds, Is.InRange(1000, 2000));
    }

    [Test]
    public void After_a_connection_that_held_the_pauses_are_short_again()
    {
        var backOff = new ReconnectBackOff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2), new Random(1));
        for (var i = 0; i < 10; i++) backOff.Next();

        backOff.Reset();

        Assert.That(backOff.Next().TotalMilliseconds, Is.InRange(25, 50));
    }
}
