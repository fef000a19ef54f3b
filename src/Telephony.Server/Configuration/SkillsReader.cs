using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads what a call needs of an agent: an expression (<c>english&gt;=5 &amp; (billing | sales)</c>), or a list of them that must all hold.</summary>
internal static class SkillsReader
{
    private const string Key = "skills";
    private const int ItemsMost = 20;

    /// <summary>The expression under the key <c>skills</c>; everybody will do without it.</summary>
    public static SkillExpression Read(Section section)
    {
        if (section.Find(Key) is not { } node) return SkillExpression.Anyone;
        var field = section.Field(Key);
        if (node is YamlNode.Scalar) return section.ScalarOf(node, field, "a skill expression") is { } all ? Parse(section.File, field, node, all) : SkillExpression.Anyone;
        List<SkillExpression> parts = [];
        foreach (var item in section.Items(node, field, ItemsMost))
        {
            if (section.ScalarOf(item, field, "a skill") is not { } text) continue;
            var part = Parse(section.File, field, item, text);
            if (part.Uses.Length == 1 && parts.Exists(p => p.Uses.Length == 1 && p.Uses[0].Skill == part.Uses[0].Skill && p.Text[0] != '!' && part.Text[0] != '!'))
                section.File.Error(item.At, field, $"skill '{part.Uses[0].Skill}' is here twice", "keep one");
            parts.Add(part);
        }

        return SkillExpression.AllOf(parts);
    }

    private static SkillExpression Parse(ConfigFile file, string field, YamlNode node, string text)
    {
        if (!SkillExpression.TryParse(text, out var expression, out var fault))
            file.Error(TextPlaces.In(node, fault!.Position), field, fault.Message, fault.Hint);
        foreach (var use in expression.Uses) file.References.Add(ReferenceKind.Skill, use.Skill, file, TextPlaces.In(node, use.Position), field);
        return expression;
    }
}

/// <summary>Places inside values.</summary>
internal static class TextPlaces
{
    /// <summary>The place of a character of a value: exact on one line, except behind an escape in quotes.</summary>
    public static TextPosition In(YamlNode node, int position) => node switch
    {
        YamlNode.Scalar scalar when scalar.Text.Contains('\n', StringComparison.Ordinal) => node.At,
        YamlNode.Scalar { Quoted: true } => new TextPosition(node.At.Line, node.At.Column + 1 + position),
        _ => new TextPosition(node.At.Line, node.At.Column + position),
    };
}
