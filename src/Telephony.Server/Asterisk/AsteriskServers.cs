using Telephony.Core;
using Telephony.Server.Hosting;

namespace Telephony.Server.Asterisk;

/// <summary>All Asterisk servers of this router. A call, its legs and its bridge live on one, which their ids say: they begin with its name and a dash.
/// What has no such name lives on the first by name, as the core has it.</summary>
public sealed class AsteriskServers : IAsyncDisposable
{
    private const char AfterName = '-';

    private readonly AsteriskServer[] _all;

    internal AsteriskServers(IServiceProvider services, ServeOptions options) =>
        _all = [.. options.AsteriskServers.OrderBy(a => a.Name, StringComparer.Ordinal).Select(address => new AsteriskServer(services, options, address))];

    /// <summary>All, by name.</summary>
    public IReadOnlyList<AsteriskServer> All => _all;

    /// <summary>The one that something lives on.</summary>
    public AsteriskServer Of(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        foreach (var server in _all)
        {
            if (server.Name is { } name && id.Length > name.Length && id[name.Length] == AfterName && id.StartsWith(name, StringComparison.Ordinal)) return server;
        }

        return _all[0];
    }

    /// <summary>The one that has to do with an effect.</summary>
    public AsteriskServer Of(AcdEffect effect) => effect switch
    {
        IOfCall { Call: var call } => Of(call.Value),
        AcdEffect.DropStrayChannel { Channel: var channel } => Of(channel),
        _ => _all[0],
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _all) await server.Connection.DisposeAsync();
    }
}
