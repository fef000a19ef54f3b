namespace Grpc.Core;

#pragma warning disable CA1068 // The order of the parameters is that of Grpc.Core.

/// <summary>What a client says about one call.</summary>
/// <param name="headers">Metadata to send.</param>
/// <param name="deadline">When to stop waiting (UTC); null for never.</param>
/// <param name="cancellationToken">Cancels the call.</param>
/// <param name="writeOptions">How requests are written.</param>
/// <param name="propagationToken">Deadline and cancellation of the call that makes this one.</param>
/// <param name="credentials">Adds metadata that says who calls.</param>
public struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null,
    ContextPropagationToken? propagationToken = null,
    CallCredentials? credentials = null) : IEquatable<CallOptions>
{
    /// <summary>Metadata to send.</summary>
    public Metadata? Headers { readonly get; private set; } = headers;

    /// <summary>When to stop waiting (UTC); null for never.</summary>
    public DateTime? Deadline { readonly get; private set; } = deadline;

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { readonly get; private set; } = cancellationToken;

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { readonly get; private set; } = writeOptions;

    /// <summary>Deadline and cancellation of the call that makes this one.</summary>
    public ContextPropagationToken? PropagationToken { get; } = propagationToken;

    /// <summary>Adds metadata that says who calls.</summary>
    public CallCredentials? Credentials { get; } = credentials;

    /// <summary>Wait for a connection instead of failing at once. Kept for compatibility: HttpClient always tries to connect.</summary>
    public bool IsWaitForReady { readonly get; private set; }

    public static bool operator ==(CallOptions left, CallOptions right) => left.Equals(right);

    public static bool operator !=(CallOptions left, CallOptions right) => !left.Equals(right);

    /// <summary>A copy with other metadata.</summary>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>A copy with another deadline (UTC).</summary>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>A copy with another cancellation token.</summary>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        this with { CancellationToken = cancellationToken };

    /// <summary>A copy with other write options.</summary>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>A copy with another <see cref="IsWaitForReady"/>.</summary>
    public readonly CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };

    public readonly bool Equals(CallOptions other) =>
        Headers == other.Headers && Deadline == other.Deadline && CancellationToken == other.CancellationToken
        && WriteOptions == other.WriteOptions && PropagationToken == other.PropagationToken
        && Credentials == other.Credentials && IsWaitForReady == other.IsWaitForReady;

    public override readonly bool Equals(object? obj) => obj is CallOptions other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Headers, Deadline, CancellationToken, WriteOptions);
}
