using System.Diagnostics.CodeAnalysis;
using Telephony.FakeAsterisk;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The whole service and a scripted Asterisk with two phones, one for all tests of a class.</summary>
[SuppressMessage("Structure", "NUnit1032", Justification = "Disposed of in OneTimeTearDown, asynchronously.")]
public abstract class SharedApiFixture
{
    private protected FakeAsteriskServer Asterisk { get; private set; } = null!;

    private protected RunningApi Api { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => (Asterisk, Api) = await RunningApi.WithTwoPhonesAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        await Api.DisposeAsync();
        await Asterisk.DisposeAsync();
    }
}
