using System.Net;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>The SIP messages of a bank of phones (RFC 3261).</summary>
internal sealed class BankMessages(IPEndPoint local, IPEndPoint asterisk, IPEndPoint? audio)
{
    private const string Tag = ";tag=bank";

    /// <summary>What a phone can hear: G.711 µ-law, and keys.</summary>
    public string Sdp { get; } =
        $"v=0\r\no=bank 1 1 IN IP4 {local.Address}\r\ns=-\r\nc=IN IP4 {(audio ?? local).Address}\r\nt=0 0\r\nm=audio {audio?.Port ?? 9} RTP/AVP 0 101\r\n" +
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";

    public string Invite(BankCall call) =>
        $"INVITE sip:{call.Number}@{asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{call.Id};rport\r\nFrom: {FromOf(call)}\r\nTo: <sip:{call.Number}@{asterisk}>\r\n" +
        $"Call-ID: {call.Id}\r\nCSeq: 1 INVITE\r\nContact: <sip:{call.User}@{local}>\r\nMax-Forwards: 70\r\n{Body(Sdp)}";

    /// <summary>Gives up a call that was not answered.</summary>
    public string Cancel(BankCall call) =>
        $"CANCEL sip:{call.Number}@{asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{call.Id};rport\r\nFrom: {FromOf(call)}\r\nTo: <sip:{call.Number}@{asterisk}>\r\n" +
        $"Call-ID: {call.Id}\r\nCSeq: 1 CANCEL\r\nMax-Forwards: 70\r\n{Body("")}";

    /// <summary>Confirms the answer to an INVITE of ours; to a refusal within its transaction, to an answer as a request of its own.</summary>
    public string Ack(BankCall call, SipMessage answer) =>
        $"ACK sip:{call.Number}@{asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{(answer.Status >= 300 ? call.Id : $"{Guid.NewGuid():N}")};rport\r\n" +
        $"From: {answer.Header("From")}\r\nTo: {answer.Header("To")}\r\nCall-ID: {call.Id}\r\nCSeq: 1 ACK\r\nMax-Forwards: 70\r\n{Body("")}";

    public string Bye(BankCall call, string from, string to) =>
        $"BYE sip:asterisk@{asterisk} SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\nFrom: {from}\r\nTo: {to}\r\n" +
        $"Call-ID: {call.Id}\r\nCSeq: 2 BYE\r\nMax-Forwards: 70\r\n{Body("")}";

    public string Response(SipMessage request, string status, string body) =>
        $"SIP/2.0 {status}\r\nVia: {request.Header("Via")}\r\nFrom: {request.Header("From")}\r\nTo: {Tagged(request)}\r\n" +
        $"Call-ID: {request.CallId}\r\nCSeq: {request.Header("CSeq")}\r\nContact: <sip:bank@{local}>\r\n{Body(body)}";

    /// <summary>The To of a request with the tag that all these phones use.</summary>
    public static string Tagged(SipMessage request)
    {
        var to = request.Header("To");
        return to.Contains(";tag=", StringComparison.Ordinal) ? to : to + Tag;
    }

    public string FromOf(BankCall call) => $"<sip:{call.User}@{local}>;tag={call.Id}";

    private static string Body(string body) => body.Length == 0
        ? "Content-Length: 0\r\n\r\n"
        : $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
