using System.Collections.Immutable;

namespace Telephony.Server.Access;

/// <summary>How far an action got.</summary>
internal enum ActionOutcome
{
    /// <summary>It was let in; written before it takes effect.</summary>
    Begun,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was let in, and failed.</summary>
    Failed,

    /// <summary>It was not let in.</summary>
    Refused,
}

/// <summary>One line of the log of actions.</summary>
internal sealed record ActionEntry
{
    /// <summary>1, 2, 3, … over the life of the log.</summary>
    public long Sequence { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who: <c>token:ID</c>, <c>jwt:SUBJECT</c> or <c>local</c>; null when nobody knows.</summary>
    public string? Who { get; init; }

    /// <summary>The name for people.</summary>
    public string? Name { get; init; }

    /// <summary>The role's word.</summary>
    public string? Role { get; init; }

    /// <summary>What: the full name of an RPC, or VERB /PATH.</summary>
    public string Method { get; init; } = "";

    /// <summary>All things that the request names.</summary>
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>From where: address and port.</summary>
    public string From { get; init; } = "";

    /// <summary>For whom a program says it acts; null when it does not say.</summary>
    public string? By { get; init; }

    /// <summary>The request's id; null when it has none.</summary>
    public string? RequestId { get; init; }

    /// <summary>How far it got.</summary>
    public ActionOutcome Outcome { get; init; }

    /// <summary>For an end: the sequence of its beginning.</summary>
    public long? Begun { get; init; }

    /// <summary>Why it failed or was refused: a reason of the API.</summary>
    public string? Reason { get; init; }

    /// <summary>Refusals since the last entry that came too fast to be written one by one; null for none.</summary>
    public int? NotWritten { get; init; }
}

/// <summary>A line as it is in the file: the entry, and a hash over it and the line before. Who changes, takes out or puts in a line has to write all that follow anew.</summary>
/// <param name="Chain">SHA-256, in hexadecimal, of the chain of the line before and the entry's JSON.</param>
/// <param name="Entry">The entry.</param>
internal sealed record ActionLine(string Chain, ActionEntry Entry);
