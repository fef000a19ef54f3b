namespace Telephony.Core.Tests.Prompts;

/// <summary>Reads spoken numbers back, by the rules of the languages and not by those of the code under test. Refuses what a speaker would not say.</summary>
internal static class NumberReading
{
    private static readonly string[] Ones =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".Split(' ');

    private static readonly string[] Tens = "twenty thirty forty fifty sixty seventy eighty ninety".Split(' ');

    /// <summary>"one hundred five thousand twelve".</summary>
    public static long English(string text)
    {
        if (text == "zero") return 0;
        var (total, group, lastScale) = (0L, 0L, long.MaxValue);
        foreach (var word in text.Split(' '))
        {
            var scale = word switch { "thousand" => 1_000L, "million" => 1_000_000L, "billion" => 1_000_000_000L, _ => 0 };
            if (scale > 0)
            {
                Require(group is > 0 and < 1000 && scale < lastScale, text);
                (total, group, lastScale) = (total + (group * scale), 0, scale);
            }
            else if (word == "hundred")
            {
                Require(group is > 0 and < 10, text);
                group *= 100;
            }
            else if (Array.IndexOf(Tens, word) is >= 0 and var ten)
            {
                Require(group % 100 == 0, text);
                group += (ten + 2) * 10;
            }
            else
            {
                var one = Array.IndexOf(Ones, word);
                Require(one > 0 && (group % 100 == 0 || (one < 10 && group % 10 == 0 && group % 100 >= 20)), text);
                group += one;
            }
        }

        return total + group;
    }

    /// <summary>一百零五万.</summary>
    public static long Mandarin(string text)
    {
        if (text == "零") return 0;
        Require(!text.StartsWith('零') && !text.EndsWith('零') && !text.Contains("零零", StringComparison.Ordinal) && !text.StartsWith("一十", StringComparison.Ordinal), text);
        Require(text.LastIndexOf('两') <= 0 && (!text.StartsWith('两') || text[1] is '千' or '万' or '亿'), text);
        var (total, rest, above) = (0L, text, 0L);
        foreach (var (unit, size) in new[] { ('亿', 100_000_000L), ('万', 10_000L), ('\0', 1L) })
        {
            var at = unit == '\0' ? rest.Length : rest.IndexOf(unit, StringComparison.Ordinal);
            if (at <= 0)
            {
                Require(at < 0 || unit == '\0', text);
                continue;
            }

            var value = Section(rest[..at], first: above == 0, text);
            Require(rest.StartsWith('零') == (above > 0 && (value < 1000 || above / size > 10_000)), text);
            rest = at < rest.Length ? rest[(at + 1)..] : "";
            (total, above) = (total + (value * size), size);
        }

        return total;
    }

    private static long Section(string section, bool first, string text)
    {
        var (value, digit, lastUnit, zero) = (0L, -1L, 10_000L, false);
        foreach (var sign in section.TrimStart('零'))
        {
            var unit = sign switch { '十' => 10L, '百' => 100L, '千' => 1000L, _ => 0L };
            if (unit > 0)
            {
                if (digit < 0) digit = first && value == 0 && unit == 10 ? 1 : throw new FormatException(text);
                Require(unit < lastUnit && zero == (value > 0 && unit * 10 < lastUnit), text);
                (value, digit, lastUnit, zero) = (value + (digit * unit), -1, unit, false);
            }
            else if (sign == '零')
            {
                Require(digit < 0 && !zero && value > 0, text);
                zero = true;
            }
            else
            {
                Require(digit < 0, text);
                digit = sign == '两' ? 2 : "零一二三四五六七八九".IndexOf(sign, StringComparison.Ordinal);
                Require(digit > 0, text);
            }
        }

        if (digit < 0) return value;
        Require(zero == (value > 0 && lastUnit > 10), text);
        return value + digit;
    }

    private static void Require(bool holds, string text)
    {
        if (!holds) throw new FormatException($"nobody says {text}");
    }
}
