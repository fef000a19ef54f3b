using Telephony.Core;

namespace Telephony.Server.Tests.Configuration;

/// <summary><c>alerts.yaml</c>: what is read, and what a mistake is answered with.</summary>
public sealed class AlertsFileTests
{
    [Test]
    public void A_rule_is_read_with_a_tenth_of_hysteresis_unless_it_says_otherwise()
    {
        using var site = new SiteFixture();
        site.Write("alerts.yaml", """
            webhooks: {ops: {url: "https://ops.example/alerts?team=1"}}
            rules:
              slow: {label: {en: Slow, zh-CN: 慢}, metric: longest_wait, above: 100s, for: 10s, queues: [sales], webhooks: ops, critical: true}
              bad: {metric: service_level, below: 60, clear: 75, window: 30m}
              away: {metric: paused_agents, above: 0, agents: "1001"}
            """);
        var loaded = site.Load();
        Assert.That(loaded.Problems, Is.Empty);
        var (slow, bad, away) = (loaded.Site!.Alerts.Rules["slow"], loaded.Site.Alerts.Rules["bad"], loaded.Site.Alerts.Rules["away"]);
        Assert.That((slow.Label.En, slow.Metric, slow.IsBelow, slow.Threshold, slow.Clear, slow.For, slow.IsCritical, slow.Window), Is.EqualTo(("Slow", AlertMetric.LongestWait, false, 100.0, 90.0, TimeSpan.FromSeconds(10), true, (TimeSpan?)null)));
        Assert.That((string.Join(' ', slow.Queues), string.Join(' ', slow.Webhooks), string.Join(' ', away.Agents)), Is.EqualTo(("sales", "ops", "1001")));
        Assert.That((bad.IsBelow, bad.Threshold, bad.Clear, bad.Window), Is.EqualTo((true, 60.0, 75.0, (TimeSpan?)TimeSpan.FromMinutes(30))));
        Assert.That(loaded.Site.Alerts.Webhooks["ops"], Is.EqualTo(new Uri("https://ops.example/alerts?team=1")));
    }

    [TestCase("waiting, above: 20", 18)]
    [TestCase("waiting, above: 3", 3)]
    [TestCase("ready_agents, below: 1", 1, Description = "one is enough")]
    [TestCase("longest_wait, above: 15s", 13.5)]
    [TestCase("abandon_rate, above: 5", 4.5)]
    [TestCase("service_level, below: 95", 95.5, Description = "there is nothing better than 100 %")]
    public void What_is_good_again_can_be_reached(string rule, double clear)
    {
        using var site = new SiteFixture();
        site.Write("alerts.yaml", $"rules: {{a: {{metric: {rule}}}}}");
        Assert.That(site.Load().Site!.Alerts.Rules["a"].Clear, Is.EqualTo(clear).Within(1e-9));
    }

    [Test]
    public void The_file_may_be_missing()
    {
        using var site = new SiteFixture();
        Assert.That(site.Load().Site!.Alerts.Rules, Is.Empty);
    }

    [TestCase("rules: {a: {metric: waitin, above: 3}}", "alerts.yaml:1:21: rules.a.metric: 'waitin' is none of abandon_rate, abandoned, answered, asterisk_disconnected, average_handle, average_wait, busy_agents, expected_wait, longest_pause, longest_wait, offered, paused_agents, ready_agents, service_level, staffed_agents, waiting; did you mean 'waiting'?")]
    [TestCase("rules: {a: {metric: waiting}}", "alerts.yaml:1:12: rules.a.above: a threshold is wanted; write above: or below:, one of both")]
    [TestCase("rules: {a: {metric: waiting, above: 3, below: 1}}", "alerts.yaml:1:12: rules.a.above: a threshold is wanted; write above: or below:, one of both")]
    [TestCase("rules: {a: {metric: waiting, above: 3s}}", "alerts.yaml:1:37: rules.a.above: a whole number from 0 to 100000 is wanted, not '3s'")]
    [TestCase("rules: {a: {metric: longest_wait, above: 30}}", "alerts.yaml:1:42: rules.a.above: '30' is not a duration; write it like 20s, 2m, 1m30s or 500ms")]
    [TestCase("rules: {a: {metric: service_level, below: 101}}", "alerts.yaml:1:43: rules.a.below: a whole number from 0 to 100 is wanted, not '101'")]
    [TestCase("rules: {a: {metric: waiting, above: 3, clear: 4}}", "alerts.yaml:1:47: rules.a.clear: is worse than the threshold; not more than above")]
    [TestCase("rules: {a: {metric: service_level, below: 60, clear: 50}}", "alerts.yaml:1:54: rules.a.clear: is worse than the threshold; not less than below")]
    [TestCase("rules: {a: {metric: waiting, above: 3, window: 5m}}", "alerts.yaml:1:48: rules.a.window: waiting is of now, not of a time; remove it; write for: to wait")]
    [TestCase("rules: {a: {metric: offered, above: 3, window: 5h}}", "alerts.yaml:1:48: rules.a.window: 5h is out of range; from 1m to 4h")]
    [TestCase("rules: {a: {metric: waiting, above: 3, queues: [sale]}}", "alerts.yaml:1:49: rules.a.queues: unknown queue 'sale'; did you mean 'sales'?")]
    [TestCase("rules: {a: {metric: paused_agents, above: 3, agents: [1009]}}", "alerts.yaml:1:55: rules.a.agents: unknown agent '1009'; did you mean '1001'?")]
    [TestCase("rules: {a: {metric: waiting, above: 3, agents: [1001]}}", "alerts.yaml:1:48: rules.a.agents: waiting is nothing that agents have; remove it, or name queues")]
    [TestCase("rules: {a: {metric: asterisk_disconnected, above: 3s, queues: sales}}", "alerts.yaml:1:63: rules.a.queues: asterisk_disconnected is nothing that queues have; remove it")]
    [TestCase("rules: {a: {metric: waiting, above: 3, webhooks: [opps]}}\nwebhooks: {ops: {url: https://x.example}}", "alerts.yaml:1:51: rules.a.webhooks: unknown webhook 'opps'; did you mean 'ops'?")]
    [TestCase("webhooks: {ops: {url: ftp://x.example}}", "alerts.yaml:1:23: webhooks.ops.url: 'ftp://x.example' is not an address like https://ops.example/alerts, without a user and a password")]
    [TestCase("webhooks: {ops: {url: https://kim:secret@x.example}}", "alerts.yaml:1:23: webhooks.ops.url: 'https://kim:secret@x.example' is not an address like https://ops.example/alerts, without a user and a password")]
    [TestCase("webhooks: {ops: {}}", "alerts.yaml:1:17: webhooks.ops.url: missing; write url: https://ops.example/alerts")]
    [TestCase("rule: {}", "alerts.yaml:1:1: rule: unknown key; did you mean 'rules'?")]
    public void A_mistake_gets_one_line(string yaml, string line)
    {
        using var site = new SiteFixture();
        site.Write("alerts.yaml", yaml);
        Assert.That(site.Problems(), Is.EqualTo(new[] { line }));
    }
}
