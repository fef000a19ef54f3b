using System.Collections.Immutable;
using System.Globalization;

namespace Telephony.Core;

/// <summary>The tree of an expression. Every value is a text.</summary>
internal abstract record ExpressionNode
{
    private const string Yes = "true";

    public abstract string Evaluate(Func<string, string> valueOf);

    public static bool IsTrue(string value) => value.Length > 0 && value != "false";

    private static string Of(bool value) => value ? Yes : "";

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    public sealed record Literal(string Text, bool IsNumber) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf) => Text;
    }

    public sealed record Name(string Text) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf) => valueOf(Text);
    }

    public sealed record Not(ExpressionNode Inner) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf) => Of(!IsTrue(Inner.Evaluate(valueOf)));
    }

    public sealed record All(ImmutableArray<ExpressionNode> Parts) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf)
        {
            foreach (var part in Parts)
            {
                if (!IsTrue(part.Evaluate(valueOf))) return "";
            }

            return Yes;
        }
    }

    public sealed record Any(ImmutableArray<ExpressionNode> Parts) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf)
        {
            foreach (var part in Parts)
            {
                if (IsTrue(part.Evaluate(valueOf))) return Yes;
            }

            return "";
        }
    }

    public sealed record Joined(ImmutableArray<ExpressionNode> Parts) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf) => string.Concat(Parts.Select(p => p.Evaluate(valueOf)));
    }

    public sealed record Comparison(ExpressionNode Left, string Operator, ExpressionNode Right) : ExpressionNode
    {
        public override string Evaluate(Func<string, string> valueOf)
        {
            var (left, right) = (Left.Evaluate(valueOf), Right.Evaluate(valueOf));
            var ordered = Operator is not ("=" or "!=");
            var isNumeric = ordered || Left is Literal { IsNumber: true } || Right is Literal { IsNumber: true };
            var order = isNumeric && TryNumber(left, out var a) && TryNumber(right, out var b) ? a.CompareTo(b) : string.CompareOrdinal(left, right);
            return Of(Operator switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            });
        }
    }

    public sealed record Call(string Function, ImmutableArray<ExpressionNode> Arguments) : ExpressionNode
    {
        /// <summary>The functions, and how many arguments each takes.</summary>
        public static readonly ImmutableSortedDictionary<string, int> Known = new Dictionary<string, int>
        {
            ["length"] = 1, ["starts_with"] = 2, ["ends_with"] = 2, ["contains"] = 2, ["left"] = 2, ["right"] = 2,
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

        public override string Evaluate(Func<string, string> valueOf)
        {
            var x = Arguments[0].Evaluate(valueOf);
            var y = Arguments.Length > 1 ? Arguments[1].Evaluate(valueOf) : "";
            return Function switch
            {
                "length" => x.Length.ToString(CultureInfo.InvariantCulture),
                "starts_with" => Of(x.StartsWith(y, StringComparison.Ordinal)),
                "ends_with" => Of(x.EndsWith(y, StringComparison.Ordinal)),
                "contains" => Of(x.Contains(y, StringComparison.Ordinal)),
                "left" => x[..Count(x, y)],
                _ => x[^Count(x, y)..],
            };
        }

        private static int Count(string text, string count) => TryNumber(count, out var number) ? (int)Math.Clamp(number, 0, text.Length) : 0;
    }
}
