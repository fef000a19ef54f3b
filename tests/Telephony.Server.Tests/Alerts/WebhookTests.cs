using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Core;
using Telephony.Server.Alerts;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Alerts;

/// <summary>Events about alerts on their way to others: confirmed by everybody, whatever happens in between.</summary>
public sealed class WebhookTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tel-hooks-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task An_event_is_a_cloud_event_that_is_signed()
    {
        await using var receiver = new WebhookReceiver();
        await receiver.StartAsync();
        var book = Book();
        await using (await SendAsync(book, receiver.Address))
        {
            Break(book, receiver.Address);
            await UntilAsync("it was told", () => receiver.Requests.Count == 1 && book.Outbox.IsEmpty);
        }

        var request = receiver.Requests.Single();
        Assert.That(request.Type, Is.EqualTo("application/cloudevents+json; charset=utf-8"));
        var secret = (await File.ReadAllTextAsync(Path.Combine(_folder, "secrets", "ops"))).Trim();
        Assert.That((WebhookReceiver.IsSigned(request, secret), WebhookReceiver.IsSigned(request with { Time = "0" }, secret)), Is.EqualTo((true, false)));
        var told = receiver.Confirmed.Single();
        Assert.That((told.GetProperty("specversion").GetString(), told.GetProperty("id").GetString(), told.GetProperty("source").GetString()), Is.EqualTo(("1.0", request.Id, "/telephony/n1")));
        Assert.That((told.GetProperty("type").GetString(), told.GetProperty("subject").GetString(), told.GetProperty("datacontenttype").GetString()), Is.EqualTo(("telephony.alert.firing", "alerts/slow.sales", "application/json")));
        var data = told.GetProperty("data");
        Assert.That((data.GetProperty("queue").GetString(), data.GetProperty("metric").GetString(), data.GetProperty("value").GetDouble(), data.GetProperty("threshold").GetDouble(), data.GetProperty("severity").GetString()),
            Is.EqualTo(("queues/sales", "waiting", 7.0, 3.0, "critical")));
    }

    [Test]
    public async Task A_receiver_that_refuses_and_goes_away_is_told_everything_in_order_when_it_is_back()
    {
        await using var receiver = new WebhookReceiver { Answer = 500 };
        await receiver.StartAsync();
        var book = Book();
        await using (await SendAsync(book, receiver.Address))
        {
            Break(book, receiver.Address);
            await UntilAsync("it refused twice", () => receiver.Requests.Count >= 2);
            await receiver.StopAsync();
            book.Change("slow.sales", (a, now) => AlertStates.Acknowledge(a, "kim", now), Settings(receiver.Address), onlyTry: false);
            Mend(book, receiver.Address);
            receiver.Answer = 204;
            await receiver.StartAsync();
            await UntilAsync("all is told", () => book.Outbox.IsEmpty);
        }

        Assert.That(receiver.Confirmed.Select(e => e.GetProperty("type").GetString()), Is.EqualTo(new[] { "telephony.alert.firing", "telephony.alert.acknowledged", "telephony.alert.resolved" }));
        Assert.That(receiver.Requests.Where(r => r.Answer == 500).Select(r => r.Id).Distinct().Single(), Is.EqualTo(receiver.Confirmed.First().GetProperty("id").GetString()), "the same event has the same id each time");
        Assert.That(receiver.Confirmed.ElementAt(1).GetProperty("data").GetProperty("by").GetString(), Is.EqualTo("kim"));
        Assert.That(book.Dropped, Is.Zero);
    }

    [Test]
    public async Task What_was_not_confirmed_before_a_kill_is_told_after_it()
    {
        await using var receiver = new WebhookReceiver();
        var before = Book();
        Break(before, receiver.Address); // nobody sends, nothing is finished: as after kill -9
        var after = Book();
        Assert.That(after.Outbox.Single().Id, Is.EqualTo(before.Outbox.Single().Id));
        Assert.That(after.Alerts.Single().State, Is.EqualTo(AlertState.Firing));
        await receiver.StartAsync();
        await using (await SendAsync(after, receiver.Address))
        {
            Break(after, receiver.Address); // still bad: nothing new to tell
            await UntilAsync("it is told", () => after.Outbox.IsEmpty);
        }

        Assert.That(receiver.Confirmed.Single().GetProperty("id").GetString(), Is.EqualTo(before.Outbox.Single().Id));
        Assert.That(Book().Outbox, Is.Empty, "and not again");
    }

    [Test]
    public async Task A_webhook_that_is_away_holds_up_no_other_and_one_that_is_configured_no_more_is_forgotten()
    {
        await using var receiver = new WebhookReceiver();
        await receiver.StartAsync();
        var away = new Uri("http://127.0.0.74:9/alerts");
        var settings = Settings(receiver.Address, ("away", away));
        var book = Book();
        var site = new SiteInForce(SiteConfiguration.Empty with { Alerts = settings });
        await using (await SendAsync(book, site))
        {
            book.Look(settings, Figures(7));
            await UntilAsync("one is told", () => receiver.Confirmed.Any() && book.Outbox.Length == 1);
            Assert.That(book.Outbox.Single().Webhook, Is.EqualTo("away"));
            site.Latest = SiteConfiguration.Empty with { Alerts = Settings(receiver.Address) };
            await UntilAsync("the other is forgotten", () => book.Outbox.IsEmpty);
        }

        Assert.That(book.Dropped, Is.EqualTo(1));
    }

    [Test]
    public void The_outbox_is_bounded_and_says_what_it_gave_up()
    {
        var book = Book();
        var hooks = Enumerable.Range(0, 100).Select(i => ($"hook{i}", new Uri("http://127.0.0.74:9/"))).ToArray();
        var settings = Settings(new Uri("http://127.0.0.74:9/"), hooks);
        for (var i = 0; i < 11; i++)
        {
            book.Look(settings, Figures(7));
            book.Look(settings, Figures(0));
        }

        Assert.That((book.Outbox.Length, book.Dropped), Is.EqualTo((AlertBook.MostEvents, (22 * 101) - AlertBook.MostEvents)));
    }

    [Test]
    public void A_damaged_file_begins_anew()
    {
        File.WriteAllText(Path.Combine(_folder, "alerts.json"), "{\"alerts\":");
        Assert.That(Book().Alerts, Is.Empty);
    }

    private AlertBook Book() => new(_folder, TimeProvider.System, NullLogger<AlertBook>.Instance);

    private static void Break(AlertBook book, Uri address) => book.Look(Settings(address), Figures(7));

    private static void Mend(AlertBook book, Uri address) => book.Look(Settings(address), Figures(0));

    private static AlertSettings Settings(Uri address, params (string Name, Uri Address)[] more) => new()
    {
        Webhooks = more.ToImmutableSortedDictionary(h => h.Name, h => h.Address).Add("ops", address),
        Rules = ImmutableSortedDictionary<string, AlertRule>.Empty.Add(
            "slow", new AlertRule(new Label("Slow", "慢"), AlertMetric.Waiting, false, 3, 2, TimeSpan.Zero, true) { Queues = ["sales"], Webhooks = ["ops", .. more.Select(h => h.Name)] }),
    };

    private static AlertFigures Figures(int waiting) => new(
        new AcdSnapshot(1, new Moment(TimeSpan.Zero, Now), true, "v", [new QueueView("sales", new Label("Sales", ""), waiting, null, 0, 0, 0, 0, 0, 0, 0, 0)], [], [], 0), Now, (_, _) => default, _ => default);

    private Task<IAsyncDisposable> SendAsync(AlertBook book, Uri address) => SendAsync(book, new SiteInForce(SiteConfiguration.Empty with { Alerts = Settings(address) }));

    private async Task<IAsyncDisposable> SendAsync(AlertBook book, SiteInForce site)
    {
        var sender = new WebhookSender(
            book, new WebhookSecrets(Path.Combine(_folder, "secrets"), NullLogger<WebhookSecrets>.Instance), site, "/telephony/n1", TimeProvider.System, NullLogger<WebhookSender>.Instance,
            TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
        await sender.StartAsync(CancellationToken.None);
        return new Running(sender);
    }

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!holds())
        {
            if (DateTime.UtcNow > end) Assert.Fail($"not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }
    }

    private sealed class Running(WebhookSender sender) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await sender.StopAsync(CancellationToken.None);
            sender.Dispose();
        }
    }
}
