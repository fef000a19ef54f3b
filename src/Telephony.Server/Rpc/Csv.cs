using System.Globalization;
using System.Text;

namespace Telephony.Server.Rpc;

/// <summary>Comma-separated values (RFC 4180) that spreadsheets open as they are: UTF-8 with a byte-order mark, lines that end with CR LF,
/// and no text that would be taken for a formula (OWASP, CSV injection).</summary>
internal sealed class Csv
{
    private readonly StringBuilder _text = new("\uFEFF");
    private bool _isFirst = true;

    /// <summary>How much is waiting. Characters.</summary>
    public int Length => _text.Length;

    /// <summary>A text.</summary>
    public Csv Add(string? text)
    {
        text ??= "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠') text = $"'{text}";
        return AddRaw(text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text);
    }

    /// <summary>A number; empty when there is none.</summary>
    public Csv Add(double? number) => AddRaw(number is { } value ? Math.Round(value, 3).ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>A moment, by a place's clock; empty when there is none.</summary>
    public Csv Add(DateTimeOffset? moment, TimeZoneInfo zone) =>
        AddRaw(moment is { } at ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "");

    /// <summary>Ends a line.</summary>
    public void EndLine()
    {
        _text.Append("\r\n");
        _isFirst = true;
    }

    /// <summary>Takes what is waiting.</summary>
    public byte[] Take()
    {
        var bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        return bytes;
    }

    private Csv AddRaw(string cell)
    {
        if (!_isFirst) _text.Append(',');
        _isFirst = false;
        _text.Append(cell);
        return this;
    }
}
