using Telephony.Server.Hosting;

namespace Telephony.Server.Tests.Hosting;

public sealed class LaterStartTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task The_step_comes_after_what_it_waits_for()
    {
        var before = new TaskCompletionSource();
        var isDone = false;
        var start = new LaterStart(() => before.Task, Long, () => isDone = true).StartAsync(CancellationToken.None);
        Assert.That(isDone, Is.False);

        before.SetResult();
        await start;

        Assert.That(isDone);
    }

    [Test]
    public async Task What_does_not_come_is_not_waited_for_longer_than_was_said()
    {
        var isDone = false;

        await new LaterStart(() => Task.Delay(Timeout.Infinite), TimeSpan.FromMilliseconds(1), () => isDone = true).StartAsync(CancellationToken.None);

        Assert.That(isDone);
    }

    [Test]
    public void A_start_that_is_given_up_takes_the_step_no_more()
    {
        using var given = new CancellationTokenSource();
        var isDone = false;
        var start = new LaterStart(() => Task.Delay(Timeout.Infinite), Long, () => isDone = true).StartAsync(given.Token);

        given.Cancel();

        Assert.Multiple(() =>
        {
            Assert.That(() => start, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(isDone, Is.False);
        });
    }
}
