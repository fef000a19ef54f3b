using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Benchmarks;

/// <summary>
/// What the people on the phones say: one thread sends each leg that is up a G.711 packet every 20 ms, all from one socket. What Asterisk
/// sends back arrives there and is dropped by the kernel, as cheap as it can be: the machine is Asterisk's and the service's.
/// </summary>
public sealed class MediaPump : IDisposable
{
    private const int SamplesPerPacket = 160;
    private const int HeaderBytes = 12;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { SendBufferSize = 1 << 20, ReceiveBufferSize = 4096 };
    private readonly ConcurrentDictionary<string, Leg> _legs = new();
    private readonly byte[] _packet = new byte[HeaderBytes + SamplesPerPacket];
    private readonly Thread _thread;
    private volatile bool _stop;

    public MediaPump(IPAddress address)
    {
        _socket.Bind(new IPEndPoint(address, 0));
        for (var i = HeaderBytes; i < _packet.Length; i++) _packet[i] = (byte)(128 + 31 * (i % 4)); // some tone, not silence
        _thread = new Thread(Run) { IsBackground = true, Name = "media" };
        _thread.Start();
    }

    /// <summary>Where phones want to hear Asterisk.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Packets sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>A leg speaks from now on.</summary>
    public void Begin(string leg, IPEndPoint target) => _legs.TryAdd(leg, new Leg(target.Serialize(), (uint)(leg.GetHashCode(StringComparison.Ordinal) & int.MaxValue)));

    /// <summary>It has hung up.</summary>
    public void End(string leg) => _legs.TryRemove(leg, out _);

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Run()
    {
        var next = Stopwatch.GetTimestamp();
        while (!_stop)
        {
            foreach (var leg in _legs.Values) Speak(leg);
            next += Stopwatch.Frequency / 50;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
        }
    }

    private void Speak(Leg leg)
    {
        _packet[0] = 0x80; // RTP version 2
        _packet[1] = 0; // PCMU
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), (ushort)(leg.Packets & 0xFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(4), (uint)(leg.Packets * SamplesPerPacket & 0xFFFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(8), leg.Source);
        leg.Packets++;
        Sent++;
        try
        {
            _socket.SendTo(_packet, SocketFlags.None, leg.Target);
        }
        catch (SocketException)
        {
            // The leg's port was closed this moment.
        }
    }

    private sealed class Leg(SocketAddress target, uint source)
    {
        public SocketAddress Target => target;

        public uint Source => source;

        public long Packets { get; set; }
    }
}
