using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Core;

/// <summary>What is wrong with the text of an expression.</summary>
/// <param name="Position">Where in the text, in characters from 0.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do; may be empty.</param>
public sealed record ExpressionFault(int Position, string Message, string Hint);

/// <summary>A name used in an expression.</summary>
/// <param name="Name">The name.</param>
/// <param name="Position">Where in the text, in characters from 0.</param>
public readonly record struct NameUse(string Name, int Position);

/// <summary>An expression of a flow: <c>status = "open" and length(order) >= 8</c>. Values are texts; a text that reads as a number counts as one
/// where an order is asked for (<c>&lt;</c>, <c>&lt;=</c>, <c>></c>, <c>>=</c>) or where it is compared with a number written without quotes.
/// False is the empty text and <c>false</c>; all else is true. Names: the flow's variables, and <see cref="BuiltIn"/>.
/// Functions: <c>length(x)</c>, <c>starts_with(x, y)</c>, <c>ends_with(x, y)</c>, <c>contains(x, y)</c>, <c>left(x, n)</c>, <c>right(x, n)</c>.
/// <c>not</c> binds before comparisons, those before <c>and</c>, that before <c>or</c>; <c>+</c> joins texts. Immutable.</summary>
[JsonConverter(typeof(FlowExpressionJson))]
public sealed class FlowExpression : IEquatable<FlowExpression>
{
    /// <summary>The longest text that is read.</summary>
    public const int LengthMost = 400;

    private readonly ExpressionNode _root;

    private FlowExpression(string text, ExpressionNode root, ImmutableArray<NameUse> names) => (Text, _root, Names) = (text, root, names);

    /// <summary>Names every flow knows: <c>caller</c>, <c>caller_name</c>, <c>called</c> (numbers), <c>language</c>, and by the flow's clock
    /// <c>time</c> (HH:MM), <c>date</c> (YYYY-MM-DD), <c>weekday</c> (mon … sun).</summary>
    public static ImmutableArray<string> BuiltIn { get; } = ["caller", "caller_name", "called", "language", "time", "date", "weekday"];

    /// <summary>The text it was read from.</summary>
    public string Text { get; }

    /// <summary>The names used, in order.</summary>
    public ImmutableArray<NameUse> Names { get; }

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is no expression.</exception>
    public static FlowExpression Parse(string text) =>
        TryParse(text, out var expression, out var fault) ? expression! : throw new FormatException($"'{text}' at {fault!.Position + 1}: {fault.Message}");

    /// <summary>Reads a text; <paramref name="fault"/> says why it is none.</summary>
    public static bool TryParse(string text, out FlowExpression? expression, out ExpressionFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ExpressionParser(text);
        var root = parser.Read();
        fault = parser.Fault;
        expression = root is null ? null : new FlowExpression(text, root, parser.Names);
        return root is not null;
    }

    /// <summary>Its value, cut to <see cref="FlowRun.ValueMost"/> characters; a name nobody has set is an empty text. Never throws.</summary>
    public string Evaluate(Func<string, string> valueOf)
    {
        var value = _root.Evaluate(valueOf);
        return value.Length > FlowRun.ValueMost ? value[..FlowRun.ValueMost] : value;
    }

    /// <summary>Whether it holds.</summary>
    public bool Holds(Func<string, string> valueOf) => ExpressionNode.IsTrue(_root.Evaluate(valueOf));

    /// <inheritdoc />
    public bool Equals(FlowExpression? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as FlowExpression);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => Text;
}

/// <summary>An expression is written as its text.</summary>
public sealed class FlowExpressionJson : JsonConverter<FlowExpression>
{
    /// <inheritdoc />
    public override FlowExpression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        FlowExpression.TryParse(reader.GetString() ?? "", out var expression, out var fault) ? expression! : throw new JsonException($"not an expression: {fault!.Message}");

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, FlowExpression value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Text);
    }
}
