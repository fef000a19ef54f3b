using Telephony.Ari;
using Telephony.Server.Cluster;
using Telephony.Server.Hosting;

namespace Telephony.Server.Asterisk;

/// <summary>Where an Asterisk server is.</summary>
/// <param name="Name">Its name when there are several: its <c>systemname</c>, with which the ids of its channels begin. Null for the only one.</param>
/// <param name="Url">Its HTTP server, without <c>/ari</c>.</param>
public sealed record ServerAddress(string? Name, Uri Url);

/// <summary>One Asterisk server, and all that speaks with it.</summary>
public sealed class AsteriskServer
{
    /// <summary>Its parts; nothing is connected yet.</summary>
    internal AsteriskServer(IServiceProvider services, ServeOptions options, ServerAddress address)
    {
        Names = new AriLinkOptions(options.Application) { Server = address.Name };
        Connection = new AriConnection(OptionsFor(services, options, address), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<AriConnection>>());
        Leases = Make<Leases>(Connection);
        Notes = Make<ChannelNotes>(Connection);
        Ears = Make<Ears>(Connection, Names);
        Recorder = Make<Recorder>(Connection, Names);
        Messages = Make<MessageRecorder>(Connection);
        Effects = Make<AriEffects>(Connection, Leases, Recorder, Messages, Ears, Notes, Names);

        T Make<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(services, parts);
    }

    /// <summary>Its name; null for the only one.</summary>
    public string? Name => Names.Server;

    /// <summary>The connection.</summary>
    public AriConnection Connection { get; }

    /// <summary>Names shared with its dialplan.</summary>
    public AriLinkOptions Names { get; }

    /// <summary>Of those who wait on it.</summary>
    public Leases Leases { get; }

    /// <summary>What is noted on its channels.</summary>
    public ChannelNotes Notes { get; }

    /// <summary>Supervisors who listen there.</summary>
    public Ears Ears { get; }

    /// <summary>Recordings of talks there.</summary>
    public Recorder Recorder { get; }

    /// <summary>Recordings of callers alone.</summary>
    public MessageRecorder Messages { get; }

    /// <summary>Carries out effects there.</summary>
    public AriEffects Effects { get; }

    /// <summary>Where results go. Set once, before the loop starts.</summary>
    internal void PostTo(AcdLoop loop)
    {
        Effects.PostTo(input => loop.PostAsync(input));
        Recorder.PostTo(input => loop.PostAsync(input));
        Messages.PostTo(input => loop.PostAsync(input));
    }

    /// <summary>The link to it: only when there is a loop.</summary>
    internal AriLink MakeLink(IServiceProvider services) =>
        ActivatorUtilities.CreateInstance<AriLink>(services, Connection, Effects, Leases, Recorder, Messages, Ears, Notes, Names);

    private AriOptions OptionsFor(IServiceProvider services, ServeOptions options, ServerAddress address) => new()
    {
        BaseUrl = address.Url, Username = options.AriUser, Password = options.ReadAriPassword(), Application = options.Application,
        DisallowedEvents = [.. AriInputs.Unwanted],
        PingInterval = TimeSpan.FromSeconds(1.8), // a connection that is half open is given up within 6 s: three silent intervals and a look
        BeforeConnect = options.Redis is null ? null : cancel => services.GetRequiredService<AsteriskProof>().MayConnectAsync(Connection, cancel),
    };
}
