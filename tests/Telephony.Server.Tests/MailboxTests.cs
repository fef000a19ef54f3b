using System.Diagnostics;
using Telephony.Core;

namespace Telephony.Server.Tests;

public sealed class MailboxTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Test]
    public async Task Inputs_are_taken_in_the_order_of_posting()
    {
        var mailbox = new Mailbox<AcdInput>(capacity: 100);
        for (var i = 0; i < 50; i++) await mailbox.PostAsync(Input(i));

        Assert.That(Enumerable.Range(0, 50).Select(_ => Number(mailbox.Take(TimeSpan.Zero))), Is.EqualTo(Enumerable.Range(0, 50)));
        Assert.That(mailbox.Take(TimeSpan.Zero), Is.Null);
    }

    [Test]
    public async Task Whoever_sleeps_is_woken_by_an_input()
    {
        var mailbox = new Mailbox<AcdInput>(capacity: 1);
        var taken = Task.Run(() => mailbox.Take(Long));
        await Task.Delay(50);
        var posted = Stopwatch.GetTimestamp();
        await mailbox.PostAsync(Input(7));

        Assert.That(Number(await taken), Is.EqualTo(7));
        Assert.That(Stopwatch.GetElapsedTime(posted), Is.LessThan(Long / 2));
    }

    [Test]
    public void Nothing_in_time_is_nothing()
    {
        var start = Stopwatch.GetTimestamp();

        Assert.That(new Mailbox<AcdInput>(capacity: 1).Take(TimeSpan.FromMilliseconds(30)), Is.Null);
        Assert.That(Stopwatch.GetElapsedTime(start), Is.GreaterThan(TimeSpan.FromMilliseconds(25)));
    }

    [Test]
    public async Task Posting_into_a_full_mailbox_waits_and_loses_nothing()
    {
        var mailbox = new Mailbox<AcdInput>(capacity: 2);
        await mailbox.PostAsync(Input(1));
        await mailbox.PostAsync(Input(2));
        var third = mailbox.PostAsync(Input(3)).AsTask();
        await Task.Delay(30);
        Assert.That(third.IsCompleted, Is.False);

        Assert.That(Number(mailbox.Take(TimeSpan.Zero)), Is.EqualTo(1));
        await third.WaitAsync(Long);
        Assert.That(Number(mailbox.Take(TimeSpan.Zero)), Is.EqualTo(2));
        Assert.That(Number(mailbox.Take(TimeSpan.Zero)), Is.EqualTo(3));
    }

    [Test]
    public async Task Waiting_for_room_can_be_given_up()
    {
        var mailbox = new Mailbox<AcdInput>(capacity: 1);
        await mailbox.PostAsync(Input(1));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        Assert.ThrowsAsync<TaskCanceledException>(() => mailbox.PostAsync(Input(2), patience.Token).AsTask());
    }

    [Test]
    public async Task Closing_wakes_the_sleeper_and_lets_nobody_wait()
    {
        var mailbox = new Mailbox<AcdInput>(capacity: 1);
        var taken = Task.Run(() => mailbox.Take(Long));
        await Task.Delay(30);
        mailbox.Close();
        Assert.That(await taken.WaitAsync(Long / 2), Is.Null);

        await mailbox.PostAsync(Input(1));
        await mailbox.PostAsync(Input(2));
        Assert.That(mailbox.Take(Long), Is.Null);
    }

    [Test]
    public async Task What_many_post_at_once_arrives_whole_and_in_each_ones_order()
    {
        const int Posters = 4, Each = 5_000;
        var mailbox = new Mailbox<AcdInput>(capacity: 64);
        var posters = Enumerable.Range(0, Posters).Select(poster => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++) await mailbox.PostAsync(Input((poster * Each) + i));
        })).ToArray();
        var last = Enumerable.Repeat(-1, Posters).ToArray();
        for (var taken = 0; taken < Posters * Each; taken++)
        {
            var number = Number(mailbox.Take(Long));
            Assert.That(number % Each, Is.EqualTo(last[number / Each] + 1));
            last[number / Each] = number % Each;
        }

        await Task.WhenAll(posters);
    }

    private static AcdInput Input(int number) => new AcdInput.CallerGone(new CallId($"{number}"));

    private static int Number(AcdInput? input) => input is AcdInput.CallerGone gone ? int.Parse(gone.Call.Value, System.Globalization.CultureInfo.InvariantCulture) : -1;
}
