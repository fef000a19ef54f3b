using System.Threading.Channels;
using Telephony.FakeAsterisk;

namespace Telephony.Ari.Tests.Support;

/// <summary>A fake Asterisk, a client connected to it, and the client's stream, read in the background.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string App = "acd-t1";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<AriSignal> _signals = System.Threading.Channels.Channel.CreateUnbounded<AriSignal>();
    private Task _pump = Task.CompletedTask;

    private Rig(FakeAsteriskServer asterisk, AriOptions options)
    {
        Asterisk = asterisk;
        Ari = new AriConnection(options, TimeProvider.System, Log);
    }

    public FakeAsteriskServer Asterisk { get; }

    public AriConnection Ari { get; }

    public CapturedLog Log { get; } = new();

    /// <summary>Errors that the test provokes; any other fails it.</summary>
    public bool ExpectsErrors { get; set; }

    /// <summary>Ends with the stream, and fails as it failed.</summary>
    public Task Ended => _pump.WaitAsync(Patience);

    public static AriOptions OptionsFor(FakeAsteriskServer asterisk) => new()
    {
        BaseUrl = asterisk.BaseUrl,
        Username = asterisk.Username,
        Password = asterisk.Password,
        Application = App,
        ReconnectDelay = TimeSpan.FromMilliseconds(10),
        ReconnectDelayMax = TimeSpan.FromMilliseconds(80),
    };

    /// <summary>Starts both; the stream is not read yet.</summary>
    public static async Task<Rig> StartAsync(Func<AriOptions, AriOptions>? change = null, FakeAsteriskOptions? fake = null)
    {
        var asterisk = await FakeAsteriskServer.StartAsync(fake);
        var options = OptionsFor(asterisk);
        return new Rig(asterisk, change is null ? options : change(options));
    }

    /// <summary>Starts both, and waits for <see cref="AriSignal.Connected"/>.</summary>
    public static async Task<Rig> ConnectedAsync(Func<AriOptions, AriOptions>? change = null, FakeAsteriskOptions? fake = null)
    {
        var rig = await StartAsync(change, fake);
        rig.Read();
        await rig.NextAsync<AriSignal.Connected>();
        return rig;
    }

    /// <summary>Begins to read the stream.</summary>
    public void Read() => _pump = Task.Run(async () =>
    {
        try
        {
            await foreach (var signal in Ari.RunAsync(_stop.Token)) await _signals.Writer.WriteAsync(signal);
        }
        finally
        {
            _signals.Writer.TryComplete();
        }
    });

    public async Task<AriSignal> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _signals.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The next signal, which must be of this kind.</summary>
    public async Task<T> NextAsync<T>()
        where T : AriSignal
    {
        var signal = await NextAsync();
        Assert.That(signal, Is.InstanceOf<T>());
        return (T)signal;
    }

    /// <summary>The next signal, which must be this event.</summary>
    public async Task<T> NextEventAsync<T>()
        where T : AriEvent
    {
        var received = await NextAsync<AriSignal.Received>();
        Assert.That(received.Event, Is.InstanceOf<T>());
        return (T)received.Event;
    }

    /// <summary>Ends the stream as its consumer does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _pump.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(_pump.IsCompleted, "the stream did not end");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Ari.DisposeAsync();
        await Asterisk.DisposeAsync();
        _stop.Dispose();
        if (!ExpectsErrors && TestContext.CurrentContext.Result.Outcome.Status != NUnit.Framework.Interfaces.TestStatus.Failed)
            Assert.That(Log.Errors, Is.Empty, "unexpected errors in the log");
    }
}
