namespace Telephony.Core.Tests.Statistics;

/// <summary>Small days told to the real core; its facts make the figures.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StatisticsTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly QueueName Sales = new("sales");

    private readonly Acd _acd = new(strict: true);
    private readonly Core.Statistics _statistics = new();
    private TimeSpan _now;

    [SetUp]
    public void Open()
    {
        var queue = TestSite.Queue(wrapUpSeconds: 10, maxWaitSeconds: 120, skills: "english") with { Objective = new ServiceObjective(TimeSpan.FromSeconds(20), 80, TimeSpan.FromSeconds(5), default) };
        At("10:00:00", new AcdInput.ConfigurationLoaded(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = queue, ["support"] = TestSite.Queue() },
            new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales support", "english=5") })));
        At("10:00:00", new AcdInput.AsteriskSynced("g1", []));
    }

    [Test]
    public void An_answered_call_counts_with_wait_talk_and_wrap_up()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        Call("10:00:10", "c1");
        Rings("10:00:11", "c1");
        Answers("10:00:18", "c1");
        At("10:01:18", new AcdInput.CallerGone(new CallId("c1")));
        At("10:01:30", new AcdInput.Tick());
        var queue = Today.Queues[Sales];
        Assert.Multiple(() =>
        {
            Assert.That((queue.Offered, queue.Answered, queue.AnsweredWithin, queue.Abandoned, queue.Handled, queue.AnsweredInThreeRings), Is.EqualTo((1, 1, 1, 0, 1, 1)));
            Assert.That(queue.AverageSpeedOfAnswer, Is.EqualTo(Seconds(8)));
            Assert.That((queue.Talk, queue.WrapUp, queue.AverageHandleTime), Is.EqualTo((Seconds(60), Seconds(12), Seconds(72))));
            Assert.That(queue.ServiceLevelPercent(default), Is.EqualTo(100));
            Assert.That(Today.Skills[new SkillName("english")].Talk, Is.EqualTo(Seconds(60)));
            var ann = Today.Agents[new AgentId("ann")];
            Assert.That((ann.OnContact, ann.Idle, ann.LoggedIn), Is.EqualTo((Seconds(72), Seconds(10), Seconds(90))));
            Assert.That(ann.OccupancyPercent, Is.EqualTo(100.0 * 72 / 82).Within(1e-9), "the 8 s of ringing are in neither");
            Assert.That((Today.Site.Arrived, Today.Site.Answered, Today.Site.Ended[CallDisposition.Answered]), Is.EqualTo((1, 1, 1)));
        });
    }

    [Test]
    public void Who_leaves_at_once_is_a_short_abandon_and_who_leaves_late_spoils_the_service_level()
    {
        Call("10:00:00", "c1");
        Call("10:00:00", "c2");
        Call("10:00:00", "c3");
        At("10:00:05", new AcdInput.CallerGone(new CallId("c1")));
        At("10:00:20", new AcdInput.CallerGone(new CallId("c2")));
        At("10:00:21", new AcdInput.CallerGone(new CallId("c3")));
        var queue = Today.Queues[Sales];
        Assert.That((queue.Abandoned, queue.AbandonedShort, queue.AbandonedWithin, queue.AbandonedWaiting), Is.EqualTo((3, 1, 2, 3)));
        Assert.That(queue.ServiceLevelPercent(ServiceLevelVariant.WithoutShortAbandons), Is.Zero);
        Assert.That(queue.ServiceLevelPercent(ServiceLevelVariant.AbandonsWithinAsServed), Is.EqualTo(200.0 / 3).Within(1e-9));
        Assert.That(queue.LongestWait, Is.EqualTo(Seconds(21)), "abandoned calls are included");
        Assert.That(queue.AverageTimeToAbandon!.Value.TotalSeconds, Is.EqualTo(46.0 / 3).Within(1e-6));
    }

    [Test]
    public void A_caller_who_leaves_while_the_phone_rings_is_told_apart_and_the_offer_is_missed()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        Call("10:00:10", "c1");
        Rings("10:00:11", "c1");
        At("10:00:13", new AcdInput.CallerGone(new CallId("c1")));
        var queue = Today.Queues[Sales];
        Assert.That((queue.AbandonedRinging, queue.AbandonedWaiting, queue.Offers, queue.OffersMissed), Is.EqualTo((1, 0, 1, 1)));
    }

    [Test]
    public void After_the_third_ring_is_too_late()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        Call("10:00:00", "c1");
        Rings("10:00:01", "c1");
        Answers("10:00:14", "c1");
        Assert.That(Today.Queues[Sales].AnsweredInThreeRings, Is.EqualTo(1));
        At("10:00:20", new AcdInput.CallerGone(new CallId("c1")));
        At("10:00:31", new AcdInput.LegEnded(Leg("c1"), LegEnd.HungUp));
        Call("10:00:40", "c2");
        Answers("10:00:54", "c2"); // the phone never reported that it rang: counted from the request
        Assert.That(Today.Queues[Sales].AnsweredInThreeRings, Is.EqualTo(2));
    }

    [Test]
    public void Time_is_split_at_the_boundary_of_an_interval_and_events_count_where_they_happened()
    {
        At("10:10:00", Command(AgentCommand.LogIn));
        Call("10:14:00", "c1");
        Answers("10:14:10", "c1");
        At("10:31:00", new AcdInput.CallerGone(new CallId("c1")));
        At("10:31:10", new AcdInput.Tick());
        var (first, second, third) = (Interval("10:00"), Interval("10:15"), Interval("10:30"));
        Assert.Multiple(() =>
        {
            Assert.That((first.Offered, first.Answered, first.Handled), Is.EqualTo((1, 1, 0)));
            Assert.That((third.Offered, third.Answered, third.Handled), Is.EqualTo((0, 0, 1)));
            Assert.That((first.Talk, second.Talk, third.Talk), Is.EqualTo((Seconds(50), Seconds(900), Seconds(60))));
            Assert.That(third.WrapUp, Is.EqualTo(Seconds(10)));
        });
    }

    [Test]
    public void Figures_hold_for_now_without_being_counted_twice()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        _statistics.Advance(Moment("10:05:00"));
        Assert.That(Today.Agents[new AgentId("ann")].Idle, Is.EqualTo(Seconds(300)));
        _statistics.Advance(Moment("10:05:00"));
        _statistics.Advance(Moment("10:10:00"));
        At("10:20:00", Command(AgentCommand.Pause, "break"));
        _statistics.Advance(Moment("10:21:00"));
        var ann = Today.Agents[new AgentId("ann")];
        Assert.That((ann.Idle, ann.LoggedIn, ann.PausedFor["break"]), Is.EqualTo((Seconds(1200), Seconds(1260), Seconds(60))));
    }

    [Test]
    public void An_overflowed_call_is_measured_by_each_queue_for_its_own_part()
    {
        At("10:00:00", new AcdInput.ConfigurationLoaded(TestSite.With(
            new Dictionary<string, QueueRule> { ["sales"] = TestSite.Queue(maxWaitSeconds: 60, overflow: new CallTarget("support", null)), ["support"] = TestSite.Queue() },
            new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("support") })));
        Call("10:00:00", "c1");
        At("10:01:00", new AcdInput.Tick());
        At("10:01:10", Command(AgentCommand.LogIn));
        Answers("10:01:15", "c1");
        var (sales, support) = (Today.Queues[Sales], Today.Queues[new QueueName("support")]);
        Assert.That((sales.Offered, sales.Overflowed, sales.Answered, support.Offered, support.Answered, support.AnsweredWithin), Is.EqualTo((1, 1, 0, 1, 1, 1)));
        Assert.That((support.AverageSpeedOfAnswer, sales.AverageWait, Today.Site.AverageSpeedOfAnswer), Is.EqualTo((Seconds(15), Seconds(60), Seconds(75))));
    }

    [Test]
    public void Old_intervals_are_dropped()
    {
        for (var hour = 10; hour < 200; hour++)
        {
            _now = TimeSpan.FromHours(hour);
            Handle(new AcdInput.CallOffered(new CallId($"c{hour}"), "9000", default));
            Handle(new AcdInput.CallerGone(new CallId($"c{hour}")));
        }

        Assert.That(_statistics.Intervals.Count, Is.LessThanOrEqualTo(Core.Statistics.Retention / Core.Statistics.IntervalLength + 1));
        Assert.That(_statistics.Intervals.Keys.Last(), Is.EqualTo(Midnight.AddHours(199)));
    }

    [Test]
    public void Time_on_hold_is_counted_apart_from_talk_and_is_handle_time_all_the_same()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        Call("10:00:10", "c1");
        Answers("10:00:10", "c1");
        At("10:00:30", new AcdInput.LegHeld(Leg("c1")));
        At("10:00:45", new AcdInput.LegHeld(Leg("c1"))); // told twice
        At("10:00:50", new AcdInput.LegResumed(Leg("c1")));
        At("10:01:00", new AcdInput.LegHeld(Leg("c1")));
        At("10:01:10", new AcdInput.CallerGone(new CallId("c1"))); // gives up on hold
        At("10:01:20", new AcdInput.Tick());
        var queue = Today.Queues[Sales];
        Assert.That((queue.Talk, queue.Hold, queue.WrapUp), Is.EqualTo((Seconds(30), Seconds(30), Seconds(10))));
        Assert.That(queue.AverageHandleTime, Is.EqualTo(Seconds(70)));
        Assert.That(Today.Agents[new AgentId("ann")].OnContact, Is.EqualTo(Seconds(70)));
    }

    [Test]
    public void Who_leaves_the_phone_to_be_called_back_is_neither_abandoned_nor_overflowed()
    {
        var queue = TestSite.Queue() with { Life = QueueLife.Plain with { Callback = new CallbackRule() } };
        var site = TestSite.With(new Dictionary<string, QueueRule> { ["sales"] = queue }, new Dictionary<string, AgentProfile> { ["ann"] = TestSite.Agent("sales") });
        At("10:00:00", new AcdInput.ConfigurationLoaded(site with { CallbackLine = new CallbackLine("PJSIP/{number}@trunk", ["0X."], "") }));
        At("10:00:00", new AcdInput.CallOffered(new CallId("c1"), "9000", new CallerId("0100", "")));
        At("10:00:30", new AcdInput.CallbackAsked(null, new CallId("c1")));
        At("10:00:31", new AcdInput.CallerGone(new CallId("c1")));
        At("10:01:00", Command(AgentCommand.LogIn));
        var customer = _acd.Callbacks.Single().Call!.Value;
        At("10:01:10", new AcdInput.CustomerAnswered(customer));
        var leg = LegId.Of(customer, 1);
        foreach (var input in new AcdInput[] { new AcdInput.LegAnswered(leg), new AcdInput.BridgeEntered(customer, customer.Value), new AcdInput.BridgeEntered(customer, leg.Value) })
            At("10:01:12", input);
        var figures = Today.Queues[Sales];
        Assert.That((figures.Offered, figures.CalledBack, figures.Answered, figures.Abandoned, figures.Overflowed), Is.EqualTo((2, 1, 1, 0, 0)), "the call that reaches the customer is offered again");
        Assert.That((figures.Offered, figures.LongestWait), Is.EqualTo((figures.Left, Seconds(30))), "nobody waits at the phone while being called back");
        Assert.That(Today.Site.Ended[CallDisposition.CalledBack], Is.EqualTo(1));
    }

    [Test]
    public void The_times_of_an_agent_add_up_to_the_time_logged_in()
    {
        At("10:00:00", Command(AgentCommand.LogIn));
        Call("10:00:10", "c1");
        Answers("10:00:14", "c1");
        At("10:00:44", new AcdInput.LegEnded(Leg("c1"), LegEnd.HungUp)); // wrap-up until 10:00:54
        At("10:00:54", new AcdInput.Tick());
        At("10:01:00", Command(AgentCommand.Pause, "break"));
        At("10:01:30", Command(AgentCommand.Ready));
        Call("10:01:40", "c2");
        At("10:01:42", new AcdInput.LegEnded(Leg("c2"), LegEnd.Busy)); // left alone for 5 s, then rung again
        At("10:01:47", new AcdInput.Tick());
        At("10:01:50", new AcdInput.Tick());
        _statistics.Advance(Moment("10:01:50"));
        var ann = Today.Agents[new AgentId("ann")];
        Assert.That((ann.OnContact, ann.Idle, ann.Rung, ann.Paused, ann.NotResponding), Is.EqualTo((Seconds(40), Seconds(26), Seconds(9), Seconds(30), Seconds(5))));
        Assert.That(ann.OnContact + ann.Idle + ann.Rung + ann.Paused + ann.NotResponding, Is.EqualTo(ann.LoggedIn));
        Assert.That(ann.LoggedIn, Is.EqualTo(Seconds(110)));
    }

    [Test]
    public void Every_metric_has_a_value_for_a_lively_day_and_none_fails_on_an_empty_one()
    {
        An_answered_call_counts_with_wait_talk_and_wrap_up();
        foreach (var metric in Metrics.OfQueues)
        {
            Assert.That(() => metric.Of(new QueueFigures()), Throws.Nothing, metric.Name);
            if (metric.Name != "average_time_to_abandon") Assert.That(metric.Of(Today.Queues[Sales]), Is.Not.Null, metric.Name);
        }

        Assert.That(Metrics.OfQueues.Select(m => m.Name), Is.Unique);
        Assert.That(Metrics.OfQueues.Select(m => m.Label.ZhCn).Concat(Metrics.OfAgents.Select(m => m.Label.ZhCn)), Has.None.Empty);
    }

    private PeriodFigures Today => _statistics.Between(Midnight, Midnight.AddDays(1));

    private QueueFigures Interval(string start) => _statistics.Intervals[Midnight + Time(start)].Queues[Sales];

    private void Call(string at, string call) => At(at, new AcdInput.CallOffered(new CallId(call), "9000", default));

    private void Rings(string at, string call) => At(at, new AcdInput.LegRinging(Leg(call)));

    private void Answers(string at, string call)
    {
        At(at, new AcdInput.LegAnswered(Leg(call)));
        At(at, new AcdInput.BridgeEntered(new CallId(call), call));
        At(at, new AcdInput.BridgeEntered(new CallId(call), Leg(call).Value));
    }

    private static LegId Leg(string call) => LegId.Of(new CallId(call), 1);

    private static AcdInput Command(AgentCommand command, string? reason = null) => new AcdInput.AgentCommanded(null, new AgentId("ann"), command, reason);

    private void At(string at, AcdInput input)
    {
        _now = Time(at);
        Handle(input);
    }

    private void Handle(AcdInput input)
    {
        foreach (var fact in _acd.Handle(input with { At = new Moment(_now, Midnight + _now) }).Facts) _statistics.Apply(fact);
    }

    private static Moment Moment(string at) => new(Time(at), Midnight + Time(at));

    private static TimeSpan Time(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
