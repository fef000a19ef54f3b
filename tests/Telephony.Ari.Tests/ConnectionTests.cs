using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Telephony.Ari.Tests.Support;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests;

/// <summary>Losing Asterisk, finding it again, and when not to try.</summary>
public sealed class ConnectionTests
{
    [Test]
    public async Task Clean_close_is_a_loss_and_the_client_comes_back()
    {
        await using var rig = await Rig.ConnectedAsync();

        rig.Asterisk.CloseSockets();

        Assert.That((await rig.NextAsync<AriSignal.Lost>()).Reason, Is.EqualTo("Asterisk closed the socket (1000)"));
        Assert.That((await rig.NextAsync<AriSignal.Connected>()).Epoch, Is.EqualTo(2));
    }

    [Test]
    public async Task Broken_connection_is_a_loss_and_the_client_comes_back()
    {
        await using var rig = await Rig.ConnectedAsync();

        rig.Asterisk.CutSockets();

        await rig.NextAsync<AriSignal.Lost>();
        Assert.That((await rig.NextAsync<AriSignal.Connected>()).Epoch, Is.EqualTo(2));
    }

    [Test]
    public async Task Half_open_connection_is_noticed_by_missing_PONGs()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { PingInterval = TimeSpan.FromMilliseconds(200), PingMisses = 3 });
        var silent = Stopwatch.StartNew();

        rig.Asterisk.FreezeSockets();

        var lost = await rig.NextAsync<AriSignal.Lost>();
        Assert.That(silent.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(300)), "it was not the silence that ended it");
        Assert.That(lost.Reason, Does.StartWith("the socket failed"));
        Assert.That((await rig.NextAsync<AriSignal.Connected>()).Epoch, Is.EqualTo(2));
    }

    [Test]
    public async Task Quiet_but_living_connection_is_kept()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { PingInterval = TimeSpan.FromMilliseconds(100), PingMisses = 20 });

        // Longer than a dead one lives, with a request over another connection as the clock.
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMilliseconds(2500)) await rig.Ari.Asterisk.PingAsync();
        rig.Asterisk.Call(Rig.App, "1001");

        await rig.NextEventAsync<StasisStart>();
        Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(1));
    }

    [Test]
    public async Task Restart_of_Asterisk_shows_in_the_startup_time()
    {
        await using var rig = await Rig.StartAsync();
        rig.Read();
        var before = await rig.NextAsync<AriSignal.Connected>();

        rig.Asterisk.Restart();

        await rig.NextAsync<AriSignal.Lost>();
        var after = await rig.NextAsync<AriSignal.Connected>();
        Assert.That(after.Info.StartupTime, Is.GreaterThan(before.Info.StartupTime));
    }

    [Test]
    public async Task Attempts_go_on_with_growing_and_jittered_pauses_until_Asterisk_is_back()
    {
        await using var rig = await Rig.StartAsync(options => options with
        {
            ReconnectDelay = TimeSpan.FromMilliseconds(2),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(16),
        });
        rig.Asterisk.RefuseSockets = true;
        rig.Read();
        await Eventually.IsTrueAsync(() => rig.Asterisk.Handshakes >= 10);

        rig.Asterisk.RefuseSockets = false;
        await rig.NextAsync<AriSignal.Connected>();

        var pauses = rig.Log.Entries.Where(entry => entry.Id == 2002).Select(entry => ((TimeSpan)entry.Values["Delay"]!).TotalMilliseconds).ToList();
        double[] whole = [2, 4, 8, 16, 16, 16, 16, 16, 16];
        Assert.That(pauses, Has.Count.GreaterThanOrEqualTo(whole.Length));
        for (var i = 0; i < whole.Length; i++) Assert.That(pauses[i], Is.InRange(whole[i] / 2, whole[i]), $"pause {i + 1}");
        Assert.That(pauses.Skip(3).Distinct().Count(), Is.GreaterThan(1), "every pause is the same: there is no jitter");
        Assert.That(rig.Log.Entries.First(entry => entry.Id == 2002).Text, Does.Contain("HTTP status 503"));
    }

    [Test]
    public async Task Asterisk_that_is_not_there_yet_is_waited_for()
    {
        var asterisk = await FakeAsteriskServer.StartAsync();
        var options = Rig.OptionsFor(asterisk);
        await asterisk.DisposeAsync();
        var log = new CapturedLog();
        await using var ari = new AriConnection(options, TimeProvider.System, log);
        await using var stream = ari.RunAsync().GetAsyncEnumerator();
        var first = stream.MoveNextAsync().AsTask();
        await Eventually.IsTrueAsync(() => log.Entries.Count(entry => entry.Id == 2002) >= 3);

        await using var late = await FakeAsteriskServer.StartAsync(new FakeAsteriskOptions { Port = options.BaseUrl.Port });

        Assert.That(await first.WaitAsync(Rig.Patience));
        Assert.That(stream.Current, Is.InstanceOf<AriSignal.Connected>());
    }

    [Test]
    public async Task Connections_that_held_for_a_moment_are_made_again_without_growing_pauses()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { ReconnectDelay = TimeSpan.FromSeconds(1), ReconnectDelayMax = TimeSpan.FromSeconds(30) });
        var pause = TimeSpan.Zero;
        for (var cut = 0; cut < 4; cut++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1100));
            rig.Asterisk.CutSockets();
            await rig.NextAsync<AriSignal.Lost>();
            var lost = Stopwatch.GetTimestamp();
            await rig.NextAsync<AriSignal.Connected>();
            pause = Stopwatch.GetElapsedTime(lost);
        }

        Assert.That(pause, Is.LessThan(TimeSpan.FromSeconds(3.5)), "a fourth pause that has doubled each time is 4 s at least");
    }

    [Test]
    public async Task An_attempt_that_fails_as_nobody_has_thought_of_is_followed_by_the_next()
    {
        var attempts = 0;
        await using var rig = await Rig.StartAsync(options => options with
        {
            BeforeConnect = _ => ++attempts > 2 ? Task.CompletedTask : throw new FormatException("a stray byte"),
        });
        rig.Read();

        await rig.NextAsync<AriSignal.Connected>();

        Assert.That(rig.Log.Entries.Where(entry => entry.Id == 2002).Select(entry => entry.Text), Has.Exactly(2).Contains("FormatException: a stray byte"));
    }

    [Test]
    public async Task Wrong_password_is_fatal_and_said_in_one_line()
    {
        await using var rig = await Rig.StartAsync(options => options with { Password = "another" });
        rig.Read();

        var refused = Assert.ThrowsAsync<AriAuthenticationException>(() => rig.Ended);

        Assert.Multiple(() =>
        {
            Assert.That(refused!.Message, Is.EqualTo(
                $"Asterisk at {rig.Asterisk.BaseUrl} refused user 'router' (401): check user and password against ari.conf"));
            Assert.That(refused.Status, Is.EqualTo(401));
            Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Read_only_user_is_fatal()
    {
        await using var rig = await Rig.StartAsync();
        rig.Asterisk.ReadOnly = true;
        rig.Read();

        var refused = Assert.ThrowsAsync<AriAuthenticationException>(() => rig.Ended);

        Assert.That(refused!.Message, Does.Contain("must not be read_only"));
        Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(1));
    }

    [TestCase("22.10.0")]
    [TestCase("22.9.2~dfsg-1")]
    [TestCase("20.15.1")]
    public async Task Old_Asterisk_is_fatal_and_said_in_one_line(string version)
    {
        await using var rig = await Rig.StartAsync(fake: new FakeAsteriskOptions { Version = version });
        rig.Read();

        var refused = Assert.ThrowsAsync<AriVersionException>(() => rig.Ended);

        Assert.That(refused!.Message, Is.EqualTo($"Asterisk at {rig.Asterisk.BaseUrl} is {version}; at least 22.10.1 is needed: upgrade Asterisk"));
        Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(1));
    }

    [TestCase("22.10.1~dfsg+~cs6.15.60671435-1", false)]
    [TestCase("22.11.0-rc1", false)]
    [TestCase("23.0.0", false)]
    [TestCase("GIT-master-0123abc", true)]
    public async Task New_enough_Asterisk_is_accepted_and_an_unreadable_version_warned_about(string version, bool warns)
    {
        await using var rig = await Rig.ConnectedAsync(fake: new FakeAsteriskOptions { Version = version });

        Assert.That(rig.Log.Entries.Any(entry => entry.Id == 2003), Is.EqualTo(warns));
    }

    [Test]
    public async Task Replaced_by_another_router_the_client_stops_and_sends_nothing_more()
    {
        await using var rig = await Rig.ConnectedAsync();
        rig.ExpectsErrors = true;
        await using var other = new AriConnection(Rig.OptionsFor(rig.Asterisk), TimeProvider.System, new CapturedLog());
        await using var stream = other.RunAsync().GetAsyncEnumerator();
        Assert.That(await stream.MoveNextAsync().AsTask().WaitAsync(Rig.Patience));

        await rig.NextEventAsync<ApplicationReplaced>();
        await rig.NextAsync<AriSignal.Lost>();
        var replaced = Assert.ThrowsAsync<AriReplacedException>(() => rig.Ended);

        var sent = rig.Asterisk.Requests.All.Count;
        Assert.Multiple(() =>
        {
            Assert.That(replaced!.Message, Does.Contain($"took over application {Rig.App}"));
            Assert.ThrowsAsync<AriReplacedException>(() => rig.Ari.Channels.AnswerAsync("c1"));
            Assert.ThrowsAsync<AriReplacedException>(() => rig.Ari.Channels.ListAsync());
            Assert.That(rig.Asterisk.Requests.All, Has.Count.EqualTo(sent));
            Assert.That(rig.Asterisk.Handshakes, Is.EqualTo(2), "one of each router");
            Assert.That(rig.Asterisk.IsActive(Rig.App), "the other one was disturbed");
        });
    }

    [Test]
    public async Task Disposing_ends_the_stream()
    {
        await using var rig = await Rig.ConnectedAsync();

        await rig.Ari.DisposeAsync();

        Assert.CatchAsync<OperationCanceledException>(() => rig.Ended);
        Assert.ThrowsAsync<AriDisconnectedException>(() => rig.Ari.Channels.AnswerAsync("c1"));
    }

    [TestCase("Application", "acd n1", "Application: use 1 to 64 letters, digits, '.', '_' or '-'.")]
    [TestCase("Username", "", "The Username field is required.")]
    [TestCase("Password", "", "The Password field is required.")]
    public void Text_option_that_is_wrong_is_named(string option, string value, string message)
    {
        var options = new AriOptions { Username = "u", Password = "p", Application = "acd-n1" };
        typeof(AriOptions).GetProperty(option)!.SetValue(options, value);

        Assert.That(() => options.Validate(), Throws.InstanceOf<ValidationException>().With.Message.EqualTo(message));
    }

    [Test]
    public async Task Password_is_neither_in_the_log_nor_in_what_options_or_failures_print()
    {
        await using var rig = await Rig.ConnectedAsync(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(500) });
        rig.Asterisk.Faults.NeverReply("GET", "asterisk/ping");
        var failure = Assert.ThrowsAsync<AriTimeoutException>(() => rig.Ari.Asterisk.PingAsync());
        rig.Asterisk.CloseSockets();
        await rig.NextAsync<AriSignal.Lost>();

        var printed = rig.Log.Entries.Select(entry => entry.Text).Append(failure!.ToString()).Append(Rig.OptionsFor(rig.Asterisk).ToString());

        Assert.That(printed, Has.None.Contain(rig.Asterisk.Password));
    }

    [Test]
    public void Options_that_contradict_each_other_are_named()
    {
        var good = new AriOptions { Username = "u", Password = "p", Application = "acd-n1" };

        Assert.Multiple(() =>
        {
            Assert.That(good.Validate, Throws.Nothing);
            Assert.That((good with { BaseUrl = new Uri("ws://127.0.0.1:8088/") }).Validate, Throws.InstanceOf<ValidationException>());
            Assert.That((good with { RequestTimeout = TimeSpan.Zero }).Validate, Throws.InstanceOf<ValidationException>());
            Assert.That((good with { ReconnectDelay = TimeSpan.FromSeconds(3) }).Validate, Throws.InstanceOf<ValidationException>().With.Message.Contains("ReconnectDelayMax"));
            Assert.That((good with { DisallowedEvents = ["RESTResponse"] }).Validate, Throws.InstanceOf<ValidationException>().With.Message.Contains("RESTResponse"));
        });
    }
}
