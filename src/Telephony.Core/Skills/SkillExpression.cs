using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What is wrong with the text of a skill expression.</summary>
/// <param name="Position">Where in the text, in characters from 0.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do; may be empty.</param>
public sealed record SkillFault(int Position, string Message, string Hint);

/// <summary>A skill as named in the text of an expression.</summary>
/// <param name="Skill">The skill.</param>
/// <param name="Position">Where in the text, in characters from 0.</param>
public readonly record struct SkillUse(string Skill, int Position);

/// <summary>What a call needs of an agent: <c>english&gt;=5 &amp; (billing | sales) &amp; !trainee</c>.
/// <c>!</c> binds before <c>&amp;</c>, <c>&amp;</c> before <c>|</c>. Levels are 1 – 10; a skill alone means any level of it.
/// A skill that an agent does not have counts as level 0, so <c>english&lt;5</c> also holds for who has no English.
/// Immutable; two expressions are equal when their canonical texts are.</summary>
[JsonConverter(typeof(SkillExpressionJson))]
public sealed class SkillExpression : IEquatable<SkillExpression>
{
    /// <summary>The longest text that is read.</summary>
    public const int LengthMost = 400;

    private readonly ImmutableArray<SkillStep> _program;

    private SkillExpression(SkillNode? root, ImmutableArray<SkillUse> uses)
    {
        Root = root;
        Uses = uses;
        Text = root?.ToString() ?? "";
        _program = root is null ? [] : SkillStep.Compile(root);
    }

    /// <summary>Every agent will do. Its text is empty.</summary>
    public static SkillExpression Anyone { get; } = new(null, []);

    /// <summary>The canonical form: reading it gives an equal expression.</summary>
    public string Text { get; }

    /// <summary>The skills named, in the order and with the positions of the text that was read.</summary>
    public ImmutableArray<SkillUse> Uses { get; }

    internal SkillNode? Root { get; }

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is no expression.</exception>
    public static SkillExpression Parse(string text) =>
        TryParse(text, out var expression, out var fault) ? expression : throw new FormatException($"'{text}' at {fault!.Position + 1}: {fault.Message}");

    /// <summary>Reads a text. When it is no expression, <paramref name="fault"/> says why and <paramref name="expression"/> is <see cref="Anyone"/>.</summary>
    public static bool TryParse(string text, out SkillExpression expression, out SkillFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        (expression, fault) = (Anyone, null);
        if (text.AsSpan().Trim(' ').IsEmpty) return true;
        var parser = new SkillParser(text);
        var root = parser.Read();
        fault = parser.Fault;
        if (fault is not null) return false;
        expression = new SkillExpression(root, parser.Uses);
        return true;
    }

    /// <summary>One that holds when all of the given hold.</summary>
    public static SkillExpression AllOf(IEnumerable<SkillExpression> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        SkillExpression[] some = [.. parts.Where(p => p.Root is not null)];
        return some.Length switch
        {
            0 => Anyone,
            1 => some[0],
            _ => new SkillExpression(SkillNode.AllOf([.. some.Select(p => p.Root!)]), [.. some.SelectMany(p => p.Uses)]),
        };
    }

    /// <summary>Whether an agent with these skills will do. O(skills named), no allocation.</summary>
    public bool Matches(ImmutableSortedDictionary<string, int> skills)
    {
        ArgumentNullException.ThrowIfNull(skills);
        var at = 0;
        if (_program.IsEmpty) return true;
        while (at >= 0)
        {
            var step = _program[at];
            at = step.Holds(skills.GetValueOrDefault(step.Skill)) ? step.Then : step.Otherwise;
        }

        return at == SkillStep.Yes;
    }

    /// <summary>Why an agent with these skills will not do, in words with data (<c>english 3 &lt; 5</c>); null when they will.</summary>
    public string? WhyNot(ImmutableSortedDictionary<string, int> skills)
    {
        ArgumentNullException.ThrowIfNull(skills);
        return Matches(skills) ? null : Root!.Lacks(skills);
    }

    /// <inheritdoc />
    public bool Equals(SkillExpression? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SkillExpression);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Text;
}

/// <summary>An expression is written as its text. The list of skills with least levels that older journals have is read as well.</summary>
public sealed class SkillExpressionJson : JsonConverter<SkillExpression>
{
    /// <inheritdoc />
    public override SkillExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartArray) return ReadList(JsonElement.ParseValue(ref reader));
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("a skill expression is a text");
        return SkillExpression.TryParse(reader.GetString()!, out var expression, out var fault)
            ? expression
            : throw new JsonException($"not a skill expression: {fault!.Message}");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SkillExpression value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text);
    }

    private static SkillExpression ReadList(JsonElement list) => SkillExpression.AllOf(list.EnumerateArray().Select(need =>
        need.TryGetProperty("skill", out var skill) && need.TryGetProperty("level", out var level)
        && SkillExpression.TryParse($"{skill.GetString()}>={level.GetInt32()}", out var one, out _)
            ? one
            : throw new JsonException("not a list of skills with levels")));
}
