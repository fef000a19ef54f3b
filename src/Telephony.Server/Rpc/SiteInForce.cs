using Telephony.Core;

namespace Telephony.Server.Rpc;

/// <summary>The configuration that was loaded last, for checks that need more than the board's picture.</summary>
/// <param name="first">The one the service started with.</param>
internal sealed class SiteInForce(SiteConfiguration first)
{
    private SiteConfiguration _latest = first;

    /// <summary>The configuration loaded last.</summary>
    public SiteConfiguration Latest
    {
        get => Volatile.Read(ref _latest);
        set => Volatile.Write(ref _latest, value);
    }
}
