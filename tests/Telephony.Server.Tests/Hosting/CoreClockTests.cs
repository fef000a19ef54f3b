using Telephony.Core;
using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

public sealed class CoreClockTests
{
    [Test]
    public void Time_goes_on_where_the_journal_ended_plus_the_time_the_process_was_down()
    {
        var last = new Moment(TimeSpan.FromHours(5), DateTimeOffset.UtcNow.AddSeconds(-30));
        var now = new CoreClock(TimeProvider.System, last).Now;
        Assert.That((now.Elapsed - last.Elapsed).TotalSeconds, Is.EqualTo(30).Within(5));
    }

    [Test]
    public void A_wall_clock_set_back_never_turns_time_back()
    {
        var last = new Moment(TimeSpan.FromHours(5), DateTimeOffset.UtcNow.AddHours(1));
        Assert.That(new CoreClock(TimeProvider.System, last).Now.Elapsed, Is.GreaterThanOrEqualTo(last.Elapsed));
    }
}
