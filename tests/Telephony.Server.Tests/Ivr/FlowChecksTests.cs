using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Ivr;

/// <summary>What is wrong with a flow is found before it is loaded, with its place and what to do.</summary>
public class FlowChecksTests
{
    private static string[] ProblemsOf(string nodes, string more = "")
    {
        using var site = new SiteFixture();
        site.Write("ivr/main.yaml", $"otherwise: {{queue: sales}}\n{more}nodes:\n{nodes}");
        return [.. site.Problems().Where(p => p.StartsWith("ivr/", StringComparison.Ordinal))];
    }

    private static void Finds(string nodes, string problem, string more = "") => Assert.That(ProblemsOf(nodes, more), Has.Some.StartsWith(problem));

    [Test]
    public void A_good_flow_has_no_problem() => Assert.That(ProblemsOf("""
          hello: {play: {prompt: "sound:hello-world", next: ask}}
          ask: {menu: {prompt: "sound:vm-enter-num-to-call", keys: {"1": sales}, otherwise: sales}}
          sales: {queue: {queue: sales}}
        """), Is.Empty);

    [Test]
    public void A_node_nobody_reaches() => Finds("""
          a: {hangup: }
          b: {queue: {queue: sales}}
        """, "ivr/main.yaml:4:3: nodes.b: no caller can reach this node; lead to it from another node, or remove it");

    [Test]
    public void A_node_that_is_not_there() => Finds("""
          a: {play: {prompt: "sound:hello", next: slaes}}
          sales: {queue: {queue: sales}}
        """, "ivr/main.yaml:3:43: nodes.a.play.next: unknown node 'slaes'; did you mean 'sales'?");

    [Test]
    public void A_way_that_returns_to_nobody() => Finds("""
          a: {play: {prompt: "sound:hello", next: return}}
        """, "ivr/main.yaml:3:3: nodes.a: a dead end: it returns, but callers enter main directly; lead to a node, or write hangup");

    [Test]
    public void A_circle_that_turns_by_itself() => Finds("""
          a: {play: {prompt: "sound:hello", next: b}}
          b: {set: {values: {x: "'1'"}, next: a}}
        """, "ivr/main.yaml:3:3: nodes.a: a circle that turns without the caller: a -> b -> a; let one of them lead elsewhere, or ask for a key in it");

    [Test]
    public void A_menu_that_repeats_for_ever_for_who_says_nothing() => Finds("""
          a: {menu: {prompt: "sound:hello", keys: {"1": sales}, otherwise: a}}
          sales: {queue: {queue: sales}}
        """, "ivr/main.yaml:3:3: nodes.a: a circle that turns without the caller: a -> a");

    [Test]
    public void A_circle_over_two_flows()
    {
        using var site = new SiteFixture();
        site.Write("ivr/main.yaml", "otherwise: hangup\nnodes:\n  a: {subflow: {flow: other}}\n");
        site.Write("ivr/other.yaml", "otherwise: hangup\nnodes:\n  b: {subflow: {flow: main}}\n");
        Assert.That(site.Problems(), Has.Some.Contains("a circle that turns without the caller: a -> other/b -> a"));
    }

    [Test]
    public void A_failure_of_a_server_that_nobody_handles() => Finds("""
          a: {http: {url: "https://crm.example/x", next: hangup}}
        """, "ivr/main.yaml:3:13: nodes.a.http.failed: missing; write failed: NODE");

    [Test]
    public void A_server_that_is_not_listed() => Finds("""
          a: {http: {url: "https://crm.example/x", next: hangup, failed: hangup}}
        """, "ivr/main.yaml:3:19: nodes.a.http.url: unknown server; site.yaml does not allow 'crm.example'");

    [Test]
    public void A_host_that_callers_could_choose() => Finds("""
          a: {http: {url: "https://{caller}/x", next: hangup, failed: hangup}}
        """, "ivr/main.yaml:3:19: nodes.a.http.url: the host is fixed: no variable in it; put variables behind the host");

    [Test]
    public void Unknown_queues_and_skills()
    {
        const string Nodes = """
              a: {menu: {prompt: "sound:hello", keys: {"1": b, "2": c}, otherwise: b}}
              b: {queue: {queue: saels}}
              c: {queue: {queue: sales, skills: englsh>=5}}
            """;
        Finds(Nodes, "ivr/main.yaml:4:22: nodes.b.queue.queue: unknown queue 'saels'; did you mean 'sales'?");
        Finds(Nodes, "ivr/main.yaml:5:37: nodes.c.queue.skills: unknown skill 'englsh'; did you mean 'english'?");
    }

    [Test]
    public void A_wait_without_an_end() => Finds("""
          a: {menu: {prompt: "sound:hello", keys: {"1": b}, timeout: 0s, otherwise: b}}
          b: {queue: {queue: sales}}
        """, "ivr/main.yaml:3:62: nodes.a.menu.timeout: 0s is out of range; from 1s to 1m");

    [Test]
    public void A_variable_that_nothing_sets() => Finds("""
          a: {switch: {cases: [{when: "ordre = '1'", next: hangup}], otherwise: b}}
          b: {collect: {prompt: "sound:hello", variable: order, next: hangup, otherwise: hangup}}
        """, "ivr/main.yaml:3:31: nodes.a.switch.cases.when: nothing sets the variable 'ordre'; did you mean 'order'?");

    [Test]
    public void A_masked_number_that_would_be_shown() => Finds("""
          a: {collect: {prompt: "sound:hello", variable: card, masked: true, next: b, otherwise: b}}
          b: {queue: {queue: sales, show: [card]}}
        """, "ivr/main.yaml:4:36: nodes.b.queue.show: 'card' is masked: it can only be sent to a server");

    [Test]
    public void A_talk_that_would_be_queued_again() => Finds("""
          a: {queue: {queue: sales, after_talk: a}}
        """, "ivr/main.yaml:3:3: nodes.a: after the talk nobody is led on: main comes here by after_talk");

    [Test]
    public void An_expression_with_a_mistake() => Finds("""
          a: {switch: {cases: [{when: "caller = ", next: hangup}], otherwise: hangup}}
        """, "ivr/main.yaml:3:41: nodes.a.switch.cases.when: something is missing at the end");

    [Test]
    public void Two_kinds_in_one_node_and_a_kind_that_is_none()
    {
        Finds("""  a: {play: {prompt: "sound:hello", next: hangup}, hangup: {}}""", "ivr/main.yaml:3:6: nodes.a: a node is of exactly one kind");
        Finds("""  a: {plya: {prompt: "sound:hello", next: hangup}}""", "ivr/main.yaml:3:7: nodes.a.plya: unknown kind of node; did you mean 'play'?");
    }
}
