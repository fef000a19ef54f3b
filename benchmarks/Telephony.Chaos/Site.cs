using System.Net;
using Telephony.Acceptance.Tests.Harness;
using Telephony.Acceptance.Tests.Harness.Crowd;

namespace Telephony.Chaos;

/// <summary>How large the crowds are, and how often each fault is repeated.</summary>
internal sealed record Scale(int Kills, int Waiting, int Talking, int Cuts, int HalfOpens, int AsteriskKills, int Abandons, int Reloads, int Freezes, int Losses)
{
    public static Scale Usual { get; } = new(Kills: 20, Waiting: 200, Talking: 50, Cuts: 20, HalfOpens: 1, AsteriskKills: 2, Abandons: 2000, Reloads: 200, Freezes: 1, Losses: 2);

    public static Scale Long { get; } = new(Kills: 100, Waiting: 200, Talking: 50, Cuts: 200, HalfOpens: 20, AsteriskKills: 20, Abandons: 4500, Reloads: 1000, Freezes: 5, Losses: 10);
}

/// <summary>Where the parties live, and crowds of several sizes.</summary>
internal static class Site
{
    public static readonly CrowdAddresses Addresses = new(IPAddress.Parse("127.0.1.80"), new IPEndPoint(IPAddress.Parse("127.0.1.81"), 5060), Ports.Trunk);
    private static readonly IPEndPoint Relay = new(IPAddress.Parse("127.0.1.82"), 8088);

    /// <summary>A crowd whose router speaks with Asterisk directly.</summary>
    public static async Task<CallCrowd> CrowdAsync(int waiting, int talking, bool record = false, params string[] options)
    {
        var crowd = await CallCrowd.StartAsync(Addresses, talking, Repository.ServiceProgram, Seed, record, null, options);
        await FillAsync(crowd, waiting, talking);
        return crowd;
    }

    /// <summary>A crowd whose router speaks with Asterisk through a relay.</summary>
    public static async Task<(CallCrowd Crowd, TcpRelay Relay)> CrowdBehindRelayAsync(int waiting, int talking)
    {
        var relay = new TcpRelay(Relay, new IPEndPoint(Addresses.Asterisk, 8088));
        var crowd = await CallCrowd.StartAsync(Addresses, talking, Repository.ServiceProgram, Seed, false, _ => new Uri($"http://{Relay}"));
        await FillAsync(crowd, waiting, talking);
        return (crowd, relay);
    }

    /// <summary>The seed of all dice.</summary>
    public static int Seed { get; set; } = 1;

    private static async Task FillAsync(CallCrowd crowd, int waiting, int talking)
    {
        crowd.Call(atOnce: waiting + talking, perSecond: 25);
        await crowd.FilledAsync(waiting, talking * 9 / 10);
    }
}
