using System.Globalization;
using Telephony.Ari;
using Telephony.Server.Asterisk;

namespace Telephony.Server.Cluster;

/// <summary>What Asterisk says about who leads. There all routers of a site bear one name, the newest connection has it, and the older one is told so before
/// anything else. A global variable there holds the epoch of whoever connected last: without Redis, too, nobody takes back what another has taken.</summary>
internal sealed class AsteriskProof(AsteriskServers servers, ClusterOptions options, Leadership leadership, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _variable = $"ACD_EPOCH_{options.Site.Replace('-', '_')}";

    /// <summary>Whether Redis does not answer; told by who asks it.</summary>
    public Func<bool> IsRedisAway { get; set; } = () => false;

    /// <summary>The epoch we lead with.</summary>
    public Func<long> Epoch { get; set; } = () => 0;

    /// <summary>Whether our connection is still the one that Asterisk speaks to; of several servers, that of one at least: whoever took our place at one of them has told us.</summary>
    public async Task<bool> IsObeyedAsync(CancellationToken cancel)
    {
        var answers = await Task.WhenAll(servers.All.Select(server => IsObeyedAsync(server.Connection, cancel)));
        return answers.Contains(true);
    }

    private async Task<bool> IsObeyedAsync(AriConnection ari, CancellationToken cancel)
    {
        try
        {
            await ari.Playbacks.StopAsync("who-leads", cancel).WaitAsync(Patience, time, cancel); // of a playback that never was: the answer is what matters
            return true;
        }
        catch (AriNotFoundException)
        {
            return true;
        }
        catch (Exception fault) when (fault is AriException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Before each connection to Asterisk, which would take another router's place: waits until there is proof that we lead, or Redis cannot be
    /// asked and nobody has connected since we did.</summary>
    /// <exception cref="AriException">Asterisk does not answer; to be tried again.</exception>
    public async Task MayConnectAsync(AriConnection ari, CancellationToken cancel)
    {
        while (!leadership.Holds && !(leadership.Role == ClusterRole.Leader && IsRedisAway() && await IsNewestAsync(ari, cancel))) await Task.Delay(LookAgain, time, cancel);
        await ari.Asterisk.SetVariableAsync(_variable, Epoch().ToString(CultureInfo.InvariantCulture), cancel);
    }

    private async Task<bool> IsNewestAsync(AriConnection ari, CancellationToken cancel)
    {
        var newest = await ari.Asterisk.GetVariableAsync(_variable, cancel);
        return !long.TryParse(newest, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch <= Epoch();
    }
}
