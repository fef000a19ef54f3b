using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telephony.Ari;

/// <summary>
/// Asterisk's timestamps: <c>2026-09-01T12:00:00.123-0600</c>. The offset has no colon, which System.Text.Json refuses.
/// With a colon or as <c>Z</c> they are read too.
/// </summary>
internal sealed class AriTimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("a timestamp is not a string");
        if (!reader.HasValueSequence && !reader.ValueIsEscaped && TryParse(reader.ValueSpan, out var value)) return value;
        throw new JsonException($"'{reader.GetString()}' is not a timestamp like 2026-09-01T12:00:00.123-0600");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    internal static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        // "2026-09-01T12:00:00" is 19 long; a fraction and an offset follow.
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;

        var rest = text[19..];
        if (!TryFraction(ref rest, out var ticks) || !TryOffset(rest, out var offset)) return false;
        var local = new DateTime(year, month, day, hour, minute, second).AddTicks(ticks);
        if ((local - DateTime.MinValue) < TimeSpan.FromHours(15) || (DateTime.MaxValue - local) < TimeSpan.FromHours(15)) return false;
        value = new DateTimeOffset(local, offset);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.') return true;
        rest = rest[1..];
        var unit = TimeSpan.TicksPerSecond;
        while (!rest.IsEmpty && rest[0] is >= (byte)'0' and <= (byte)'9')
        {
            unit /= 10;
            ticks += (rest[0] - '0') * unit;
            rest = rest[1..];
        }
        return unit < TimeSpan.TicksPerSecond;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out TimeSpan offset)
    {
        offset = default;
        if (rest.SequenceEqual("Z"u8)) return true;
        if (rest.Length is not (5 or 6) || rest[0] is not ((byte)'+' or (byte)'-') || (rest.Length == 6 && rest[3] != ':')) return false;
        if (!Number(rest[1..3], out var hours) || !Number(rest[^2..], out var minutes) || hours > 14 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (offset > TimeSpan.FromHours(14)) return false;
        if (rest[0] == '-') offset = -offset;
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var used) && used == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';
}

/// <summary>A whole number of milliseconds.</summary>
internal sealed class MillisecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromMilliseconds(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)value.TotalMilliseconds);
}

/// <summary>A whole number of seconds.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)value.TotalSeconds);
}
