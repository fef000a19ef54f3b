using System.Net;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>The loopback addresses of the acceptance tests, and a port for everyone who asks.</summary>
/// <remarks>Each party has its own address, so that Asterisk tells callers (by address) from strangers.</remarks>
public static class Ports
{
    /// <summary>Where the trunk calls customers at <see cref="Trunk"/>: the one phone there at a time that can be called.</summary>
    public const int Customers = 32_100;

    /// <summary>The same for the tests of flows, which run beside those of callbacks.</summary>
    public const int CustomersOfFlows = 32_102;

    /// <summary>The same for the scenarios of queues.</summary>
    public const int CustomersOfScenarios = 32_104;

    /// <summary>The same for the agent whose second phone is a mobile behind the trunk.</summary>
    public const int CustomersOfDevices = 32_106;

    private static int _next = 20_000;

    /// <summary>Where callers' phones live: the address the trunk is matched by.</summary>
    public static readonly IPAddress Trunk = IPAddress.Parse("127.0.1.20");

    /// <summary>Where agents' phones live.</summary>
    public static readonly IPAddress Agents = IPAddress.Parse("127.0.1.30");

    /// <summary>A caller nobody knows.</summary>
    public static readonly IPAddress Stranger = IPAddress.Parse("127.0.1.40");

    /// <summary>The inside of the phones: between a SIPp process and its wire.</summary>
    public static readonly IPAddress Inside = IPAddress.Parse("127.0.1.200");

    /// <summary>Gives an even port, never twice in one process (RTP wants even ones), between 20,000 and 32,000.</summary>
    /// <exception cref="InvalidOperationException">More than 6,000 ports were taken.</exception>
    public static int Next()
    {
        var port = Interlocked.Add(ref _next, 2);
        return port < 32_000 ? port : throw new InvalidOperationException("The test phones have used up their ports (20,000 to 32,000).");
    }
}
