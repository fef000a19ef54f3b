using Telephony.Server.Cli;

namespace Telephony.Server.Tests.Cli;

/// <summary>Text in columns.</summary>
public sealed class TableTests
{
    private static readonly IReadOnlyList<Column<(string Name, int Count)>> Columns = [new("NAME", (r, _) => r.Name), new("COUNT", (r, _) => $"{r.Count}", IsNumber: true)];

    [Test]
    public void Columns_are_as_wide_as_their_widest_cell_and_chinese_counts_double() =>
        Assert.That(Table.Lines(Columns, [("销售", 7), ("support", 12)], default), Is.EqualTo(new[] { "NAME     COUNT", "销售         7", "support     12" }));

    [Test]
    public void A_name_cannot_steer_the_terminal() =>
        Assert.That(Table.Lines(Columns, [("a\e[2Jb\n", 1)], default)[1], Does.StartWith("a·[2Jb·"));

    [TestCase("short", 10, "short")]
    [TestCase("much too long", 8, "much to…")]
    [TestCase("销售技能组", 6, "销售…")]
    public void Text_is_cut_to_a_width(string text, int width, string cut) => Assert.That(Table.Cut(text, width), Is.EqualTo(cut));

    [TestCase(V1.AgentState.WrapUp, "wrap-up")]
    [TestCase(V1.AgentState.Unspecified, "")]
    public void Words_of_the_contract_are_shown_as_people_write_them(V1.AgentState state, string word) => Assert.That(Wording.Of(state), Is.EqualTo(word));

    [TestCase(7, "0:07")]
    [TestCase(750, "12:30")]
    [TestCase(3723, "1:02:03")]
    [TestCase(-5, "0:00")]
    public void Times_are_clocks(int seconds, string clock) => Assert.That(Wording.Clock(TimeSpan.FromSeconds(seconds)), Is.EqualTo(clock));
}
