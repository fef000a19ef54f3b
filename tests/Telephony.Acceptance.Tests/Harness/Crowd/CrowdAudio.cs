using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>
/// What the phones of a crowd say and hear, on one socket: those who talk send a G.711 packet every 20 ms that bears their own number in every sample,
/// so that whoever receives it knows whom they hear, and how long they heard nobody. Those who wait only show that they are there.
/// </summary>
/// <remarks>A packet sent to itself past Asterisk shows when the machine, and not Asterisk, kept packets waiting.</remarks>
public sealed class CrowdAudio : IDisposable
{
    private const int Header = 12;
    private const int Samples = 160;
    private const int QuietEvery = 10; // frames between two packets of those who only wait
    private static readonly long GapMost = Stopwatch.Frequency / 10;
    private static readonly long Late = Stopwatch.Frequency / 25;
    private readonly Socket _sending = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { SendBufferSize = 4 << 20 };
    private readonly Socket _control;
    private readonly ConcurrentDictionary<string, Leg> _legs = new();
    private readonly ConcurrentDictionary<(uint Address, ushort Port), Leg> _bySource = new();
    private readonly Thread[] _threads;
    private readonly Leg _self;
    private readonly Queue<(long From, long To)> _ownGaps = new(); // the listening thread's
    private uint _numbers;
    private volatile bool _stop;

    public CrowdAudio(IPAddress address)
    {
        _sending.ReceiveBufferSize = 8 << 20;
        _sending.Bind(new IPEndPoint(address, 0));
        _control = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _control.Bind(new IPEndPoint(address, 0));
        _self = new Leg("itself", ((IPEndPoint)_sending.LocalEndPoint!).Serialize(), 0) { HearsSince = 1, Expected = 0, IsTalking = true };
        _bySource[Key((IPEndPoint)_control.LocalEndPoint!)] = _self;
        _threads = [Start("crowd's mouths", Speak), Start("crowd's ears", Listen)];
    }

    /// <summary>Where phones want to hear Asterisk.</summary>
    public IPEndPoint Local => (IPEndPoint)_sending.LocalEndPoint!;

    /// <summary>The longest silences of conversations over 100 ms, in ms, that were no silence of the machine itself.</summary>
    public ConcurrentQueue<double> Gaps { get; } = new();

    /// <summary>Silences over 100 ms in which the machine kept even the packets waiting that do not pass Asterisk.</summary>
    public int MachineGaps { get; private set; }

    /// <summary>The longest silence in a conversation, in ms.</summary>
    public double LongestGap { get; private set; }

    /// <summary>Who heard somebody else than the partner, in words.</summary>
    public ConcurrentQueue<string> Crossed { get; } = new();

    /// <summary>Packets of partners that were heard in conversations.</summary>
    public long Heard { get; private set; }

    /// <summary>A leg is up: it sends to where Asterisk wants its audio.</summary>
    public void Begin(string callId, IPEndPoint target)
    {
        var leg = new Leg(callId, target.Serialize(), Interlocked.Increment(ref _numbers));
        if (!_legs.TryAdd(callId, leg)) return;
        _bySource[Key(target)] = leg;
    }

    /// <summary>Two legs talk from now on.</summary>
    public void Join(string one, string other)
    {
        if (!_legs.TryGetValue(one, out var a) || !_legs.TryGetValue(other, out var b)) return;
        (a.Expected, b.Expected) = (b.Number, a.Number);
        (a.HearsSince, b.HearsSince) = (0, 0);
        (a.IsTalking, b.IsTalking) = (true, true);
    }

    /// <summary>Whether a leg has heard its partner: an agent who answers while no router lives hears nobody.</summary>
    public bool HasHeard(string callId) => _legs.TryGetValue(callId, out var leg) && leg.HearsSince > 0;

    /// <summary>They talk no more.</summary>
    public void Part(string callId)
    {
        if (_legs.TryGetValue(callId, out var leg)) leg.IsTalking = false;
    }

    /// <summary>A leg has hung up.</summary>
    public void End(string callId)
    {
        if (!_legs.TryRemove(callId, out var leg)) return;
        leg.IsTalking = false;
        _bySource.TryRemove(new KeyValuePair<(uint, ushort), Leg>(Key(leg.Target), leg));
    }

    public void Dispose()
    {
        _stop = true;
        foreach (var thread in _threads) thread.Join();
        _sending.Dispose();
        _control.Dispose();
    }

    private static Thread Start(string name, Action run)
    {
        var thread = new Thread(() => run()) { IsBackground = true, Name = name, Priority = ThreadPriority.Highest };
        thread.Start();
        return thread;
    }

    private void Speak()
    {
        var packet = new byte[Header + Samples];
        var next = Stopwatch.GetTimestamp();
        for (long frame = 0; !_stop; frame++)
        {
            Send(_control, _self, packet);
            foreach (var leg in _legs.Values)
            {
                if (leg.IsTalking || (frame + leg.Number) % QuietEvery == 0) Send(_sending, leg, packet);
                else leg.Packets++;
            }

            next += Stopwatch.Frequency / 50;
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
        }
    }

    private static void Send(Socket socket, Leg leg, byte[] packet)
    {
        packet[0] = 0x80; // RTP version 2
        packet[1] = 0; // PCMU
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)(leg.Packets & 0xFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(leg.Packets * Samples & 0xFFFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), leg.Number + 1);
        for (var i = Header; i < packet.Length; i += 4) BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(i), leg.Number);
        leg.Packets++;
        try
        {
            socket.SendTo(packet, SocketFlags.None, leg.Target);
        }
        catch (SocketException)
        {
            // The leg's port was closed this moment.
        }
    }

    private void Listen()
    {
        var buffer = new byte[2048];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        while (!_stop)
        {
            if (!_sending.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead)) continue;
            try
            {
                var length = _sending.ReceiveFrom(buffer, SocketFlags.None, from);
                if (length == Header + Samples && _bySource.TryGetValue(Key(from), out var leg) && leg.IsTalking)
                    Hear(leg, buffer.AsSpan(Header, Samples), Stopwatch.GetTimestamp());
            }
            catch (SocketException)
            {
                // ICMP "port unreachable" of a packet we sent.
            }
        }
    }

    private void Hear(Leg leg, ReadOnlySpan<byte> audio, long at)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(audio);
        if (BinaryPrimitives.ReadUInt32BigEndian(audio[80..]) != number || BinaryPrimitives.ReadUInt32BigEndian(audio[156..]) != number) return; // music
        if (number != leg.Expected)
        {
            if (leg.HearsSince > 0 && Crossed.Count < 100) Crossed.Enqueue($"{leg.Name} hears {number}, not {leg.Expected}");
            return;
        }

        if (leg == _self)
        {
            NoteOwn(leg, at);
            return;
        }

        if (leg.HearsSince == 0) leg.HearsSince = at;
        else
        {
            Heard++;
            Note(leg.HeardAt, at);
        }

        leg.HeardAt = at;
    }

    private void NoteOwn(Leg self, long at)
    {
        if (self.HeardAt > 0 && at - self.HeardAt > Late) _ownGaps.Enqueue((self.HeardAt, at));
        if (_ownGaps.Count > 50) _ownGaps.Dequeue();
        self.HeardAt = at;
    }

    /// <summary>A silence, less what the machine itself was late in that time.</summary>
    private void Note(long from, long to)
    {
        var gap = to - from;
        var own = _ownGaps.Sum(own => Math.Max(0, Math.Min(own.To, to) - Math.Max(own.From, from)));
        if (to - _self.HeardAt > Late) own += to - Math.Max(_self.HeardAt, from);
        var asterisks = gap > GapMost ? gap - Math.Min(own, gap) : gap;
        if (gap > GapMost && asterisks <= GapMost) MachineGaps++;
        var milliseconds = asterisks * 1000.0 / Stopwatch.Frequency;
        LongestGap = Math.Max(LongestGap, milliseconds);
        if (asterisks > GapMost) Gaps.Enqueue(milliseconds);
    }

    private static (uint Address, ushort Port) Key(IPEndPoint end) => Key(end.Serialize());

    /// <summary>A sockaddr_in: family, port, address.</summary>
    private static (uint Address, ushort Port) Key(SocketAddress end) =>
        (((uint)end[4] << 24) | ((uint)end[5] << 16) | ((uint)end[6] << 8) | end[7], (ushort)((end[2] << 8) | end[3]));

    private sealed class Leg(string name, SocketAddress target, uint number)
    {
        public string Name => name;

        public SocketAddress Target => target;

        public uint Number => number;

        public long Packets { get; set; }

        public uint Expected { get; set; }

        public volatile bool IsTalking;

        /// <summary>When the partner was heard first; 0: not yet.</summary>
        public long HearsSince { get; set; }

        public long HeardAt { get; set; }
    }
}
