using System.ComponentModel.DataAnnotations;

namespace Telephony.Ari;

/// <summary>Where one Asterisk is, who we are there, and how patient we are with it.</summary>
public sealed record AriOptions
{
    /// <summary>Root of Asterisk's HTTP server, without <c>/ari</c> (the <c>prefix</c> of http.conf belongs to it).</summary>
    /// <value>The default is <c>http://127.0.0.1:8088/</c>.</value>
    [Required]
    public Uri BaseUrl { get; set; } = new("http://127.0.0.1:8088/");

    /// <summary>Name of the user's section in ari.conf.</summary>
    [Required]
    public string Username { get; set; } = "";

    /// <summary>Password of that user. It travels in the Authorization header only, never in a URL or a log.</summary>
    [Required]
    public string Password { get; set; } = "";

    /// <summary>The Stasis application to register, for example <c>acd-n1</c>. One router, one name.</summary>
    [Required, RegularExpression("[A-Za-z0-9_.-]{1,64}", ErrorMessage = "Application: use 1 to 64 letters, digits, '.', '_' or '-'.")]
    public string Application { get; set; } = "";

    /// <summary>Deadline of each request, on either transport.</summary>
    /// <value>The default is 5 s; 100 ms to 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Deadline of opening a connection, TCP and WebSocket handshake together.</summary>
    /// <value>The default is 5 s; 100 ms to 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A silent event socket is PINGed this often. Asterisk itself never PINGs, so this is the only way to notice a peer
    /// that died without closing.
    /// </summary>
    /// <value>The default is 2 s; 50 ms to 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The socket counts as dead after this many silent intervals. Asterisk reads PINGs on the thread that serves commands:
    /// keep <see cref="PingInterval"/> times this above the longest time that a command may block.
    /// </summary>
    /// <value>The default is 3; 2 to 20.</value>
    [Range(2, 20)]
    public int PingMisses { get; set; } = 3;

    /// <summary>First pause before reconnecting; it doubles with every failure. Each pause is shortened at random by up to half.</summary>
    /// <value>The default is 50 ms; 1 ms to 10 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest pause before reconnecting. Attempts never end.</summary>
    /// <value>The default is 2 s; 1 ms to 60 s.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ReconnectDelayMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Connections for reads and claims; half as many more serve what may block in Asterisk (setting variables), so that a claim
    /// never waits behind a prompt. Each is a thread in Asterisk and counts against <c>sessionlimit</c>.
    /// </summary>
    /// <value>The default is 8; 1 to 16.</value>
    [Range(1, 16)]
    public int MaxHttpConnections { get; set; } = 8;

    /// <summary>
    /// Events that may wait between the socket and the consumer. When it is full the socket is closed and the stream says
    /// <see cref="AriSignal.Lost"/>; no event is ever dropped in silence. An event takes one to two kilobytes.
    /// </summary>
    /// <value>The default is 100,000; 16 to 1,000,000.</value>
    [Range(16, 1_000_000)]
    public int EventBufferCapacity { get; set; } = 100_000;

    /// <summary>Commands that may be under way on the socket; one more fails with <see cref="AriOverloadedException"/>.</summary>
    /// <value>The default is 10,000; 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxCommandsInFlight { get; set; } = 10_000;

    /// <summary>
    /// Waited for before each connection is opened. Whoever registers an application takes it from who had it before: of several
    /// routers that share a name, one that is not sure to lead must not connect. Null when there is nothing to wait for.
    /// </summary>
    public Func<CancellationToken, Task>? BeforeConnect { get; set; }

    /// <summary>The oldest Asterisk that this client talks to.</summary>
    /// <value>The default is 22.10.1, the first that has call claiming and honours <c>read_only</c> on the socket.</value>
    [Required]
    public Version MinimumVersion { get; set; } = new(22, 10, 1);

    /// <summary>Event types that Asterisk shall not send. It must not hold <c>RESTResponse</c>, which carries our replies.</summary>
    [Required]
    public IList<string> DisallowedEvents { get; set; } = DefaultDisallowedEvents();

    /// <summary>Silence after which the socket is dead.</summary>
    internal TimeSpan DeadAfter => PingInterval * PingMisses;

    private static List<string> DefaultDisallowedEvents() =>
        ["ChannelVarset", "ChannelDialplan", "ChannelCallerId", "ChannelConnectedLine", "DeviceStateChanged"];

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Username} at {BaseUrl} as {Application}";

    /// <summary>Checks every range.</summary>
    /// <exception cref="ValidationException">Names the value that is out of range, and the range.</exception>
    public void Validate()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        if (BaseUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ValidationException($"BaseUrl: '{BaseUrl}' is not an absolute http or https URL.");
        if (ReconnectDelayMax < ReconnectDelay)
            throw new ValidationException("ReconnectDelayMax: it must not be shorter than ReconnectDelay.");
        if (DisallowedEvents.Contains("RESTResponse"))
            throw new ValidationException("DisallowedEvents: 'RESTResponse' must be allowed, it carries the replies to commands.");
    }
}
