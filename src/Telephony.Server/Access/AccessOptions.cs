namespace Telephony.Server.Access;

/// <summary>How callers are known.</summary>
internal sealed record AccessOptions
{
    /// <summary>Whether whoever runs as the service's own user on this machine needs no token.</summary>
    public bool TrustsLocal { get; init; }

    /// <summary>How long a unary call may take when its client sets no deadline.</summary>
    public TimeSpan UnaryPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests a second, and how many at once after a pause, for each principal.</summary>
    public (int PerSecond, int Burst) Requests { get; init; } = (200, 400);

    /// <summary>The same for programs (role system, and the local admin).</summary>
    public (int PerSecond, int Burst) ProgramRequests { get; init; } = (2_000, 4_000);

    /// <summary>Refused proofs a second, and how many at once, for each address.</summary>
    public (int PerSecond, int Burst) Failures { get; init; } = (5, 20);

    /// <summary>How many streams one principal may have open.</summary>
    public int Streams { get; init; } = 100;

    /// <summary>The same for programs.</summary>
    public int ProgramStreams { get; init; } = 1_000;
}

/// <summary>Which JSON Web Tokens are taken.</summary>
/// <param name="Issuer">Who must have made them.</param>
/// <param name="Audience">Whom they must be for.</param>
/// <param name="Keys">File with the issuer's public keys: a JWKS document, or PEM.</param>
/// <param name="RoleClaim">The claim that holds the role's word.</param>
internal sealed record JwtOptions(string Issuer, string Audience, string Keys, string RoleClaim);
