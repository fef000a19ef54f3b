using System.Collections.Immutable;
using System.Text.Json;

namespace Telephony.Core.Tests.Skills;

public sealed class SkillExpressionTests
{
    private static ImmutableSortedDictionary<string, int> Skills(string text) => TestSite.Agent("sales", text).Skills;

    [TestCase("english", "english=1", true)]
    [TestCase("english", "", false)]
    [TestCase("english>=5", "english=5", true)]
    [TestCase("english>=5", "english=4", false)]
    [TestCase("english>5", "english=5", false)]
    [TestCase("english<5", "english=4", true)]
    [TestCase("english<5", "", true)]
    [TestCase("english<=5", "english=6", false)]
    [TestCase("english=5", "english=6", false)]
    [TestCase("!trainee", "", true)]
    [TestCase("!trainee", "trainee=1", false)]
    [TestCase("!!trainee", "trainee=1", true)]
    [TestCase("a | b & c", "a=1", true)]
    [TestCase("a | b & c", "b=1", false)]
    [TestCase("(a | b) & c", "a=1", false)]
    [TestCase("!a & b", "b=1", true)]
    [TestCase("!(a & b)", "b=1", true)]
    [TestCase("!(a | b)", "b=1", false)]
    [TestCase("english>=5 & (billing | sales) & !trainee", "english=7 sales=1", true)]
    [TestCase("english>=5 & (billing | sales) & !trainee", "english=7 sales=1 trainee=2", false)]
    [TestCase("", "", true)]
    [TestCase("   ", "", true)]
    public void It_holds_or_not(string text, string skills, bool holds) =>
        Assert.That(SkillExpression.Parse(text).Matches(Skills(skills)), Is.EqualTo(holds));

    [TestCase("english >= 5&( billing|sales )", "english>=5 & (billing | sales)")]
    [TestCase("((a))", "a")]
    [TestCase("a & (b & c)", "a & b & c")]
    [TestCase("(a & b) | c", "a & b | c")]
    [TestCase("a>=1", "a")]
    [TestCase("a>4 & b<5", "a>=5 & b<=4")]
    [TestCase("!(a)", "!a")]
    [TestCase("!(a | b)", "!(a | b)")]
    public void Its_canonical_text_is_short(string text, string canonical) => Assert.That(SkillExpression.Parse(text).Text, Is.EqualTo(canonical));

    [TestCase("a &", 3, "a skill is missing before the end")]
    [TestCase("& a", 0, "a skill is missing before '&'")]
    [TestCase("a && b", 3, "a skill is missing before '&'")]
    [TestCase("a b", 2, "'&' or '|' is missing before 'b'")]
    [TestCase("(a b)", 3, "'&' or '|' is missing before 'b'")]
    [TestCase("a, b", 1, "'&' or '|' is missing before ','")]
    [TestCase("(a | b", 0, "this '(' is not closed")]
    [TestCase("a )", 2, "this ')' closes nothing")]
    [TestCase("a & english>=11", 4, "level 11 is out of range")]
    [TestCase("english>=0", 0, "level 0 is out of range")]
    [TestCase("english>=99999999999999999999", 0, "level 999999999 is out of range")]
    [TestCase("english>10", 0, "nobody has a level above 10")]
    [TestCase("english>= ", 10, "a level is missing after '>='")]
    [TestCase("a & \u0007", 4, "a skill is missing before U+0007")]
    [TestCase("!!!!!!!!!!!!!!!!!a", 16, "nested deeper than 16 levels")]
    public void A_fault_says_what_and_where(string text, int position, string message)
    {
        Assert.That(SkillExpression.TryParse(text, out var expression, out var fault), Is.False);
        Assert.That((fault!.Position, fault.Message), Is.EqualTo((position, message)));
        Assert.That(expression, Is.SameAs(SkillExpression.Anyone));
    }

    [TestCase("english>=5", "english=3", "english 3 < 5")]
    [TestCase("english<5", "english=7", "english 7 > 4")]
    [TestCase("english & billing", "english=1", "no billing")]
    [TestCase("english>=5 & billing", "english=3", "english 3 < 5, no billing")]
    [TestCase("billing | sales>=2", "sales=1", "no billing and sales 1 < 2")]
    [TestCase("!trainee", "trainee=3", "has trainee")]
    public void Why_not_is_said_in_words_with_data(string text, string skills, string why) =>
        Assert.That(SkillExpression.Parse(text).WhyNot(Skills(skills)), Is.EqualTo(why));

    [Test]
    public void Why_not_is_nothing_when_it_holds() => Assert.That(SkillExpression.Parse("a").WhyNot(Skills("a=1")), Is.Null);

    [Test]
    public void It_is_written_as_its_text()
    {
        var rule = TestSite.Queue(skills: "english>=5 & (billing | sales)");
        var json = JsonSerializer.Serialize(rule);
        Assert.That(JsonDocument.Parse(json).RootElement.GetProperty("Skills").GetString(), Is.EqualTo("english>=5 & (billing | sales)"));
        Assert.That(JsonSerializer.Deserialize<QueueRule>(json)!.Skills, Is.EqualTo(rule.Skills));
    }

    [TestCase("""[{"skill":"english","level":5},{"skill":"billing","level":1}]""", "english>=5 & billing")]
    [TestCase("[]", "")]
    public void A_list_of_an_older_journal_is_read(string json, string text) =>
        Assert.That(JsonSerializer.Deserialize<SkillExpression>(json)!.Text, Is.EqualTo(text));

    [TestCase("5")]
    [TestCase("\"english>=\"")]
    [TestCase("[{\"skill\":\"english\"}]")]
    public void Other_json_is_refused(string json) => Assert.That(() => JsonSerializer.Deserialize<SkillExpression>(json), Throws.InstanceOf<JsonException>());

    /// <summary>Random expressions, judged by a second reading of the grammar: a tree made first and its text from it, brackets everywhere.</summary>
    [Test]
    public void Text_tree_and_compiled_program_agree_on_random_expressions()
    {
        var dice = new Random(7);
        var held = 0;
        for (var i = 0; i < 5000; i++)
        {
            var (text, holds) = Random(dice, 4);
            var read = SkillExpression.Parse(text);
            var again = SkillExpression.Parse(read.Text);
            Assert.That(again.Text, Is.EqualTo(read.Text), text);
            for (var j = 0; j < 10; j++)
            {
                var skills = Skills(string.Join(' ', "abc".Where(_ => dice.Next(2) == 0).Select(s => $"{s}={1 + dice.Next(10)}")));
                var wanted = holds(skills);
                held += wanted ? 1 : 0;
                var why = read.WhyNot(skills);
                Assert.That((read.Matches(skills), again.Matches(skills), why is null), Is.EqualTo((wanted, wanted, wanted)), text);
                Assert.That(why, Is.Not.EqualTo(""), text);
            }
        }

        Assert.That(held, Is.InRange(10_000, 40_000));
    }

    private static (string Text, Func<ImmutableSortedDictionary<string, int>, bool> Holds) Random(Random dice, int depth)
    {
        if (depth == 0 || dice.Next(4) == 0)
        {
            var (skill, level) = ("abc"[dice.Next(3)].ToString(), 1 + dice.Next(9));
            var comparison = new[] { ">=", "<=", "=", ">", "<" }[dice.Next(5)];
            return ($"{skill}{comparison}{level}", s => s.GetValueOrDefault(skill) is var has && comparison switch
            {
                ">=" => has >= level,
                "<=" => has <= level,
                "=" => has == level,
                ">" => has > level,
                _ => has < level,
            });
        }

        var (left, leftHolds) = Random(dice, depth - 1);
        var (right, rightHolds) = Random(dice, depth - 1);
        return dice.Next(3) switch
        {
            0 => ($"!({left})", s => !leftHolds(s)),
            1 => ($"({left}) & ({right})", s => leftHolds(s) && rightHolds(s)),
            _ => ($"({left}) | ({right})", s => leftHolds(s) || rightHolds(s)),
        };
    }
}
