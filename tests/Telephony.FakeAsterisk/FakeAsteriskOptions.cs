using System.Net;

namespace Telephony.FakeAsterisk;

/// <summary>What the server is like when it starts. Everything can be changed while it runs, except the address.</summary>
public sealed record FakeAsteriskOptions
{
    public IPAddress Address { get; init; } = IPAddress.Parse("127.0.0.20");

    /// <summary>0 lets the system choose. A fixed port allows a second server to take the place of a stopped one.</summary>
    public int Port { get; init; }

    public string Username { get; init; } = "router";

    public string Password { get; init; } = "a password of this test";

    public string Version { get; init; } = "22.10.1";

    public string EntityId { get; init; } = "02:00:00:00:00:01";

    /// <summary>Clock of the timestamps; the server itself never waits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
