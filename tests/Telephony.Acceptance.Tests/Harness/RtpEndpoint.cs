using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// The audio of one phone: sends a µ-law packet every 20 ms (silence, a tone, or RFC 4733 digits), keeps what it receives
/// with arrival times.
/// </summary>
public sealed class RtpEndpoint : IAsyncDisposable
{
    private const int FrameSamples = 160;
    private const byte TelephoneEvent = 101;
    private const int MostPackets = 100_000;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;
    private readonly Lock _lock = new();
    private readonly List<(long At, byte[] Payload)> _received = [];
    private readonly Queue<(byte Event, int Frames)> _digits = new();
    private readonly List<(uint StartedAt, byte Event)> _pressed = [];
    private readonly uint _source = (uint)Random.Shared.Next();
    private ushort _sequence;
    private uint _timestamp;
    private DigitOnAir? _digit;
    private TaskCompletionSource<long>? _keyBegins;

    public RtpEndpoint(IPAddress address)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        _socket.Bind(new IPEndPoint(address, Ports.Next()));
        _receiving = ReceiveAsync();
        RtpClock.Add(this);
    }

    /// <summary>Where this phone wants its audio.</summary>
    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Where to send; null (nothing is sent) until a session description said it.</summary>
    public IPEndPoint? Target { get; set; }

    /// <summary>While true nothing is sent, not even silence.</summary>
    public bool IsCut { get; set; }

    /// <summary>The tone that is sent, in Hz; null sends silence.</summary>
    public double? ToneHz { get; set; }

    /// <summary>Presses keys (0–9, *, #): 100 ms each with 60 ms between them, as RFC 4733 events.</summary>
    public void Press(string digits)
    {
        lock (_lock)
        {
            foreach (var digit in digits)
                _digits.Enqueue(((byte)"0123456789*#".IndexOf(digit, StringComparison.Ordinal), Frames: 5));
        }
    }

    /// <summary>Presses keys as <see cref="Press"/> does, and waits until the first packet of the first one is on the wire.</summary>
    /// <returns>When that was, in ticks of Stopwatch.</returns>
    public Task<long> PressAsync(string digits)
    {
        var begins = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _keyBegins = begins;
        Press(digits);
        return begins.Task;
    }

    /// <summary>When the last packet arrived that was no silence, from a moment on; that moment when none did. In ticks of Stopwatch.</summary>
    public long LastSound(long from)
    {
        lock (_lock)
            return _received.Where(packet => packet.At >= from && Tone.Loudness([.. packet.Payload.Select(Ulaw.Decode)]) > 0.003).Select(packet => packet.At).DefaultIfEmpty(from).Max();
    }

    /// <summary>Waits until something sounds right now: three packets in a row are no silence.</summary>
    public Task SoundsAsync() => Eventually.TrueAsync($"{Address} hears something now", () =>
    {
        lock (_lock)
            return Task.FromResult(_received is [.., var a, var b, var c] && Stopwatch.GetElapsedTime(c.At) < TimeSpan.FromMilliseconds(25)
                && new[] { a, b, c }.All(packet => Tone.Loudness([.. packet.Payload.Select(Ulaw.Decode)]) > 0.02));
    }, TimeSpan.FromSeconds(10));

    /// <summary>The keys that were received as RFC 4733 events, in order.</summary>
    public string Pressed
    {
        get
        {
            lock (_lock)
                return string.Concat(_pressed.Select(key => "0123456789*#ABCD"[key.Event]));
        }
    }

    /// <summary>What was heard between two moments (Stopwatch ticks), by time of arrival.</summary>
    public short[] Heard(long from, long to)
    {
        lock (_lock)
            return [.. _received.Where(packet => packet.At >= from && packet.At < to).SelectMany(packet => packet.Payload.Select(Ulaw.Decode))];
    }

    /// <summary>Waits until a whole window of new audio has arrived, and gives it.</summary>
    /// <exception cref="TimeoutException">Less than that arrived within the window's length and two seconds.</exception>
    public async Task<short[]> ListenAsync(TimeSpan window)
    {
        var from = Stopwatch.GetTimestamp();
        var wanted = (int)(window.TotalSeconds * Tone.SampleRate);
        return await Eventually.GetAsync(
            $"{window.TotalMilliseconds} ms of audio at {Address}", () => Task.FromResult(Heard(from, long.MaxValue)),
            heard => heard.Length >= wanted, window + TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        RtpClock.Remove(this);
        await _stop.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
    }

    /// <summary>Sends the packet of this 20 ms; called by <see cref="RtpClock"/> only.</summary>
    internal void SendFrame()
    {
        if (Target is not { } target || IsCut)
            return;
        lock (_lock)
        {
            if (_digit is null && _digits.TryDequeue(out var next))
                _digit = new DigitOnAir(next.Event, next.Frames, _timestamp);
        }

        var packet = _digit is { } digit ? DigitPacket(digit) : AudioPacket();
        _timestamp = unchecked(_timestamp + FrameSamples);
        try
        {
            _socket.SendTo(packet, target);
            if (_digit is { Sent: 1 }) Interlocked.Exchange(ref _keyBegins, null)?.TrySetResult(Stopwatch.GetTimestamp());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The far end is gone, or this phone is being put away: audio into the void is normal then.
        }
    }

    private byte[] AudioPacket()
    {
        var packet = Header(0, marker: false, _timestamp, FrameSamples);
        for (var i = 0; i < FrameSamples; i++)
            packet[12 + i] = ToneHz is { } hz ? Ulaw.Encode(Tone.At(_timestamp + i, hz)) : Ulaw.Silence;
        return packet;
    }

    /// <summary>One packet of a digit: its frames, then the end three times (RFC 4733 §2.5.1.4), then 60 ms of pause.</summary>
    private byte[] DigitPacket(DigitOnAir digit)
    {
        if (digit.Sent >= digit.Frames + 3)
        {
            if (++digit.Sent >= digit.Frames + 6)
                _digit = null;
            return AudioPacket();
        }

        var isEnd = digit.Sent >= digit.Frames;
        var duration = Math.Min(digit.Sent + 1, digit.Frames) * FrameSamples;
        var packet = Header(TelephoneEvent, marker: digit.Sent == 0, digit.StartedAt, 4);
        packet[12] = digit.Event;
        packet[13] = (byte)((isEnd ? 0x80 : 0) | 10);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(14), (ushort)duration);
        digit.Sent++;
        return packet;
    }

    private byte[] Header(byte payloadType, bool marker, uint timestamp, int payload)
    {
        var packet = new byte[12 + payload];
        packet[0] = 0x80;
        packet[1] = (byte)((marker ? 0x80 : 0) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), unchecked(_sequence++));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), _source);
        return packet;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[2048];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var got = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stop.Token);
                var at = Stopwatch.GetTimestamp();
                if (got.ReceivedBytes > 12 && (buffer[1] & 0x7F) == TelephoneEvent)
                    NoteKey(BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4)), buffer[12]);
                if (got.ReceivedBytes <= 12 || (buffer[1] & 0x7F) != 0)
                    continue;
                lock (_lock)
                {
                    if (_received.Count < MostPackets)
                        _received.Add((at, buffer[12..got.ReceivedBytes]));
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // ICMP "port unreachable" for a packet we sent: the far end closed its port a moment ago.
            }
        }
    }

    /// <summary>All packets of one key bear the time at which it began.</summary>
    private void NoteKey(uint startedAt, byte key)
    {
        lock (_lock)
        {
            if (key < 16 && !_pressed.Exists(known => known.StartedAt == startedAt))
                _pressed.Add((startedAt, key));
        }
    }

    private sealed class DigitOnAir(byte code, int frames, uint startedAt)
    {
        public byte Event => code;

        public int Frames => frames;

        public uint StartedAt => startedAt;

        public int Sent { get; set; }
    }
}
