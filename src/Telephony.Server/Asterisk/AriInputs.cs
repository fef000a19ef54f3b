using System.Collections.Immutable;
using System.Globalization;
using Telephony.Ari;
using Telephony.Core;
using CallerId = Telephony.Core.CallerId;

namespace Telephony.Server.Asterisk;

/// <summary>What Asterisk's events mean to the core. Remembers nothing but the last dial status of legs that are being rung, for
/// a busy phone shows there, while the cause of its channel's end may read 0; and which legs are being hung up because nothing is heard of them.</summary>
public sealed class AriInputs
{
    /// <summary>First argument of the Stasis application for a caller; the second is the number dialled, then place, time of arrival and, of an agent's phone, the endpoint.</summary>
    public const string CallerRole = "call";

    /// <summary>… for an agent's phone that dialled a star code; then the endpoint and the code.</summary>
    public const string CodeRole = "code";

    /// <summary>… for a leg that we originated.</summary>
    public const string LegRole = "leg";

    /// <summary>… for a customer whom we call back.</summary>
    public const string CustomerRole = "customer";

    /// <summary>… for a snoop channel of a recording.</summary>
    public const string SnoopRole = "snoop";

    /// <summary>… for a snoop channel by which a supervisor hears; then the bridge it belongs to.</summary>
    public const string EarRole = "ear";

    /// <summary>Who made a bridge, as Asterisk tells, when an ARI application did; the fallback queue makes its own.</summary>
    public const string BridgeCreator = "Stasis";

    private const string BridgeMark = "-bridge";

    /// <summary>Events that mean nothing to the core: not sent at all, which is a fifth of what Asterisk would have to write for a call.</summary>
    public static IReadOnlyList<string> Unwanted { get; } =
    [
        "ChannelVarset", "ChannelDialplan", "ChannelCallerId", "ChannelConnectedLine", "DeviceStateChanged",
        "ChannelCreated", "ChannelLeftBridge", "BridgeCreated", "BridgeDestroyed", "PlaybackStarted", "PlaybackContinuing",
    ];

    /// <summary>The cause of a soft hang-up that a channel driver asks for (AST_SOFTHANGUP_DEV): no audio has come for as long as the endpoint's rtp_timeout.
    /// A command's is 32.</summary>
    private const int ByTheDevice = 1;

    private readonly Dictionary<string, string> _dialStatus = [];
    private readonly HashSet<string> _silent = [];

    /// <summary>What an application subscribes to, to hear of a call's channel.</summary>
    public static string SourceOf(CallId call) => $"channel:{call.Value}";

    /// <summary>The bridge of a call. Not of the caller's channel's name: Asterisk 22 keeps an application's interest in channels and bridges by their
    /// ids alone, so that with a bridge the interest in a channel of the same id ends, and none of its keys is reported any more.</summary>
    public static string BridgeOf(CallId call) => call.Value + BridgeMark;

    /// <summary>The input an event stands for; null when the core has no interest in it.</summary>
    public AcdInput? Translate(AriEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened switch
        {
            StasisStart e => Started(e),
            // Sent by the far end, not by us; it comes before the prompt is reported to have ended.
            ChannelHangupRequest { Soft: not true } e when !LegId.IsLeg(e.Channel.Id) => new AcdInput.CallerHungUp(new CallId(e.Channel.Id)),
            ChannelHangupRequest { Soft: true, Cause: ByTheDevice } e when LegId.IsLeg(e.Channel.Id) => FellSilent(e.Channel.Id),
            StasisEnd e => Ended(e.Channel, _silent.Remove(e.Channel.Id) ? LegEnd.Vanished : LegEnd.HungUp),
            ChannelDestroyed e => Destroyed(e),
            ChannelStateChange e when LegId.IsLeg(e.Channel.Id) && e.Channel.State == ChannelState.Ringing => new AcdInput.LegRinging(new LegId(e.Channel.Id)),
            ChannelHold e when LegId.IsLeg(e.Channel.Id) => new AcdInput.LegHeld(new LegId(e.Channel.Id)),
            ChannelUnhold e when LegId.IsLeg(e.Channel.Id) => new AcdInput.LegResumed(new LegId(e.Channel.Id)),
            ChannelDtmfReceived { Digit.Length: 1 } e => new AcdInput.DigitPressed(new CallId(e.Channel.Id), e.Digit[0]),
            PlaybackFinished e when CallOf(e.Playback.TargetUri) is { } call => new AcdInput.PlaybackEnded(call, new PlaybackId(e.Playback.Id)),
            ChannelEnteredBridge { Channel: { } channel, Bridge.Creator: BridgeCreator } e => new AcdInput.BridgeEntered(CallOfBridge(e.Bridge.Id), channel.Id),
            ChannelTransfer { State: null } e => Transferred(e), // otherwise it says what the phone has just been told
            Dial e => Dialled(e),
            _ => null,
        };
    }

    /// <summary>Asterisk's channel and bridge lists as the core wants them: only what is ours.</summary>
    public static ImmutableArray<LiveChannel> Translate(IEnumerable<Channel> channels, IEnumerable<Bridge> bridges)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(bridges);
        var bridgeOf = new Dictionary<string, string>();
        foreach (var bridge in bridges)
        {
            foreach (var channel in bridge.Channels) bridgeOf[channel] = CallOfBridge(bridge.Id).Value;
        }

        return
        [
            .. from channel in channels
               let role = RoleOf(channel)
               where role is not null
               select new LiveChannel(channel.Id, role.Value, channel.State == ChannelState.Up,
                   bridgeOf.GetValueOrDefault(channel.Id), NumberOf(channel), CallerOf(channel), AgentOf(channel)),
        ];
    }

    /// <summary>Without those who have left the application: until the dialplan has come to its next step, Asterisk's list of channels shows them as if they were in it, and nobody
    /// has told us. On a busy machine, where the leases of hundreds run out at once, that takes seconds. Who has come since the application was asked is told of by an event.</summary>
    public static ImmutableArray<LiveChannel> InApplication(ImmutableArray<LiveChannel> live, Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        var inside = application.ChannelIds.ToHashSet();
        return [.. live.Where(channel => channel.Role is not (ChannelRole.Caller or ChannelRole.AgentCode) || inside.Contains(channel.Id))];
    }

    /// <summary>Who calls, cleaned of everything that is not printable and cut to a sensible length: it goes to logs, screens and phones.</summary>
    public static CallerId CallerOf(Channel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return new CallerId(Clean(channel.Caller.Number, 40), Clean(channel.Caller.Name, 80));
    }

    private static CallId CallOfBridge(string bridge) => new(bridge.EndsWith(BridgeMark, StringComparison.Ordinal) ? bridge[..^BridgeMark.Length] : bridge);

    private static AcdInput? Started(StasisStart e) => (e.Args.Count > 0 ? e.Args[0] : "") switch
    {
        CallerRole => new AcdInput.CallOffered(new CallId(e.Channel.Id), e.Args.Count > 1 ? e.Args[1] : "", CallerOf(e.Channel))
        {
            Place = e.Args.Count > 2 ? CallPlace.Parse(e.Args[2]) : null,
            Since = e.Args.Count > 3 ? SecondsOf(e.Args[3]) : null,
            Phone = e.Args.Count > 4 ? new AgentId(e.Args[4]) : null,
        },
        CodeRole when e.Args.Count > 2 => new AcdInput.CodeDialled(new CallId(e.Channel.Id), new AgentId(e.Args[1]), e.Args[2]),
        LegRole => new AcdInput.LegAnswered(new LegId(e.Channel.Id)),
        CustomerRole => new AcdInput.CustomerAnswered(new CallId(e.Channel.Id)),
        _ => null,
    };

    /// <summary>When a caller arrived who comes from the fallback; the dialplan says it in whole seconds, and nothing for who comes at once.</summary>
    private static DateTimeOffset? SecondsOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 10_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static AcdInput Ended(Channel channel, LegEnd reason) =>
        LegId.IsLeg(channel.Id) ? new AcdInput.LegEnded(new LegId(channel.Id), reason) : new AcdInput.CallerGone(new CallId(channel.Id));

    /// <summary>What it means is told when the channel is gone.</summary>
    private AcdInput? FellSilent(string leg)
    {
        _silent.Add(leg);
        return null;
    }

    private AcdInput Destroyed(ChannelDestroyed e)
    {
        _silent.Remove(e.Channel.Id);
        _dialStatus.Remove(e.Channel.Id, out var status);
        var reason = IsTrunkThatRefuses(e) ? LegEnd.Unreachable : ReasonOf(e.TechCause, e.Cause, status);
        return CallbackId.IsCustomer(e.Channel.Id)
            ? new AcdInput.CustomerDialEnded(new CallId(e.Channel.Id), DialEndOf(reason))
            : Ended(e.Channel, reason);
    }

    /// <summary>Of an agent's several phones the others may lie behind a trunk. One that lets nobody through is not the agent who says no, which would end the ringing of all.</summary>
    private static bool IsTrunkThatRefuses(ChannelDestroyed e) => e.TechCause is 401 or 403 or 407 && LegId.IsLeg(e.Channel.Id) && new LegId(e.Channel.Id).IsOfOtherPhone;

    /// <summary>How an attempt to reach a customer ended, in the words for legs.</summary>
    internal static DialEnd DialEndOf(LegEnd reason) => reason switch
    {
        LegEnd.Busy => DialEnd.Busy,
        LegEnd.Declined or LegEnd.Unreachable => DialEnd.Failed,
        LegEnd.Lost => DialEnd.Lost,
        _ => DialEnd.NoAnswer,
    };

    /// <summary>The phone's attended transfer names a call to replace, by its SIP dialog; where Asterisk has none such it is told as nowhere.</summary>
    private static AcdInput.TransferAsked Transferred(ChannelTransfer e)
    {
        var leg = new LegId(e.ReferredBy.SourceChannel.Id);
        if (e.ReferTo.RequestedDestination.ProtocolId is null) return new AcdInput.TransferAsked(leg, e.ReferTo.RequestedDestination.Destination ?? "");
        return new AcdInput.TransferAsked(leg, "") { Replaces = e.ReferTo.DestinationChannel is { } other ? new CallId(other.Id) : null };
    }

    private AcdInput? Dialled(Dial e)
    {
        if ((LegId.IsLeg(e.Peer.Id) || CallbackId.IsCustomer(e.Peer.Id)) && e.DialStatus.Length > 0) _dialStatus[e.Peer.Id] = e.DialStatus;
        return null;
    }

    /// <summary>Why a leg ended, from the SIP status where there is one, then the dial status, then the Q.850 cause.
    /// The mapping is chan_pjsip's, read backwards.</summary>
    internal static LegEnd ReasonOf(int? sipStatus, int cause, string? dialStatus) => (sipStatus, dialStatus, cause) switch
    {
        (486 or 600, _, _) => LegEnd.Busy,
        (603 or 401 or 403 or 407, _, _) => LegEnd.Declined,
        (408 or 480 or 487, _, _) => LegEnd.NoAnswer,
        ( >= 400, _, _) => LegEnd.Unreachable,
        (_, "BUSY", _) => LegEnd.Busy,
        (_, "NOANSWER", _) => LegEnd.NoAnswer,
        (_, "ANSWER", _) => LegEnd.HungUp,
        (_, _, 17) => LegEnd.Busy,
        (_, _, 21) => LegEnd.Declined,
        (_, _, 18 or 19) => LegEnd.NoAnswer,
        (_, _, 1 or 3 or 20 or 27 or 34 or 38 or 58) => LegEnd.Unreachable,
        (_, "CONGESTION" or "CHANUNAVAIL", _) => LegEnd.Unreachable,
        _ => LegEnd.HungUp,
    };

    private static ChannelRole? RoleOf(Channel channel)
    {
        if (LegId.IsLeg(channel.Id)) return ChannelRole.AgentLeg;
        if (CallbackId.IsCustomer(channel.Id)) return IsOurs(channel) ? ChannelRole.Customer : ChannelRole.Other;
        if (channel.Name.StartsWith("Snoop/", StringComparison.Ordinal)) return ChannelRole.Other;
        if (channel.Dialplan.AppName is not ("Stasis" or "StasisBroadcast")) return null;
        return RoleInData(channel) switch { CallerRole => ChannelRole.Caller, CodeRole => ChannelRole.AgentCode, _ => null };
    }

    /// <summary>A customer who rings, or is in our application; not one whom the dialplan took to the fallback.</summary>
    private static bool IsOurs(Channel channel) =>
        channel.State != ChannelState.Up || channel.Dialplan.AppName is "Stasis" or "StasisBroadcast";

    /// <summary>Whether a channel that is offered to all routers is no caller, whom each of them could serve: an agent's star code, or a customer who was called.</summary>
    public static bool IsNoCaller(Channel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return RoleInData(channel) is CodeRole or CustomerRole;
    }

    private static string RoleInData(Channel channel) => ArgumentsOf(channel) is [var role, ..] ? role : "";

    private static string NumberOf(Channel channel) => ArgumentsOf(channel) switch
    {
        [CallerRole, var number, ..] => number,
        [CodeRole, _, var code, ..] => code,
        _ => "",
    };

    private static AgentId? AgentOf(Channel channel) => ArgumentsOf(channel) switch
    {
        [CodeRole, var agent, _, ..] => new AgentId(agent),
        [CallerRole, _, _, _, var agent, ..] => new AgentId(agent),
        _ => null,
    };

    /// <summary>The arguments of the application, as its event had them: StasisBroadcast's data read <c>800,^acd-.*,call:8000</c>,
    /// those of Stasis <c>acd-n1,call,8000</c>.</summary>
    private static string[] ArgumentsOf(Channel channel)
    {
        var data = channel.Dialplan.AppData.Split(',');
        return channel.Dialplan.AppName == "Stasis" ? data[1..] : data.Length > 2 ? data[2].Split(':') : [];
    }

    private static CallId? CallOf(string targetUri) =>
        targetUri.StartsWith("channel:", StringComparison.Ordinal) ? new CallId(targetUri["channel:".Length..]) : null;

    private static string Clean(string text, int most)
    {
        Span<char> clean = stackalloc char[most];
        var length = 0;
        foreach (var c in text)
        {
            if (length == most) break;
            // Control characters forge log lines; direction marks make a number read backwards.
            if (!char.IsControl(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format) clean[length++] = c;
        }

        return new string(clean[..length]);
    }
}
