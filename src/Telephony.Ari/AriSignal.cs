namespace Telephony.Ari;

/// <summary>One element of the ordered stream of <see cref="AriConnection.RunAsync"/>: a connection, an event, or a loss.</summary>
public abstract record AriSignal
{
    private AriSignal()
    {
    }

    /// <summary>
    /// The application is registered and the event filter set. Nothing that happened before is replayed: read Asterisk's lists
    /// now. Events that follow may be older than what those lists say.
    /// </summary>
    /// <param name="Epoch">1 for the first connection of this client, then one more each time.</param>
    /// <param name="Info">Its <see cref="AsteriskInfo.StartupTime"/> is the generation of everything that lives in Asterisk:
    /// when it differs from the last one, every old channel and bridge is gone.</param>
    public sealed record Connected(int Epoch, AsteriskInfo Info) : AriSignal;

    /// <summary>An event, in the order in which Asterisk sent it. Never order by timestamp.</summary>
    public sealed record Received(AriEvent Event) : AriSignal;

    /// <summary>
    /// The socket is gone, cleanly or not. Every command in flight has already failed with <see cref="AriDisconnectedException"/>.
    /// Events that happen from now until the next <see cref="Connected"/> are lost.
    /// </summary>
    /// <param name="Reason">One line for people.</param>
    public sealed record Lost(string Reason) : AriSignal;
}
