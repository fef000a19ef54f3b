using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Reads the text of an expression: recursive descent, one method a rule, stops at the first fault.
/// <code>any = all { "or" all } ; all = one { "and" one } ; one = "not" one | joined [ ("=" | "!=" | "&lt;" | "&lt;=" | ">" | ">=") joined ] ;
/// joined = term { "+" term } ; term = text | number | name | name "(" any { "," any } ")" | "(" any ")"</code></summary>
internal sealed class ExpressionParser(string text)
{
    private const int DepthMost = 16;
    private const string Form = "write it like status = \"open\" and time < \"18:00\"";

    private readonly ImmutableArray<NameUse>.Builder _names = ImmutableArray.CreateBuilder<NameUse>();
    private int _at;
    private int _depth;

    public ExpressionFault? Fault { get; private set; }

    public ImmutableArray<NameUse> Names => _names.ToImmutable();

    /// <summary>The tree, or null when there is a fault.</summary>
    public ExpressionNode? Read()
    {
        if (text.Length > FlowExpression.LengthMost) return Fail(0, "too long", $"at most {FlowExpression.LengthMost} characters");
        var root = ReadAny();
        if (root is null) return null;
        Skip();
        return _at == text.Length ? root : Fail(_at, $"not understood from {Next()} on", Form);
    }

    private ExpressionNode? ReadAny() => ReadList(ReadAll, () => TakeWord("or"), parts => new ExpressionNode.Any(parts));

    private ExpressionNode? ReadAll() => ReadList(ReadOne, () => TakeWord("and"), parts => new ExpressionNode.All(parts));

    private ExpressionNode? ReadJoined() => ReadList(ReadTerm, () => Take("+"), parts => new ExpressionNode.Joined(parts));

    private static ExpressionNode? ReadList(Func<ExpressionNode?> read, Func<bool> between, Func<ImmutableArray<ExpressionNode>, ExpressionNode> join)
    {
        var parts = ImmutableArray.CreateBuilder<ExpressionNode>();
        do
        {
            if (read() is not { } part) return null;
            parts.Add(part);
        }
        while (between());
        return parts.Count == 1 ? parts[0] : join(parts.ToImmutable());
    }

    private ExpressionNode? ReadOne()
    {
        if (TakeWord("not")) return Nested() && ReadOne() is { } inner ? Leave(new ExpressionNode.Not(inner)) : null;
        if (ReadJoined() is not { } left) return null;
        foreach (var sign in (ReadOnlySpan<string>)["!=", "<=", ">=", "==", "=", "<", ">"])
        {
            if (!Take(sign)) continue;
            return ReadJoined() is { } right ? new ExpressionNode.Comparison(left, sign == "==" ? "=" : sign, right) : null;
        }

        return left;
    }

    private ExpressionNode? ReadTerm()
    {
        Skip();
        var start = _at;
        if (_at == text.Length) return Fail(_at, "something is missing at the end", Form);
        var c = text[_at];
        if (c == '(')
        {
            _at++;
            if (!Nested() || ReadAny() is not { } inner) return null;
            return Take(")") ? Leave(inner) : Fail(start, "this '(' is not closed", "add ')'");
        }

        if (c is '"' or '\'') return ReadText(c);
        if (char.IsAsciiDigit(c) || c == '-') return ReadNumber();
        return IsName(c) ? ReadName() : Fail(start, $"a value is missing before {Next()}", Form);
    }

    private ExpressionNode? ReadText(char quote)
    {
        var start = _at++;
        var end = text.IndexOf(quote, _at);
        if (end < 0) return Fail(start, "this text is not closed", $"add {quote}");
        var value = text[_at..end];
        _at = end + 1;
        return new ExpressionNode.Literal(value, IsNumber: false);
    }

    private ExpressionNode? ReadNumber()
    {
        var start = _at++;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
        var number = text[start.._at];
        return decimal.TryParse(number, System.Globalization.NumberStyles.AllowLeadingSign | System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? new ExpressionNode.Literal(number, IsNumber: true)
            : Fail(start, $"'{number}' is not a number", "");
    }

    private ExpressionNode? ReadName()
    {
        var start = _at;
        while (_at < text.Length && IsName(text[_at])) _at++;
        var name = text[start.._at];
        if (name is "and" or "or" or "not") return Fail(start, $"a value is missing before '{name}'", Form);
        if (!Take("("))
        {
            _names.Add(new NameUse(name, start));
            return new ExpressionNode.Name(name);
        }

        if (!ExpressionNode.Call.Known.TryGetValue(name, out var count))
            return Fail(start, $"unknown function '{name}'", $"known: {string.Join(", ", ExpressionNode.Call.Known.Keys)}");
        if (!Nested()) return null;
        var arguments = ImmutableArray.CreateBuilder<ExpressionNode>();
        do
        {
            if (ReadAny() is not { } argument) return null;
            arguments.Add(argument);
        }
        while (Take(","));
        if (!Take(")")) return Fail(start, $"{name}( is not closed", "add ')'");
        if (arguments.Count != count) return Fail(start, $"{name} takes {count} values, not {arguments.Count}", "");
        return Leave(new ExpressionNode.Call(name, arguments.ToImmutable()));
    }

    private bool Nested()
    {
        if (++_depth <= DepthMost) return true;
        Fail(_at, "nested too deeply", $"at most {DepthMost} levels");
        return false;
    }

    private ExpressionNode Leave(ExpressionNode node)
    {
        _depth--;
        return node;
    }

    private void Skip()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }

    private bool Take(string sign)
    {
        Skip();
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0) return false;
        _at += sign.Length;
        return true;
    }

    private bool TakeWord(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0 || (end < text.Length && IsName(text[end]))) return false;
        _at = end;
        return true;
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private string Next() => _at < text.Length ? $"'{text[_at]}'" : "the end";

    private ExpressionNode? Fail(int at, string message, string hint)
    {
        Fault ??= new ExpressionFault(at, message, hint);
        return null;
    }
}
