using System.Net;
using Telephony.Acceptance.Tests.Soak;

namespace Telephony.Acceptance.Tests;

/// <summary>A short soak; the long one, with slopes, is <c>./telephony bench soak</c>.</summary>
[TestFixture, Parallelizable]
public sealed class SoakTests
{
    [Test]
    public async Task Callers_who_come_at_a_steady_rate_are_all_counted_and_leave_nothing_behind()
    {
        var result = await SoakRun.RunAsync(IPAddress.Parse("127.0.1.94"), IPAddress.Parse("127.0.1.95"), new SoakOptions(TimeSpan.FromSeconds(25), 4, 16, Seed: 1));
        TestContext.Out.WriteLine($"{result}");
        Assert.Multiple(() =>
        {
            Assert.That(result.Faults, Is.Empty);
            Assert.That(result.Lost, Is.Zero);
            Assert.That(result.Talked, Is.GreaterThan(20));
            Assert.That(result.Sizes[^1].Service.Handles, Is.LessThan(result.Sizes[0].Service.Handles + 100), "handles of the service");
        });
    }

    [Test]
    public void A_slope_is_that_of_the_line_with_its_standard_error()
    {
        var line = Slope.Of([.. new[] { 1.0, 3, 2, 5, 4 }.Select((value, minute) => (TimeSpan.FromMinutes(minute), value))]);
        Assert.That(line.PerMinute, Is.EqualTo(0.8).Within(1e-9));
        Assert.That(line.Error, Is.EqualTo(Math.Sqrt(3.6 / 3 / 10)).Within(1e-9), "by hand: residuals −0.4, 0.8, −1.0, 1.2, −0.6, whose squares add up to 3.6");
        Assert.That((line.MayBe(0.2), line.MayBe(0.05)), Is.EqualTo((true, false)));
    }
}
