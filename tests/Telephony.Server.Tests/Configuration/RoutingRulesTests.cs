using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>Order of calls and choice of agents as configured, and what a person is told whose rules do nothing, or too much.</summary>
public sealed class RoutingRulesTests
{
    [Test]
    public void A_queue_says_how_its_calls_are_ordered_and_rung()
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "weight: 3\nageing: {point_every: 2m, up_to: 5}\nask_again_after: 90s\nstrategy: ring_progressively\nring_most: 4\nring_step: 3s\n");
        var queue = site.Load().Site!.Queues["sales"];
        Assert.Multiple(() =>
        {
            Assert.That(queue.Weight, Is.EqualTo(3));
            Assert.That(queue.Ageing, Is.EqualTo(new AgeingRule(TimeSpan.FromMinutes(2), 5)));
            Assert.That(queue.AskAgainAfter, Is.EqualTo(TimeSpan.FromSeconds(90)));
            Assert.That(queue.Strategy, Is.EqualTo(RoutingStrategy.RingProgressively));
            Assert.That((queue.RingMost, queue.RingStep), Is.EqualTo((4, TimeSpan.FromSeconds(3))));
        });
        site.Write("queues/sales.yaml", "{}\n");
        queue = site.Load().Site!.Queues["sales"];
        Assert.That((queue.Weight, queue.Ageing, queue.AskAgainAfter, queue.RingMost), Is.EqualTo((0, (AgeingRule?)null, TimeSpan.FromMinutes(1), 10)));
    }

    [Test]
    public void An_agent_says_how_each_queue_is_served()
    {
        using var site = new SiteFixture();
        site.Write("agents.yaml", "agents: {\"1001\": {name: Ann, skills: {english: 7}, queues: [{queue: sales, order: 2, priority: 4, delay: 20s, share: 3}]}}\n");
        var agent = site.Load().Site!.Agents["1001"];
        Assert.That(agent.Queues, Is.EqualTo(new[] { "sales" }));
        Assert.That(agent.In("sales"), Is.EqualTo(new QueueProfile(2, 4, TimeSpan.FromSeconds(20), 3)));
        Assert.That(agent.In("support"), Is.EqualTo(QueueProfile.Default));
    }

    [Test]
    public void An_agent_may_have_several_phones()
    {
        using var site = new SiteFixture();
        site.Write("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, PJSIP/1001-soft, PJSIP/13800138000@trunk]}, \"1002\": {name: Bob, dial: [PJSIP/1002]}}\n");
        var agents = site.Load().Site!.Agents;
        Assert.That((agents["1001"].DialTarget, agents["1001"].AlsoDials), Is.EqualTo(("PJSIP/1001", new[] { "PJSIP/1001-soft", "PJSIP/13800138000@trunk" })));
        Assert.That((agents["1002"].DialTarget, agents["1002"].AlsoDials), Is.EqualTo(("PJSIP/1002", (System.Collections.Immutable.ImmutableArray<string>?)null)));
    }

    [Test]
    public void A_choice_may_ask_for_skills_and_a_priority()
    {
        using var site = new SiteFixture();
        site.Write("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales, skills: english>=5, priority: 7}, \"2\": {queue: sales}}\notherwise: hangup\n");
        var choices = site.Load().Site!.Menus["main"].Choices;
        Assert.That((choices["1"].Needs!.Skills.Text, choices["1"].Needs!.Priority), Is.EqualTo(("english>=5", (int?)7)));
        Assert.That(choices["2"].Needs, Is.Null);
    }

    [TestCase("queues/sales.yaml", "ageing: {up_to: 5}\n", "queues/sales.yaml:1:9: ageing.point_every: missing; write point_every: 1m")]
    [TestCase("queues/sales.yaml", "ageing: {point_every: 1m, up_to: 11}\n", "queues/sales.yaml:1:34: ageing.up_to: a whole number from 1 to 10 is wanted, not '11'")]
    [TestCase("queues/sales.yaml", "weight: 101\n", "queues/sales.yaml:1:9: weight: a whole number from 0 to 100 is wanted, not '101'")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, queues: [{queue: sals, order: 2}]}}\n", "agents.yaml:1:47: agents.1001.queues: unknown queue 'sals'; did you mean 'sales'?")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, queues: [{order: 2}]}}\n", "agents.yaml:1:39: agents.1001.queues.queue: missing; write queue: NAME")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: []}}\n", "agents.yaml:1:36: agents.1001.dial: an agent has at least one phone; write PJSIP/1001, or leave dial away")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/13800138000@trunk]}}\n",
        "agents.yaml:1:37: agents.1001.dial: 'PJSIP/13800138000@trunk' is not a dial target like PJSIP/1001")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, Local/1@out]}}\n",
        "agents.yaml:1:49: agents.1001.dial: 'Local/1@out' is not a dial target like PJSIP/1001-mobile, or PJSIP/02155550100@trunk")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, PJSIP/1001]}}\n", "agents.yaml:1:49: agents.1001.dial: phone 'PJSIP/1001' is here twice; keep one")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/1001, PJSIP/1002]}, \"1002\": {name: Bob}}\n",
        "agents.yaml:1:49: agents.1001.dial: 'PJSIP/1002' is a phone of agent 1002 too; a phone in a list belongs to one agent")]
    [TestCase("agents.yaml", "agents: {\"1001\": {name: Ann, dial: [PJSIP/a, PJSIP/b, PJSIP/c, PJSIP/d, PJSIP/e, PJSIP/f]}}\n",
        "agents.yaml:1:36: agents.1001.dial: 6 items are too many; at most 5")]
    [TestCase("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {menu: main, priority: 3}}\notherwise: {queue: sales}\n",
        "ivr/main.yaml:2:29: choices.1.priority: only a call that goes to a queue asks for something; remove it, or name a queue")]
    public void A_mistake_is_told_in_one_exact_line(string file, string content, string line)
    {
        using var site = new SiteFixture();
        site.Write(file, content);
        Assert.That(site.Load().Problems.Where(p => p.Severity == ConfigSeverity.Error).Select(p => p.ToString()), Is.EqualTo(new[] { line }));
    }

    [TestCase("skills: english\nrelax: [{after: 20s, skills: english>=3}]\n",
        "queues/sales.yaml:2:30: warning: relax.skills: changes nothing: no other agent may serve the call after this step; remove it, or ask for less")]
    [TestCase("skills: english\nrelax: [{after: 20s, skills: spanish}]\n",
        "queues/sales.yaml:2:30: warning: relax.skills: asks for more than before: agent 1001 may serve the call before this step, and not after it; a relaxation should ask for less")]
    [TestCase("max_wait: 1m\noverflow: hangup\noverflow_when: [{after: 2m, waiting: 3, to: hangup}]\n",
        "queues/sales.yaml:3:17: warning: overflow_when.after: never asked: nobody waits longer than 1m; raise max_wait, or remove the rule")]
    [TestCase("overflow_when: [{after: 1m, to: hangup}, {after: 2m, waiting: 3, to: {menu: main}}]\n",
        "queues/sales.yaml:1:42: warning: overflow_when: never asked: an earlier rule without a condition sends every call away; give that rule a condition, or remove this one")]
    [TestCase("ring_step: 3s\n", "queues/sales.yaml:1:12: warning: ring_step: means nothing for this strategy; use strategy: ring_progressively")]
    public void A_rule_that_does_nothing_is_told(string queue, string line)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", queue);
        Assert.That(site.Problems(), Is.EqualTo(new[] { line }));
    }

    [TestCase("priority: 2\n", "", "priority: calls may wait 1h in vain: all 1 agents of this queue also serve gold, whose calls come first (priority 2 over 0); add ageing: {point_every: 1m}, or a shorter max_wait")]
    [TestCase("weight: 2\n", "ageing: {point_every: 1m}\n", "weight: calls may wait 1h in vain: all 1 agents of this queue also serve gold, whose calls come first (weight 2 over 0); add an agent who serves only this queue, or a shorter max_wait")]
    [TestCase("priority: 2\n", "ageing: {point_every: 1m}\n", null)]
    [TestCase("priority: 2\n", "max_wait: 3m\noverflow: hangup\n", null)]
    public void A_queue_whose_calls_may_wait_in_vain_is_told(string gold, string sales, string? warning)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", "label: {en: Sales}\n" + sales);
        site.Write("queues/gold.yaml", gold);
        site.Write("agents.yaml", "agents: {\"1001\": {name: Ann, skills: {english: 7}, queues: [sales, gold]}}\n");
        site.Write("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales}, \"2\": {queue: gold}}\notherwise: hangup\n");
        Assert.That(site.Problems(), Is.EqualTo(warning is null ? [] : new[] { $"queues/sales.yaml:1:1: warning: {warning}" }));
    }

    [TestCase("overflow_when: [{after: 10s, expected_wait: 2m, to: {queue: gold}}]\n", "may_return: true\n", null)]
    [TestCase("may_return: true\noverflow_when: [{after: 10s, expected_wait: 2m, to: {queue: gold}}]\n", "", null)]
    [TestCase("may_return: true\noverflow_when: [{after: 10s, expected_wait: 2m, to: {queue: gold}}]\n", "may_return: true\n", "queue gold -> queue sales -> queue gold")]
    public void Queues_that_would_hand_a_call_round_for_ever_are_refused(string sales, string gold, string? circle)
    {
        using var site = new SiteFixture();
        site.Write("queues/sales.yaml", sales);
        site.Write("queues/gold.yaml", gold + "overflow_when: [{after: 20s, waiting: 5, to: {queue: sales}}]\n");
        site.Write("agents.yaml", "agents: {\"1001\": {name: Ann, skills: {english: 7}, queues: [sales, gold]}}\n");
        site.Write("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales}, \"2\": {queue: gold}}\notherwise: hangup\n");
        var line = $"queues/gold.yaml:2:46: overflow_when.to: a call would be handed round for ever: {circle}; take may_return from one of them: the call then stays there";
        Assert.That(site.Load().Problems.Where(p => p.Severity == ConfigSeverity.Error).Select(p => p.ToString()), Is.EqualTo(circle is null ? [] : new[] { line }));
    }

    [Test]
    public void Needs_of_a_menu_that_nobody_can_meet_are_told()
    {
        using var site = new SiteFixture();
        site.Write("ivr/main.yaml", "prompt: [welcome]\nchoices: {\"1\": {queue: sales, skills: spanish}}\notherwise: hangup\n");
        Assert.That(site.Problems(), Is.EqualTo(new[] { "ivr/main.yaml:2:39: warning: choices.1.skills: no agent of sales can ever serve such a call (spanish); change agents.yaml" }));
    }
}
