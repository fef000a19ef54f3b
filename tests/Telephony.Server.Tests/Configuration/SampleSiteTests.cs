using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

public class SampleSiteTests
{
    private static readonly SiteLoadResult Sample = SiteLoader.Load(SiteFixture.Sample);

    [Test]
    public void The_sample_site_has_no_problem() =>
        Assert.That(Sample.Problems.Select(problem => problem.ToString()), Is.Empty);

    [Test]
    public void Numbers_menus_and_queues_are_as_written()
    {
        var site = Sample.Site!;
        Assert.Multiple(() =>
        {
            Assert.That(site.Numbers.Keys, Is.EqualTo(new[] { "*", "8000" }));
            Assert.That(site.Numbers["8000"].Greeting, Is.Empty);
            Assert.That(site.Numbers["8000"].Target, Is.EqualTo(new CallTarget(null, "main")));
            var main = (MenuNode)site.Flows["main"].Nodes["main"];
            Assert.That(main.Keys.Keys, Is.EqualTo(new[] { "0", "1", "2", "3" }));
            Assert.That(main.Ask.Prompt, Is.EqualTo(new[] { "sound:acd/menu-main" }));
            Assert.That(site.Flows["main"].Nodes.Values.Select(node => node.Kind).Distinct().Count(), Is.GreaterThanOrEqualTo(13), "the sample shows most kinds of nodes");
            Assert.That(site.Flows["main"].Otherwise, Is.EqualTo(new CallTarget("sales", null)));
            Assert.That(site.Queues.Keys, Is.EqualTo(new[] { "billing", "sales", "support" }));
            Assert.That(site.Queues["support"].Skills, Is.EqualTo(SkillExpression.Parse("english>=5")));
            Assert.That(site.Queues["support"].MaxWait, Is.EqualTo(TimeSpan.FromMinutes(3)));
            Assert.That(site.Queues["support"].Overflow, Is.EqualTo(new CallTarget("sales", null)));
            Assert.That(site.Queues["sales"].Recovery.Silent, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(site.Queues["support"].Recovery.Silent, Is.Null);
            Assert.That(site.Queues["billing"].Label, Is.EqualTo(new Label("Billing", "账务")));
            Assert.That(site.PauseReasons["1"], Is.EqualTo(new PauseReason("break", new Label("Break", "小休")) { Limit = TimeSpan.FromMinutes(15) }));
            Assert.That(site.Announcements.Paused, Is.EqualTo(new[] { "sound:acd/agent-paused" }));
        });
    }

    [Test]
    public void Agents_are_1001_to_1012_and_some_speak_mandarin()
    {
        var agents = Sample.Site!.Agents;
        Assert.Multiple(() =>
        {
            Assert.That(agents.Keys, Is.EqualTo(Enumerable.Range(1001, 12).Select(id => $"{id}")));
            Assert.That(agents["1002"].Name, Is.EqualTo("王芳"));
            Assert.That(agents["1002"].DialTarget, Is.EqualTo("PJSIP/1002"));
            Assert.That(agents.Values.Count(agent => agent.Skills.ContainsKey("mandarin")), Is.EqualTo(6));
        });
    }
}
