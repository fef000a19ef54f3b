using System.Diagnostics.CodeAnalysis;
using Echo.V1;
using Grpc.Net.Client;

namespace GrpcTests.Support;

/// <summary>Tests against one echo server for the whole fixture. Any error that the server logs fails the test.</summary>
[SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown.")]
internal abstract class EchoFixture
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected EchoHost Host { get; private set; } = null!;

    protected GrpcChannel Channel { get; private set; } = null!;

    protected EchoService.EchoServiceClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartHost()
    {
        Host = await StartAsync().WaitAsync(Patience);
        Channel = GrpcChannel.ForAddress(Host.Http2);
        Client = new EchoService.EchoServiceClient(Channel);
    }

    [OneTimeTearDown]
    public async Task StopHost()
    {
        Channel.Dispose();
        await Host.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [SetUp]
    public void ResetProbe() => Host.Probe.Reset();

    [TearDown]
    public void Server_logged_no_error() => Assert.That(Host.Errors.Take(), Is.Empty, "errors in the server's log");

    protected virtual Task<EchoHost> StartAsync() => EchoHost.StartAsync();
}
