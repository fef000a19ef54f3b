namespace Telephony.Ari;

/// <summary>A leg to dial. Its StasisStart comes when it is answered.</summary>
/// <param name="Endpoint">Technology and resource: <c>PJSIP/ann</c>, or <c>PJSIP/ann/sip:…</c> for one of several contacts.</param>
/// <param name="App">The application that the answered leg enters.</param>
public sealed record OriginateRequest(string Endpoint, string App)
{
    /// <summary>Arguments of the StasisStart, separated by commas.</summary>
    public string? AppArgs { get; init; }

    /// <summary>Our id for the channel, at most 149 characters. A repeat with the same id is refused with 409.</summary>
    public string? ChannelId { get; init; }

    /// <summary>Id of the second half of a Local channel.</summary>
    public string? OtherChannelId { get; init; }

    /// <summary>Shown on the phone: <c>Name &lt;number&gt;</c>.</summary>
    public string? CallerId { get; init; }

    /// <summary>How long it rings, in whole seconds, rounded up. Asterisk ends it even when this process is dead. Null: 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Set before the leg is dialled. Only names that start with <c>_</c> are inherited.</summary>
    public IReadOnlyDictionary<string, AriVariable>? Variables { get; init; }

    /// <summary>The channel on whose behalf it is dialled: gives linked id, account and formats.</summary>
    public string? Originator { get; init; }

    /// <summary>Codecs to offer, separated by commas, when there is no <see cref="Originator"/>.</summary>
    public string? Formats { get; init; }
}

/// <summary>A leg to dial that goes to the dialplan when it is answered, as a caller would. No application hears of it unless it subscribes to the channel.</summary>
/// <param name="Endpoint">Technology and resource.</param>
/// <param name="Context">The context it goes to, at extension <c>s</c>.</param>
public sealed record OriginateToDialplanRequest(string Endpoint, string Context)
{
    /// <inheritdoc cref="OriginateRequest.ChannelId"/>
    public string? ChannelId { get; init; }

    /// <inheritdoc cref="OriginateRequest.CallerId"/>
    public string? CallerId { get; init; }

    /// <inheritdoc cref="OriginateRequest.Timeout"/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="OriginateRequest.Variables"/>
    public IReadOnlyDictionary<string, AriVariable>? Variables { get; init; }
}

/// <summary>A leg to create without dialling it yet. Its StasisStart comes at once. It lives until somebody ends it.</summary>
/// <param name="Endpoint">Technology and resource.</param>
/// <param name="App">The application that it enters.</param>
public sealed record CreateChannelRequest(string Endpoint, string App)
{
    /// <inheritdoc cref="OriginateRequest.AppArgs"/>
    public string? AppArgs { get; init; }

    /// <inheritdoc cref="OriginateRequest.ChannelId"/>
    public string? ChannelId { get; init; }

    /// <inheritdoc cref="OriginateRequest.OtherChannelId"/>
    public string? OtherChannelId { get; init; }

    /// <inheritdoc cref="OriginateRequest.Originator"/>
    public string? Originator { get; init; }

    /// <inheritdoc cref="OriginateRequest.Formats"/>
    public string? Formats { get; init; }

    /// <inheritdoc cref="OriginateRequest.Variables"/>
    public IReadOnlyDictionary<string, AriVariable>? Variables { get; init; }
}

/// <summary>Listening to a channel, or speaking to it. The channel need not be in our application.</summary>
/// <param name="SnoopId">Our id for the snoop channel.</param>
/// <param name="App">The application that the snoop channel enters.</param>
public sealed record SnoopRequest(string SnoopId, string App)
{
    /// <summary>What is heard.</summary>
    public AudioDirection Spy { get; init; } = AudioDirection.None;

    /// <summary>Where the snoop's own audio goes: <see cref="AudioDirection.Out"/> is heard by the channel alone.</summary>
    public AudioDirection Whisper { get; init; } = AudioDirection.None;

    /// <inheritdoc cref="OriginateRequest.AppArgs"/>
    public string? AppArgs { get; init; }
}

/// <summary>A recording to start.</summary>
/// <param name="Name">Path below Asterisk's recording directory, without extension. Never made of what callers send.</param>
/// <param name="Format">A file format: <c>wav</c>, <c>sln16</c>, <c>ulaw</c>, …</param>
public sealed record RecordRequest(string Name, string Format)
{
    /// <summary>Whole seconds, rounded up; null: no limit.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Silence that ends it. Whole seconds, rounded up; null: none does.</summary>
    public TimeSpan? MaxSilence { get; init; }

    public IfExists IfExists { get; init; } = IfExists.Fail;

    /// <summary>Whether a beep is played first.</summary>
    public bool Beep { get; init; }

    /// <summary>The key that ends it: <c>none</c>, <c>any</c>, <c>*</c> or <c>#</c>.</summary>
    public string TerminateOn { get; init; } = "none";
}
