using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Who guesses passwords waits longer and longer.</summary>
public sealed class SignInDelaysTests
{
    private readonly ManualTime _time = new();

    [Test]
    public void The_wait_doubles_from_the_fourth_failure_on_up_to_a_minute_for_a_name()
    {
        var delays = new SignInDelays(_time);
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            delays.Failed("kim", $"192.0.2.{i}");
            waits.Add(delays.WaitOf("KIM", "198.51.100.1")?.TotalSeconds ?? 0);
        }

        Assert.That(waits, Is.EqualTo(new double[] { 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60 }));
        delays.Succeeded("kim");
        Assert.That(delays.WaitOf("kim", "198.51.100.1"), Is.Null);
    }

    [Test]
    public void An_address_waits_up_to_a_quarter_of_an_hour_whatever_names_it_tries()
    {
        var delays = new SignInDelays(_time);
        for (var i = 0; i < 20; i++)
        {
            delays.Failed($"user{i}", "192.0.2.1");
            delays.Succeeded("own");
        }

        Assert.That(delays.WaitOf("kim", "192.0.2.1"), Is.EqualTo(TimeSpan.FromMinutes(15)));
        Assert.That(delays.WaitOf("kim", "192.0.2.2"), Is.Null);
        _time.Advance(TimeSpan.FromMinutes(16));
        delays.Failed("kim", "192.0.2.1");
        Assert.That(delays.WaitOf("kim", "192.0.2.1"), Is.Null, "what has been quiet is forgotten");
    }

    [Test]
    public void A_flood_of_names_is_forgotten_in_its_order()
    {
        var delays = new SignInDelays(_time);
        for (var i = 0; i < 6_000; i++)
        {
            delays.Failed($"user{i}", $"address {i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        for (var i = 0; i < 5; i++) delays.Failed("kim", "192.0.2.1");
        Assert.That(delays.WaitOf("kim", "192.0.2.2"), Is.EqualTo(TimeSpan.FromSeconds(2)));
    }
}
