using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

public class GoodSiteTests
{
    [Test]
    public void An_empty_queue_file_has_sensible_defaults()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "{}\n");
        var queue = site.Load().Site!.Queues["sales"];
        Assert.Multiple(() =>
        {
            Assert.That(queue.Label, Is.EqualTo(new Label("sales", "")));
            Assert.That(queue.Skills, Is.EqualTo(SkillExpression.Anyone));
            Assert.That(queue.Relax, Is.Empty);
            Assert.That(queue.Strategy, Is.EqualTo(RoutingStrategy.LongestIdle));
            Assert.That(queue.RingTimeout, Is.EqualTo(TimeSpan.FromSeconds(20)));
            Assert.That(queue.WrapUp, Is.EqualTo(TimeSpan.Zero));
            Assert.That(queue.MaxWait, Is.EqualTo(TimeSpan.FromHours(1)), "nobody waits without an end");
            Assert.That(queue.Overflow, Is.EqualTo(CallTarget.HangUp));
            Assert.That(queue.OverflowMessage, Is.EqualTo(new[] { "sound:acd/fallback" }), "and without a word");
            Assert.That(queue.Music, Is.EqualTo("default"));
            Assert.That(queue.Record, Is.False);
            Assert.That(queue.Priority, Is.Zero);
            Assert.That(queue.Recovery, Is.EqualTo(new RecoveryRule(
                null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15))));
        });
    }

    [TestCase("20s", 20_000)]
    [TestCase("2m", 120_000)]
    [TestCase("1m30s", 90_000)]
    [TestCase("500ms", 500)]
    [TestCase("1h", 3_600_000)]
    [TestCase("1h2m3s4ms", 3_723_004)]
    [TestCase("0s", 0)]
    public void Durations_are_written_as_people_say_them(string text, int milliseconds)
    {
        var read = Grammar.TryDuration(text, out var duration);
        Assert.Multiple(() =>
        {
            Assert.That(read, Is.True);
            Assert.That(duration, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
            Assert.That(Grammar.ShowDuration(duration), Is.EqualTo(text));
        });
    }

    [TestCase("")]
    [TestCase("20")]
    [TestCase("20 s")]
    [TestCase("s")]
    [TestCase("30s1m")]
    [TestCase("-5s")]
    [TestCase("1.5s")]
    [TestCase("99999999999999s")]
    [TestCase("20s\n")]
    public void Other_texts_are_no_durations(string text) => Assert.That(Grammar.TryDuration(text, out _), Is.False);

    [Test]
    public void Prompts_may_be_one_or_many_and_get_their_scheme()
    {
        using var site = new SiteFixture();
        site.Write("site.yaml", "numbers: {\"*\": {greeting: sound:hello, target: {menu: main}}}\n");
        site.Write("ivr/main.yaml", "prompt: [welcome, digits:12, sound:custom/welcome]\nchoices: {\"1\": {queue: sales}}\notherwise: hangup\n");
        var read = site.Load().Site!;
        Assert.Multiple(() =>
        {
            Assert.That(read.Numbers["*"].Greeting, Is.EqualTo(new[] { "sound:hello" }));
            Assert.That(read.Menus["main"].Prompt, Is.EqualTo(new[] { "sound:acd/welcome", "digits:12", "sound:custom/welcome" }));
        });
    }

    [TestCase("english>=5 & (spanish | english=9)", "english>=5 & (spanish | english=9)")]
    [TestCase("[english>=5, spanish]", "english>=5 & spanish")]
    [TestCase("[english>=5, '!spanish | english>7']", "english>=5 & (!spanish | english>=8)")]
    [TestCase("[]", "")]
    [TestCase("''", "")]
    public void Skills_may_be_an_expression_or_a_list(string yaml, string canonical)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", $"skills: {yaml}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Skills.Text, Is.EqualTo(canonical));
    }

    [Test]
    public void A_call_may_ask_for_less_the_longer_it_waits()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "skills: english>=5\nrelax:\n  - {after: 20s, skills: [english, spanish]}\n  - {after: 1m, skills: \"\"}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Relax, Is.EqualTo(new[]
        {
            new RelaxStep(TimeSpan.FromSeconds(20), SkillExpression.Parse("english & spanish")),
            new RelaxStep(TimeSpan.FromMinutes(1), SkillExpression.Anyone),
        }));
    }

    [Test]
    public void Every_strategy_has_a_name()
    {
        using var site = new SiteFixture();
        foreach (var strategy in Enum.GetValues<RoutingStrategy>())
        {
            var name = string.Concat(strategy.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
            site.Write("queues/sales.yaml", $"strategy: {name}\n");
            Assert.That(site.Load().Site!.Queues["sales"].Strategy, Is.EqualTo(strategy), name);
        }
    }

    [Test]
    public void A_queue_says_what_it_is_held_to()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "service_level: {within: 30s, target: 90, short_abandon: 3s, variant: of_all}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Objective, Is.EqualTo(new ServiceObjective(TimeSpan.FromSeconds(30), 90, TimeSpan.FromSeconds(3), ServiceLevelVariant.OfAll)));
        site.Write("queues/sales.yaml", "{}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Objective, Is.EqualTo(ServiceObjective.Default));
    }

    [Test]
    public void A_queue_says_when_boards_mark_it()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "board: {longest_wait: {watch: 20s}, waiting: {watch: 2, alarm: 4}}\n");
        var expected = new BoardLimits { LongestWait = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)), Waiting = new(2, 4) };
        Assert.That(site.Load().Site!.Queues["sales"].Board, Is.EqualTo(expected));
        site.Write("queues/sales.yaml", "{}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Board, Is.EqualTo(BoardLimits.Default));
    }

    [Test]
    public void A_queue_served_only_late_or_relaxed_too_late_is_doubtful()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "skills: english>=9\nrelax: [{after: 20s, skills: english}, {after: 5m, skills: ''}]\nmax_wait: 3m\noverflow: hangup\n");
        Assert.That(site.Problems(), Is.EqualTo(new[]
        {
            "queues/sales.yaml:1:1: warning: none of its agents has the skills it needs (english>=9) before a call has waited 20s; change agents.yaml",
            "queues/sales.yaml:2:48: warning: relax.after: never reached: nobody waits longer than 3m; raise max_wait, or remove the step",
        }));
    }

    [Test]
    public void Until_ready_leaves_an_agent_alone_for_good()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "recovery: {busy: until_ready, silent: 7s}\n");
        Assert.That(site.Load().Site!.Queues["sales"].Recovery, Is.EqualTo(new RecoveryRule(
            TimeSpan.FromSeconds(7), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(15))));
    }

    [Test]
    public void A_byte_order_mark_and_windows_line_ends_are_fine()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", [0xEF, 0xBB, 0xBF, .. "wrap_up: 5s\r\npriority: 2\r\n"u8]);
        var queue = site.Load().Site!.Queues["sales"];
        Assert.That((queue.WrapUp, queue.Priority), Is.EqualTo((TimeSpan.FromSeconds(5), 2)));
    }

    [Test]
    public void Doubtful_things_are_warnings_and_the_site_is_used()
    {
        using var site = new SiteFixture();
        site.Write("site.yaml", "numbers: {\"8000\": {target: {menu: main}}}\n");
        site.Write("queues/lonely.yaml", "overflow: hangup\n");
        site.Write("queues/sales.yaml", "skills: [english>=9]\n");
        site.Write("ivr/lost.yaml", "prompt: welcome\nchoices: {\"1\": hangup}\notherwise: hangup\n");
        site.Write("menus/readme.yaml", "");
        site.Write("queue/sales.yaml", "");
        var result = site.Load();
        Assert.Multiple(() =>
        {
            Assert.That(result.Site, Is.Not.Null);
            Assert.That(result.Problems.Select(problem => problem.ToString()), Is.EqualTo(new[]
            {
                "ivr/lost.yaml:1:1: warning: no caller can reach this menu; name it in a number's target or a choice",
                "ivr/lost.yaml:2:10: warning: choices: this menu leads nowhere: every choice hangs up",
                "queue: warning: this folder is not read; did you mean 'queues'?",
                "queues/lonely.yaml:1:1: warning: no agent serves this queue; change agents.yaml",
                "queues/lonely.yaml:1:1: warning: no caller can reach this queue; name it in a number's target or a choice",
                "queues/sales.yaml:1:1: warning: none of its agents has the skills it needs (english>=9); change agents.yaml",
                "site.yaml:1:10: warning: numbers: a caller who dials any other number is not served; add \"*\"",
            }));
        });
    }

    [Test]
    public void The_version_names_the_content()
    {
        using var site = new SiteFixture();
        using var same = new SiteFixture();
        var first = site.Load();
        Assert.Multiple(() =>
        {
            Assert.That(first.Version, Has.Length.EqualTo(12));
            Assert.That(first.Site!.Version, Is.EqualTo(first.Version));
            Assert.That(same.Load().Version, Is.EqualTo(first.Version));
        });
        same.Write("queues/sales.yaml", "wrap_up: 1s\n");
        Assert.That(same.Load().Version, Is.Not.EqualTo(first.Version));
    }

    [TestCase("spansh", "spanish", 1)]
    [TestCase("slaes", "sales", 1)]
    [TestCase("Sales", "sales", 0)]
    [TestCase("", "abc", 3)]
    public void Distance_counts_edits(string a, string b, int edits) => Assert.That(Suggestion.Distance(a, b), Is.EqualTo(edits));
}
