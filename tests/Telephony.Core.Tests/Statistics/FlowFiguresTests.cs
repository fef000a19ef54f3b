namespace Telephony.Core.Tests;

/// <summary>Callers by node of the flows.</summary>
public class FlowFiguresTests
{
    [Test]
    public void Callers_are_counted_where_they_come_stay_and_hang_up()
    {
        var figures = new FlowFigures();
        Enter("a", "welcome");
        Enter("a", "menu");
        Enter("b", "menu");
        End("b", CallDisposition.AbandonedInMenu);
        Assert.That(Counts(), Is.EqualTo(new[] { "menu: 1 here, 2 came, 1 hung up", "welcome: 0 here, 1 came, 0 hung up" }));

        figures.Apply(new AcdFact.CallQueued(new CallId("a"), new QueueName("sales"), 1, 1));
        End("a", CallDisposition.AbandonedInQueue);
        Assert.That(Counts(), Has.Some.EqualTo("menu: 0 here, 2 came, 1 hung up"), "who hangs up in the queue did not in the menu");

        void Enter(string call, string node) => figures.Apply(new AcdFact.NodeEntered(new CallId(call), "main", node, NodeKind.Menu));

        void End(string call, CallDisposition how) => figures.Apply(new AcdFact.CallEnded(new CallId(call), null, how, TimeSpan.Zero));

        IEnumerable<string> Counts() => figures.Nodes.Select(n => $"{n.Node}: {n.Present} here, {n.Entered} came, {n.HungUp} hung up");
    }

    [Test]
    public void A_new_day_begins_at_nought_with_those_who_are_there()
    {
        var figures = new FlowFigures();
        figures.Apply(new AcdFact.NodeEntered(new CallId("a"), "main", "menu", NodeKind.Menu));
        figures.BeginAnew();
        Assert.That((figures.Nodes.Single().Entered, figures.Nodes.Single().Present), Is.EqualTo((0L, 1)));
        figures.Apply(new AcdFact.CallEnded(new CallId("a"), null, CallDisposition.AbandonedInMenu, TimeSpan.Zero));
        Assert.That((figures.Nodes.Single().HungUp, figures.Nodes.Single().Present), Is.EqualTo((1L, 0)));
    }
}
