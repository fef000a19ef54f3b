using System.Net;
using System.Net.Sockets;
using Telephony.Server.Access;

namespace Telephony.Server.Tests.Access;

/// <summary>Whose process is at the other end.</summary>
public sealed class LocalPeerTests
{
    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    public async Task The_kernel_says_whose_connection_it_is(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        using var client = new TcpClient(listener.LocalEndpoint.AddressFamily);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        var (from, to) = ((IPEndPoint)client.Client.LocalEndPoint!, (IPEndPoint)client.Client.RemoteEndPoint!);
        var own = int.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2]);
        Assert.That(new LocalPeer().UserAt(from, to), Is.EqualTo(own));
        client.Client.LingerState = new LingerOption(true, 0);
        client.Close();
        Assert.That(new LocalPeer().UserAt(from, to), Is.Null, "a connection that is gone is nobody's");
    }

    [Test]
    public void A_client_that_speaks_IPv4_from_a_socket_of_both_is_found()
    {
        using var tables = new Tables("", "   1: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000 0 777 1 x");
        Assert.That(tables.Peer.UserAt(Point(50_000), Point(8080)), Is.EqualTo(1000));
    }

    [TestCase("01", "0", Description = "its process is gone: listed as root's")]
    [TestCase("04", "777", Description = "half closed: FIN_WAIT1")]
    [TestCase("05", "0", Description = "FIN_WAIT2")]
    [TestCase("06", "0", Description = "TIME_WAIT")]
    public void A_socket_that_its_process_has_left_is_nobodys(string state, string inode)
    {
        using var tables = new Tables($"   1: 0100007F:C350 0100007F:1F90 {state} 00000000:00000000 00:00000000 00000000     0 0 {inode} 1 x", "");
        Assert.That(tables.Peer.UserAt(Point(50_000), Point(8080)), Is.Null);
    }

    [TestCase("   1: 0100007F:C350 0100007F:1F90 01 rubbish")]
    [TestCase("   1: 0100007F:C350 0100007F:1F90 zz 00000000:00000000 00:00000000 00000000     0 0 777 1 x")]
    [TestCase("   1: 0100007F:C351 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0 0 777 1 x", Description = "another connection")]
    [TestCase("   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0 0 777 1 x", Description = "our own end")]
    public void What_does_not_say_so_trusts_nobody(string line)
    {
        using var tables = new Tables(line, "");
        Assert.That(tables.Peer.UserAt(Point(50_000), Point(8080)), Is.Null);
    }

    private static IPEndPoint Point(int port) => new(IPAddress.Loopback, port);

    private sealed class Tables : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("tel-proc-").FullName;

        public Tables(string tcp, string tcp6)
        {
            File.WriteAllText(Path.Combine(_folder, "tcp"), $"  sl  local_address rem_address   st\n{tcp}\n");
            File.WriteAllText(Path.Combine(_folder, "tcp6"), $"  sl  local_address rem_address   st\n{tcp6}\n");
        }

        public LocalPeer Peer => new(_folder);

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
