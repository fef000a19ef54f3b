namespace Telephony.Server.Tests.Configuration;

public sealed class RecordingPolicyTests
{
    [TestCase("", false, 100, false)]
    [TestCase("record: true", true, 100, true)]
    [TestCase("record: always", true, 100, true)]
    [TestCase("record: false", false, 100, false)]
    [TestCase("record: never", false, 100, false)]
    [TestCase("record: on_demand", false, 100, true)]
    [TestCase("record: 20%", true, 20, true)]
    [TestCase("record: 100%", true, 100, true)]
    public void A_queue_says_which_conversations_are_recorded(string line, bool record, int percent, bool onDemand)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", $"ring_timeout: 20s\n{line}\n");
        var rule = site.Load().Site!.Queues["sales"];
        Assert.That((rule.Record, rule.RecordPercent, rule.RecordOnDemand), Is.EqualTo((record, percent, onDemand)));
    }

    [TestCase("record: 0%", "queues/sales.yaml:1:9: record: a word or a percentage from 1% to 100% is wanted, not '0%'; known: always, never, on_demand")]
    [TestCase("record: 101%", "queues/sales.yaml:1:9: record: a word or a percentage from 1% to 100% is wanted, not '101%'; known: always, never, on_demand")]
    [TestCase("record: alway", "queues/sales.yaml:1:9: record: a word or a percentage from 1% to 100% is wanted, not 'alway'; did you mean 'always'?")]
    [TestCase("record: [always]", "queues/sales.yaml:1:9: record: always, never, on_demand or a percentage is wanted, not a list")]
    public void A_mistake_is_told_where_it_is(string line, string problem)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", $"{line}\n");
        Assert.That(site.Problems(), Is.EqualTo(new[] { problem }));
    }

    [Test]
    public void An_announcement_nobody_hears_is_warned_of()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "record_announcement: [sound:hello-world]\n");
        Assert.That(site.Problems().Single(), Does.StartWith("queues/sales.yaml:1:22: warning: record_announcement: is never heard: nothing is recorded"));
    }
}
