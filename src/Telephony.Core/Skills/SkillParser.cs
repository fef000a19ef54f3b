using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core;

/// <summary>Reads the text of a skill expression: recursive descent, one method a rule, stops at the first fault.
/// <code>any = all { "|" all } ; all = one { "&amp;" one } ; one = "!" one | "(" any ")" | skill [ ("&gt;=" | "&lt;=" | "=" | "&gt;" | "&lt;") level ]</code></summary>
internal sealed class SkillParser(string text)
{
    private const int DepthMost = 16;
    private const int NameMost = 40;
    private const string Form = "write it like english>=5 & (billing | sales) & !trainee";

    private readonly ImmutableArray<SkillUse>.Builder _uses = ImmutableArray.CreateBuilder<SkillUse>();
    private int _at;
    private int _depth;

    public SkillFault? Fault { get; private set; }

    public ImmutableArray<SkillUse> Uses => _uses.ToImmutable();

    /// <summary>The tree, or null when there is a fault.</summary>
    public SkillNode? Read()
    {
        if (text.Length > SkillExpression.LengthMost) return Fail(0, "too long", $"at most {SkillExpression.LengthMost} characters");
        var root = ReadAny();
        if (root is null) return null;
        Skip();
        if (_at == text.Length) return root;
        if (text[_at] == ')') return Fail(_at, "this ')' closes nothing", "remove it, or open it with '('");
        return Fail(_at, $"'&' or '|' is missing before {Next()}", Meant());
    }

    private SkillNode? ReadAny() => ReadList('|', ReadAll, SkillNode.AnyOf);

    private SkillNode? ReadAll() => ReadList('&', ReadOne, SkillNode.AllOf);

    private SkillNode? ReadList(char between, Func<SkillNode?> read, Func<ImmutableArray<SkillNode>, SkillNode> join)
    {
        var parts = ImmutableArray.CreateBuilder<SkillNode>();
        do
        {
            if (read() is not { } part) return null;
            parts.Add(part);
        }
        while (Take(between));
        return join(parts.ToImmutable());
    }

    private SkillNode? ReadOne()
    {
        Skip();
        var start = _at;
        if (Take('!')) return Nested(start) && ReadOne() is { } part ? Leave(new SkillNode.Not(part)) : null;
        if (!Take('(')) return ReadLevel();
        if (!Nested(start) || ReadAny() is not { } inner) return null;
        Skip();
        if (_at < text.Length && text[_at] != ')') return Fail(_at, $"'&' or '|' is missing before {Next()}", Meant());
        return Take(')') ? Leave(inner) : Fail(start, "this '(' is not closed", "add ')'");
    }

    private SkillNode? ReadLevel()
    {
        var start = _at;
        while (_at < text.Length && IsName(text[_at])) _at++;
        var name = text[start.._at];
        if (name.Length == 0) return Fail(start, $"a skill is missing before {Next()}", Form);
        if (name.Length > NameMost) return Fail(start, "a skill's name is too long", $"at most {NameMost} characters");
        _uses.Add(new SkillUse(name, start));
        Skip();
        if (ReadComparison() is not { } comparison) return new SkillNode.Level(name, 1, SkillNode.LevelMost);

        Skip();
        var digits = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
        if (digits == _at) return Fail(digits, $"a level is missing after '{comparison}'", "from 1 to 10");
        if (!int.TryParse(text.AsSpan(digits, _at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            || level is < 1 or > SkillNode.LevelMost)
        {
            return Fail(start, $"level {text[digits..Math.Min(_at, digits + 9)]} is out of range", "from 1 to 10");
        }

        return comparison switch
        {
            ">=" => new SkillNode.Level(name, level, SkillNode.LevelMost),
            "<=" => new SkillNode.Level(name, 0, level),
            "<" => new SkillNode.Level(name, 0, level - 1),
            "=" => new SkillNode.Level(name, level, level),
            _ when level < SkillNode.LevelMost => new SkillNode.Level(name, level + 1, SkillNode.LevelMost),
            _ => Fail(start, "nobody has a level above 10", "levels are from 1 to 10"),
        };
    }

    private string? ReadComparison()
    {
        foreach (var comparison in (ReadOnlySpan<string>)[">=", "<=", "=", ">", "<"])
        {
            if (string.CompareOrdinal(text, _at, comparison, 0, comparison.Length) != 0) continue;
            _at += comparison.Length;
            return comparison;
        }

        return null;
    }

    private bool Nested(int start)
    {
        if (++_depth <= DepthMost) return true;
        Fail(start, $"nested deeper than {DepthMost} levels", "write it simpler");
        return false;
    }

    private SkillNode Leave(SkillNode node)
    {
        _depth--;
        return node;
    }

    private bool Take(char wanted)
    {
        Skip();
        if (_at == text.Length || text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private void Skip()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>What stands at the place, for a message.</summary>
    private string Next()
    {
        if (_at == text.Length) return "the end";
        var end = _at;
        while (end < text.Length && IsName(text[end]) && end - _at < NameMost) end++;
        if (end > _at) return $"'{text[_at..end]}'";
        return char.IsControl(text[_at]) || char.IsSurrogate(text[_at]) ? $"U+{(int)text[_at]:X4}" : $"'{text[_at]}'";
    }

    /// <summary>What somebody probably meant who wrote a word, or a comma, instead of a sign.</summary>
    private string Meant() => Next().ToUpperInvariant() switch
    {
        "'AND'" or "','" or "'+'" => "did you mean '&'?",
        "'OR'" or "'/'" => "did you mean '|'?",
        _ => Form,
    };

    private SkillNode? Fail(int at, string message, string hint)
    {
        Fault ??= new SkillFault(at, message, hint);
        return null;
    }
}
