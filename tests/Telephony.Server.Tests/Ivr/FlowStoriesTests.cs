using Telephony.Core;
using Telephony.Server.Configuration;
using Telephony.Server.Ivr;
using Telephony.Server.Tests.Configuration;

namespace Telephony.Server.Tests.Ivr;

public class FlowStoriesTests
{
    private static SiteConfiguration Site(string nodes)
    {
        using var site = new SiteFixture();
        site.Write("site.yaml", "numbers:\n  \"*\": {target: {menu: main}}\nservers: [crm.example]\n");
        site.Write("ivr/main.yaml", $"otherwise: {{queue: sales}}\nnodes:\n{nodes}");
        var result = site.Load();
        return result.Site ?? throw new AssertionException(string.Join('\n', result.Problems));
    }

    private static SiteConfiguration Orders() => Site("""
          ask: {menu: {prompt: "sound:hello", keys: {"1": order, "2": sales}, otherwise: sales, no_input: bye}}
          order: {collect: {prompt: "sound:order", variable: order, digits: 3, next: dip, otherwise: sales}}
          dip: {http: {url: "https://crm.example/orders/{order}", result: {status: status}, next: tell, failed: sales}}
          tell: {say: {parts: [{digits: order}], next: bye}}
          sales: {queue: {queue: sales, skills: english>=5, priority: 3, show: [order]}}
          bye: {hangup: }
        """);

    [Test]
    public void Callers_are_led_through_the_flow_without_any_telephony() => Assert.That(FlowStories.Tell(Orders(), """
        # an order
        call 8000 from 13800138000
        press 1 -> press 123 -> expect server https://crm.example/orders/123
        server answers status=open -> expect end hangup
        call 8000
        press 2 → expect queue sales, skills [english>=5], priority 3
        call 8000 -> press 1 -> press 123 -> server fails -> expect queue sales -> expect shown order = 123
        call 8000 -> wait -> expect heard sound:hello sound:hello -> wait -> wait -> expect end
        """), Is.EqualTo(4));

    [TestCase("call 8000\npress 2 -> expect queue support", "2: expect queue support: but it is sales")]
    [TestCase("call 8000\nexpect queue sales", "2: expect queue sales: but the call is at main/ask, waiting for Prompt")]
    [TestCase("press 1", "1: press 1: a story begins with: call NUMBER")]
    [TestCase("call 8000\ndance", "2: dance: not understood; known: call, press, wait, server, speak, hang up, agent hangs up, expect")]
    public void What_does_not_come_as_expected_is_told_with_its_line(string story, string message) =>
        Assert.That(() => FlowStories.Tell(Orders(), story), Throws.TypeOf<StoryException>().With.Message.EqualTo(message));

    [Test]
    public void A_flow_is_drawn_with_its_counts()
    {
        var figures = new FlowFigures();
        figures.Apply(new AcdFact.NodeEntered(new CallId("c"), "main", "ask", NodeKind.Menu));
        figures.Apply(new AcdFact.CallEnded(new CallId("c"), null, CallDisposition.AbandonedInMenu, TimeSpan.Zero));
        var flow = Orders().Flows["main"];
        var text = FlowDrawing.Mermaid(flow, node => figures.Nodes.FirstOrDefault(n => n.Node == node));
        Assert.That(text, Does.StartWith("flowchart TD").And.Contain("1 came, 1 hung up").And.Contain("-->|\"1\"|"));
        Assert.That(text, Does.Contain("start((start)) --> n0"));
        var svg = System.Xml.Linq.XDocument.Parse(FlowDrawing.Svg(flow));
        Assert.That(svg.Descendants().Count(e => e.Name.LocalName == "rect"), Is.EqualTo(6), "every node");
    }

    [Test]
    public void Every_story_of_the_sample_comes_as_expected()
    {
        var site = SiteLoader.Load(SiteFixture.Sample).Site!;
        var files = Directory.GetFiles(Path.Combine(SiteFixture.Sample, "ivr", "tests"), "*.txt");
        Assert.That(files, Is.Not.Empty);
        foreach (var file in files) Assert.That(() => FlowStories.Tell(site, File.ReadAllText(file)), Is.GreaterThan(0), file);
    }
}
