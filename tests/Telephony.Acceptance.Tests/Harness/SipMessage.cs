using System.Globalization;
using System.Net;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>One SIP message as it passed a phone's wire.</summary>
/// <param name="At">When it passed, in ticks of <see cref="System.Diagnostics.Stopwatch"/> (CLOCK_MONOTONIC).</param>
/// <param name="FromPhone">True when the phone sent it, false when it received it.</param>
public sealed record SipMessage(long At, bool FromPhone, string Text)
{
    public string StartLine { get; } = Text[..Math.Max(0, Text.IndexOf("\r\n", StringComparison.Ordinal))];

    /// <summary>The status code of a response, 0 for a request.</summary>
    public int Status => StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal) && StartLine.Length >= 11
        ? int.Parse(StartLine.AsSpan(8, 3), CultureInfo.InvariantCulture)
        : 0;

    /// <summary>The method of a request, or of the request that a response answers.</summary>
    public string Method => Status == 0 ? StartLine.Split(' ')[0] : Header("CSeq").Split(' ')[^1];

    public bool IsRequest(string method) => Status == 0 && Method == method;

    public bool IsResponse(string method, int status) => Status == status && Method == method;

    public string CallId => Header("Call-ID");

    /// <summary>The user part of the From header.</summary>
    public string FromUser => UserOf(Header("From"));

    /// <summary>The value of the first header of that name, or an empty string.</summary>
    public string Header(string name)
    {
        var prefix = name + ":";
        foreach (var line in Text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                break;
            if (line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return line[prefix.Length..].Trim().ToString();
        }

        return "";
    }

    /// <summary>Where the sender of this message wants its audio (RFC 4566), or null without a session description.</summary>
    public IPEndPoint? AudioTarget
    {
        get
        {
            IPAddress? address = null;
            foreach (var line in Text.AsSpan().EnumerateLines())
            {
                if (line.StartsWith("c=IN IP4 ", StringComparison.Ordinal))
                    address = IPAddress.Parse(line[9..].Trim());
                else if (line.StartsWith("m=audio ", StringComparison.Ordinal) && address is not null)
                    return new IPEndPoint(address, int.Parse(line[8..].ToString().Split(' ')[0], CultureInfo.InvariantCulture));
            }

            return null;
        }
    }

    private static string UserOf(string address)
    {
        var start = address.IndexOf("sip:", StringComparison.Ordinal);
        var end = address.IndexOf('@', StringComparison.Ordinal);
        return start < 0 || end < start ? "" : address[(start + 4)..end];
    }
}
