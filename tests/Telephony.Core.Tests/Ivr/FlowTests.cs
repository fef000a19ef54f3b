using System.Collections.Immutable;
using static Telephony.Core.Tests.Ivr.FlowStory;

namespace Telephony.Core.Tests.Ivr;

public class FlowTests
{
    private static readonly (string, FlowNode) Sales = ("sales", Queue("sales"));
    private static readonly (string, FlowNode) Bye = ("bye", new HangUpNode { Prompt = ["bye"] });
    private static readonly (string, FlowNode)[] Exits = [("unmatched", Queue("support")), ("silent", new HangUpNode())];

    private static FlowStory MenuStory(MenuNode? menu = null) => new FlowStory("menu", [("menu", menu ?? Menu("menu", ("1", "sales"), ("2", "bye"))), Sales, Bye, .. Exits]).Calls();

    [Test]
    public void A_key_stops_the_prompt_and_is_followed()
    {
        var story = MenuStory().Does("1");
        Assert.That(story.Effects.OfType<AcdEffect.StopPlayback>(), Has.Exactly(1).Items);
        Assert.That(story.Path, Is.EqualTo(new[] { "menu", "sales" }));
        Assert.That(story.Call!.State, Is.EqualTo(CallState.Queued));
    }

    [Test]
    public void Without_barge_in_the_key_is_taken_when_the_prompt_has_ended()
    {
        var menu = Menu("menu", ("1", "sales"));
        var story = MenuStory(menu with { Ask = menu.Ask with { BargeIn = false } }).Does("1");
        Assert.That(story.Effects.OfType<AcdEffect.StopPlayback>(), Is.Empty);
        Assert.That(story.Does(".").Node, Is.EqualTo("sales"));
    }

    [Test]
    public void A_wrong_key_and_no_key_ask_again_and_lead_to_ways_of_their_own()
    {
        var wrong = MenuStory().Does("777");
        Assert.That(wrong.Heard, Is.EqualTo(new[] { "menu", "no match", "menu", "no match", "menu" }));
        Assert.That(wrong.Node, Is.EqualTo("unmatched"));
        var silent = MenuStory().Does(".~.~.~");
        Assert.That(silent.Heard, Is.EqualTo(new[] { "menu", "no input", "menu", "no input", "menu" }));
        Assert.That(silent.Node, Is.EqualTo("silent"));
        Assert.That(silent.Disposition, Is.EqualTo(CallDisposition.Dismissed));
    }

    [Test]
    public void The_repeat_key_plays_again_without_counting_as_a_try()
    {
        var menu = Menu("menu", ("1", "sales")) with { Repeat = "9" };
        var story = MenuStory(menu).Does("9999991");
        Assert.That(story.Heard.Count(p => p == "menu"), Is.EqualTo(7));
        Assert.That(story.Node, Is.EqualTo("sales"));
    }

    [Test]
    public void The_back_key_leads_to_the_menu_before()
    {
        var story = new FlowStory(
            "one", [("one", Menu("first", ("1", "two"))), ("two", Menu("second", ("1", "sales")) with { Back = "*" }), Sales, .. Exits]).Calls().Does("1*11");
        Assert.That(story.Path, Is.EqualTo(new[] { "one", "two", "one", "two", "sales" }));
    }

    [Test]
    public void Keys_typed_ahead_answer_the_questions_that_follow()
    {
        var story = new FlowStory("hello", [("hello", new PlayNode { Prompt = ["hello"], BargeIn = false, Next = "menu" }), ("menu", Menu("menu", ("1", "id"))),
            ("id", new CollectNode { Ask = Ask("id"), Variable = "id", Least = 3, Most = 3, Next = "sales", Failed = "unmatched" }), Sales, .. Exits]).Calls().Does("1234");
        Assert.That(story.Heard, Is.EqualTo(new[] { "hello" }));
        story.Does(".");
        Assert.That(story.Heard, Is.EqualTo(new[] { "hello" }), "nothing is asked that is answered already");
        Assert.That(story.Node, Is.EqualTo("sales"));
        Assert.That(story.Call!.Run!.Variables["id"], Is.EqualTo("234"));
    }

    [Test]
    public void A_menu_may_refuse_what_was_typed_ahead()
    {
        var menu = Menu("menu", ("1", "sales"));
        var story = new FlowStory("hello", [("hello", new PlayNode { Prompt = ["hello"], Next = "menu" }), ("menu", menu with { Ask = menu.Ask with { TypeAhead = false } }), Sales, .. Exits])
            .Calls().Does("1");
        Assert.That(story.Heard, Is.EqualTo(new[] { "hello", "menu" }));
        Assert.That(story.Does("1").Node, Is.EqualTo("sales"));
    }

    [TestCase("12345#", "sales", "12345")]
    [TestCase("12345678", "sales", "12345678")]
    [TestCase("12345~", "sales", "12345", Description = "the pause after the last digit ends the answer")]
    [TestCase("99*12345#", "sales", "12345", Description = "a star begins again")]
    [TestCase("12#12#12#", "unmatched", null)]
    [TestCase(".~.~.~", "unmatched", null)]
    [TestCase("00000#00000#12345#", "sales", "12345", Description = "the pattern wants a 1 first")]
    public void Digits_are_collected(string keys, string node, string? value)
    {
        var collect = new CollectNode { Ask = Ask("order"), Variable = "order", Least = 5, Most = 8, Pattern = "1[0-9]*", Next = "sales", Failed = "unmatched" };
        var story = new FlowStory("ask", [("ask", collect), Sales, .. Exits]).Calls().Does(keys);
        Assert.That(story.Node, Is.EqualTo(node));
        Assert.That(story.Call?.Run?.Variables.GetValueOrDefault("order"), Is.EqualTo(value));
    }

    [TestCase("4111111111111111", true)]
    [TestCase("4111111111111112", false)]
    [TestCase("79927398713", true)]
    [TestCase("0", false)]
    [TestCase("1a", false)]
    public void Check_digits_are_by_the_Luhn_rule(string digits, bool good) => Assert.That(Digits.HaveLuhnCheck(digits), Is.EqualTo(good));

    [Test]
    public void Variables_are_set_and_compared()
    {
        var story = new FlowStory("set",
            ("set", new SetNode { Values = Values(("area", "left(caller, 4)"), ("vip", "starts_with(caller, \"0555\")")), Next = "which" }),
            ("which", new SwitchNode { Cases = [new(FlowExpression.Parse("area = \"0999\""), "bye"), new(FlowExpression.Parse("vip and called = 8000 and time >= \"10:00\" and weekday = \"thu\""), "sales")], Otherwise = "bye" }),
            Sales, Bye).Calls();
        Assert.That(story.Path, Is.EqualTo(new[] { "set", "which", "sales" }));
    }

    [Test]
    public void Hours_ask_the_queue_or_a_calendar()
    {
        var story = new FlowStory("hours", ("hours", new HoursNode { Calendar = "office", Open = "sales", Closed = "bye" }), Sales, Bye).Calls();
        Assert.That(story.Node, Is.EqualTo("sales"), "it is ten o'clock");
        story = new FlowStory("hours", ("hours", new HoursNode { Queue = "sales", Open = "sales", Closed = "bye", Emergency = "sales" }), Sales, Bye);
        story.Handle(new AcdInput.QueueSwitched(null, new QueueName("sales"), QueueSwitch.Closed, "test"));
        Assert.That(story.Calls().Node, Is.EqualTo("bye"));
    }

    [Test]
    public void A_subflow_returns_to_where_it_was_called()
    {
        var story = new FlowStory(new Dictionary<string, Flow>
        {
            ["main"] = FlowOf("ask", ("ask", new SubflowNode { Flow = "language", Next = "sales" }), Sales),
            ["language"] = FlowOf("menu", ("menu", Menu("language", ("2", "zh"))), ("zh", new LanguageNode { Language = "zh_CN", Next = Flow.Return }), Exits[0], Exits[1]),
        }).Calls().Does("2");
        Assert.That(story.Path, Is.EqualTo(new[] { "ask", "menu", "zh", "sales" }));
        Assert.That(story.Call!.Language, Is.EqualTo("zh_CN"));
    }

    [Test]
    public void Values_are_said_in_the_callers_language()
    {
        var say = new SayNode { Parts = [new(SaidAs.Prompt, "order", null), new(SaidAs.Digits, null, FlowExpression.Parse("\"105\""))], Next = Flow.End };
        var story = new FlowStory("say", ("say", say)).Calls();
        Assert.That(story.Heard.First(), Is.EqualTo("order"));
        Assert.That(story.Heard.Count(), Is.EqualTo(4));
        Assert.That(story.Does(".").Disposition, Is.EqualTo(CallDisposition.Dismissed));
    }

    // ---- servers ----------------------------------------------------------------------------------------------

    private static FlowStory DipStory() => new FlowStory("dip",
        ("dip", new HttpNode { Url = "https://crm.example/orders/{caller}?q={called}", Prompt = ["wait"], Next = "sales", NotFound = "bye", Failed = "failed" }),
        Sales, Bye, ("failed", Queue("support"))).Calls("0/1?x=1&y");

    private static AcdInput Answer(ServerOutcome outcome, string ask = "c1-ask-1") =>
        new AcdInput.ServerAnswered(Caller, ask, outcome, Values(("status", "open")).ToImmutableSortedDictionary(v => v.Key, _ => "open"));

    [Test]
    public void What_a_caller_typed_stays_inside_its_place_in_the_address()
    {
        var asked = DipStory().Effects.OfType<AcdEffect.AskServer>().Single();
        Assert.That(asked.Url, Is.EqualTo("https://crm.example/orders/0%2F1%3Fx%3D1%26y?q=8000"));
    }

    [TestCase(ServerOutcome.Answered, "sales")]
    [TestCase(ServerOutcome.NotFound, "bye")]
    [TestCase(ServerOutcome.Failed, "failed")]
    [TestCase(ServerOutcome.Malformed, "failed")]
    public void The_flow_goes_on_with_the_answer(ServerOutcome outcome, string node)
    {
        var story = DipStory();
        story.Handle(Answer(outcome));
        Assert.That(story.Node, Is.EqualTo(node));
        Assert.That(story.Effects.OfType<AcdEffect.StopPlayback>(), Has.Exactly(1).Items, "the prompt of waiting ends with the answer");
        Assert.That(story.Facts.OfType<AcdFact.ServerAsked>().Single().Outcome, Is.EqualTo(outcome));
    }

    [Test]
    public void A_server_that_does_not_answer_delays_nobody_beyond_its_time()
    {
        var story = DipStory();
        story.Pass();
        Assert.That(story.Node, Is.EqualTo("failed"));
        Assert.That(story.Facts.OfType<AcdFact.ServerAsked>().Single().Took, Is.EqualTo(TimeSpan.FromSeconds(4)).Within(TimeSpan.FromMilliseconds(50)));
        story.Handle(Answer(ServerOutcome.Answered));
        Assert.That(story.Call!.Run!.Variables, Does.Not.ContainKey("status"), "an answer that comes late is nobody's");
    }

    // ---- hidden digits ----------------------------------------------------------------------------------------

    private static FlowStory CardStory() => new FlowStory("hello",
        ("hello", new PlayNode { Prompt = ["hello"], Next = "card" }),
        ("card", new CollectNode { Ask = Ask("card"), Variable = "card", Least = 16, Most = 16, Luhn = true, Masked = true, Next = "pay", Failed = "bye" }),
        ("pay", new HttpNode { Method = "POST", Url = "https://pay.example/{card}", Body = Values(("pan", "card")).ToImmutableSortedDictionary(v => v.Key, _ => "card"), Next = "sales", Failed = "bye" }),
        Sales, Bye).Calls();

    [Test]
    public void Hidden_digits_are_counted_checked_elsewhere_and_sent_as_a_token()
    {
        var story = CardStory().Does(".");
        Assert.That(story.Acd.PrivacyOf(Caller, '4'), Is.EqualTo(DigitPrivacy.Hidden));
        Assert.That(story.Acd.PrivacyOf(Caller, '#'), Is.EqualTo(DigitPrivacy.Open));
        story.Does(new string(FlowRun.Hidden, 16));
        var check = story.Effects.OfType<AcdEffect.CheckDigits>().Single();
        Assert.That(story.Acd.PrivacyOf(Caller, '4'), Is.EqualTo(DigitPrivacy.Dropped), "one digit too many is hidden as well");
        story.Handle(new AcdInput.DigitsChecked(Caller, check.Check, IsGood: true));
        var asked = story.Effects.OfType<AcdEffect.AskServer>().Single();
        Assert.That(asked.Url, Is.EqualTo($"https://pay.example/{{hidden:{check.Check}}}"));
        Assert.That(asked.Body["pan"], Is.EqualTo($"{FlowRun.Hidden}{check.Check}"));
        story.Handle(Answer(ServerOutcome.Answered, asked.Ask));
        story.Handle(new AcdInput.CallerGone(Caller));
        Assert.That(story.Effects.OfType<AcdEffect.ForgetDigits>().Last().All, Is.True);
    }

    [Test]
    public void Digits_before_a_masked_question_are_dropped_and_hidden_ones_that_are_wrong_forgotten()
    {
        var story = CardStory();
        Assert.That(story.Acd.PrivacyOf(Caller, '4'), Is.EqualTo(DigitPrivacy.Dropped));
        story.Does("." + new string(FlowRun.Hidden, 16));
        story.Handle(new AcdInput.DigitsChecked(Caller, story.Effects.OfType<AcdEffect.CheckDigits>().Single().Check, IsGood: false));
        Assert.That(story.Effects.OfType<AcdEffect.ForgetDigits>().Single().All, Is.False);
        Assert.That(story.Node, Is.EqualTo("card"));
    }

    // ---- messages, callbacks, destinations --------------------------------------------------------------------

    [Test]
    public void A_message_is_recorded_stopped_by_a_key_and_stored()
    {
        var voicemail = new VoicemailNode { Box = "sales", Record = new RecordRule { Prompt = ["speak"] }, Next = "bye" };
        var story = new FlowStory("voicemail", ("voicemail", voicemail), Bye).Calls().Does(".");
        var recording = story.Effects.OfType<AcdEffect.RecordMessage>().Single().Recording;
        story.Does("#.");
        Assert.That(story.Effects.OfType<AcdEffect.StopMessage>().Single().Recording, Is.EqualTo(recording));
        Assert.That(story.Disposition, Is.EqualTo(CallDisposition.LeftMessage));
        story.Handle(new AcdInput.RecordingStored(recording, "x.wav", TimeSpan.FromSeconds(7), Complete: true));
        Assert.That(story.Facts.OfType<AcdFact.MessageStored>().Single(), Has.Property("Box").EqualTo("sales").And.Property("Path").EqualTo("x.wav"));
        Assert.That(story.Acd.Capture().Messages, Is.Empty);
    }

    [Test]
    public void Who_hangs_up_while_speaking_has_left_a_message_all_the_same()
    {
        var voicemail = new VoicemailNode { Box = "sales", Record = new RecordRule { Prompt = [] }, Next = "bye" };
        var story = new FlowStory("voicemail", ("voicemail", voicemail), Bye).Calls();
        story.Handle(new AcdInput.CallerHungUp(Caller));
        Assert.That(story.Effects.OfType<AcdEffect.StopMessage>(), Has.Exactly(1).Items);
        Assert.That(story.Disposition, Is.EqualTo(CallDisposition.LeftMessage));
    }

    [Test]
    public void A_recording_whose_end_is_never_told_is_ended()
    {
        var record = new RecordNode { Record = new RecordRule { Prompt = [], Most = TimeSpan.FromSeconds(20) }, Variable = "name", Next = "sales" };
        var story = new FlowStory("record", ("record", record), Sales).Calls();
        story.Pass();
        Assert.That(story.Node, Is.EqualTo("sales"));
        Assert.That(story.Call!.Run!.Variables["name"], Is.EqualTo("c1-msg-1"));
    }

    [Test]
    public void A_callback_is_placed_or_the_flow_goes_another_way()
    {
        var callback = new CallbackNode { Queue = "sales", Purpose = CallbackKind.FollowUp, Within = TimeSpan.FromHours(2), Next = "bye", Failed = "sales" };
        var story = new FlowStory("callback", ("callback", callback), Sales, Bye).Calls();
        Assert.That(story.Node, Is.EqualTo("sales"), "the queue does not call back");
    }

    [Test]
    public void A_call_is_handed_to_a_destination()
    {
        var story = new FlowStory("out", ("out", new TransferNode { To = "reception" })).Calls();
        Assert.That(story.Effects.OfType<AcdEffect.TransferCaller>().Single().Destination, Is.EqualTo("reception"));
        Assert.That(story.Disposition, Is.EqualTo(CallDisposition.Transferred));
    }

    // ---- queue and survey -------------------------------------------------------------------------------------

    private static FlowStory SurveyStory() => new(new Dictionary<string, Flow>
    {
        ["main"] = FlowOf("sales",
            ("sales", new QueueNode { Target = new CallTarget("sales", null), Show = ["caller"], AfterTalk = "survey" }),
            ("survey", new SurveyNode { Questions = [new("overall", ["how"]), new("again", ["again"])], Ask = Ask(""), Next = "bye" }), Bye),
    }, withAgent: true);

    private static void Talk(FlowStory story)
    {
        story.Calls();
        var leg = story.Effects.OfType<AcdEffect.RingAgent>().Last().Leg;
        story.Handle(new AcdInput.LegAnswered(leg));
        story.Handle(new AcdInput.BridgeEntered(Caller, Caller.Value));
        story.Handle(new AcdInput.BridgeEntered(Caller, leg.Value));
        story.Handle(new AcdInput.LegEnded(leg, LegEnd.HungUp));
    }

    [Test]
    public void After_the_talk_the_caller_gives_marks()
    {
        var story = SurveyStory();
        Talk(story);
        Assert.That(story.Call!.State, Is.EqualTo(CallState.Surveying));
        Assert.That(story.Facts.OfType<AcdFact.AgentStateChanged>().Last().To, Is.EqualTo(AgentState.WrapUp).Or.EqualTo(AgentState.Ready), "the agent is free");
        story.Does("64.5.");
        Assert.That(story.Facts.OfType<AcdFact.SurveyAnswered>().Select(f => (f.Question, f.Mark, f.Agent?.Value, f.Queue?.Value)),
            Is.EqualTo(new[] { ("overall", 4, "ann", "sales"), ("again", 5, "ann", "sales") }));
        Assert.That(story.Disposition, Is.EqualTo(CallDisposition.Answered));
        Assert.That(story.Facts.OfType<AcdFact.CallAttached>().Single().Variables["caller"], Is.EqualTo("0555123"));
    }

    [Test]
    public void Who_hangs_up_in_the_survey_was_answered()
    {
        var story = SurveyStory();
        Talk(story);
        story.Handle(new AcdInput.CallerGone(Caller));
        Assert.That(story.Disposition, Is.EqualTo(CallDisposition.Answered));
        Assert.That(story.Call, Is.Null);
    }

    // ---- versions and bounds ----------------------------------------------------------------------------------

    [Test]
    public void A_call_goes_through_the_version_it_entered_with()
    {
        var story = MenuStory();
        story.Load(new Dictionary<string, Flow> { ["main"] = FlowOf("bye", Bye) }, "v2");
        Assert.That(story.Acd.Capture().Books.Select(b => b.Version), Is.EqualTo(new[] { "v1" }));
        Assert.That(story.Does("1").Node, Is.EqualTo("sales"));
        story.Handle(new AcdInput.CallerGone(Caller));
        Assert.That(story.Acd.Capture().Books, Is.Empty);
        Assert.That(story.Calls().Node, Is.EqualTo("bye"));
    }

    [Test]
    public void A_circle_that_nothing_slows_down_is_left()
    {
        var story = new FlowStory("a", ("a", new SetNode { Values = Values(("x", "1")), Next = "b" }), ("b", new SetNode { Values = Values(("x", "2")), Next = "a" })).Calls();
        Assert.That(story.Facts.OfType<AcdFact.FlowOverdue>(), Has.Exactly(1).Items);
        Assert.That(story.Call!.State, Is.EqualTo(CallState.Queued), "where the flow leads otherwise");
    }

    [Test]
    public void Whoever_never_decides_is_led_on_when_the_flows_time_is_over()
    {
        var story = new FlowStory(new Dictionary<string, Flow>
        {
            ["main"] = FlowOf("one", [("one", Menu("menu", ("1", "one"))), .. Exits]) with { Limit = TimeSpan.FromSeconds(30) },
        }).Calls();
        for (var i = 0; i < 200 && story.Call!.State == CallState.InMenu; i++)
        {
            story.Does("1.");
            if (i % 10 == 9) story.Pass();
        }

        Assert.That(story.Call!.State, Is.EqualTo(CallState.Queued));
        Assert.That(story.Facts.OfType<AcdFact.FlowOverdue>(), Has.Exactly(1).Items);
    }

    [Test]
    public void After_a_reconnect_the_prompt_begins_again_and_hidden_digits_are_asked_for_anew()
    {
        var story = CardStory().Does("." + new string(FlowRun.Hidden, 5));
        story.Handle(new AcdInput.AsteriskSynced("g1", [new LiveChannel("c1", ChannelRole.Caller, true, null, "8000", default)]));
        Assert.That(story.Call!.Run!.Entry, Is.Empty);
        Assert.That(story.Heard.Count(p => p == "card"), Is.EqualTo(2));
    }

    private static ImmutableSortedDictionary<string, FlowExpression> Values(params (string Name, string Text)[] values) =>
        values.ToImmutableSortedDictionary(v => v.Name, v => FlowExpression.Parse(v.Text), StringComparer.Ordinal);
}
