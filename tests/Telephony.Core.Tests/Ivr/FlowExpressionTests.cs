namespace Telephony.Core.Tests.Ivr;

public class FlowExpressionTests
{
    private static string ValueOf(string name) => name switch { "a" => "10", "b" => "9", "phone" => "+8613800138000", "word" => "open", _ => "" };

    [TestCase("a > b", true, Description = "by number, not by letter")]
    [TestCase("a = 10.0", true)]
    [TestCase("a = \"10.0\"", false, Description = "a quoted text is no number")]
    [TestCase("word = \"open\" and a > b", true)]
    [TestCase("not word", false)]
    [TestCase("nothing", false)]
    [TestCase("nothing or word", true)]
    [TestCase("a < b or a < b or a > b and word", true)]
    [TestCase("not (a < b) and starts_with(phone, \"+86\")", true)]
    [TestCase("length(phone) = 14 and right(phone, 4) = \"8000\" and left(phone, 3) + right(phone, 1) = '+860'", true)]
    [TestCase("contains(word, \"pe\") and ends_with(word, \"en\")", true)]
    [TestCase("left(word, 99) = word and left(word, \"x\") = \"\"", true)]
    [TestCase("\"09:30\" < \"17:00\"", true)]
    [TestCase("a != 10", false)]
    [TestCase("\"false\"", false)]
    public void Expressions_hold_or_not(string text, bool holds) => Assert.That(FlowExpression.Parse(text).Holds(ValueOf), Is.EqualTo(holds));

    [TestCase("", 0)]
    [TestCase("a >", 3)]
    [TestCase("(a = b", 0)]
    [TestCase("a = \"open", 4)]
    [TestCase("a b", 2)]
    [TestCase("trim(a)", 0)]
    [TestCase("left(a)", 0)]
    [TestCase("a = and", 4)]
    [TestCase("a ? b", 2)]
    public void What_is_no_expression_is_refused_with_its_place(string text, int position)
    {
        Assert.That(FlowExpression.TryParse(text, out _, out var fault), Is.False);
        Assert.That(fault!.Position, Is.EqualTo(position), fault.Message);
    }

    [Test]
    public void Names_are_told_with_their_places() =>
        Assert.That(FlowExpression.Parse("length(a) > 3 and b").Names, Is.EqualTo(new[] { new NameUse("a", 7), new NameUse("b", 18) }));

    [Test]
    public void Deep_nesting_is_refused_and_never_overflows_the_stack() =>
        Assert.That(FlowExpression.TryParse(new string('(', 390) + "a", out _, out var fault), Is.False, fault?.Message);
}
