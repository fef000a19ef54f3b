using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>Whom a callback rings first.</summary>
public enum CallbackMode
{
    /// <summary>An agent is reserved, then the customer is dialled, then the agent is rung: nobody who answers waits long, and no more customers
    /// are dialled than agents are free. The agent is idle while the customer's phone rings.</summary>
    AgentFirst,

    /// <summary>The customer is dialled when the expected wait has come down to the lead time, and waits at the old place for the next agent:
    /// agents lose no time, some customers wait a little. Never more are dialled or waiting so than agents are at work.</summary>
    CustomerFirst,
}

/// <summary>How a queue calls back. Null in a queue: it does not.</summary>
public sealed record CallbackRule
{
    /// <summary>Whom to ring first.</summary>
    public CallbackMode Mode { get; init; }

    /// <summary>How often a customer is dialled at most. 1 – 10.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Time from one attempt to the next. 10 s – 24 h.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a place is kept; for agreed times the window after it comes with the order. 10 s – 7 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How long a customer's phone rings. 5 s – 60 s.</summary>
    public TimeSpan RingTime { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Customer first: dialled when no longer than this is to be waited. 0 – 10 min.</summary>
    public TimeSpan Lead { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a caller hears who has asked to be called back.</summary>
    public ImmutableArray<string> Confirm { get; init; } = [];
}

/// <summary>How customers are dialled. From the configuration only; of the customer come nothing but the digits.</summary>
/// <param name="Template">What Asterisk dials, with <c>{number}</c> in the place of the number.</param>
/// <param name="Allow">Patterns of numbers that may be dialled: digits and + are themselves, X is any digit, a dot at the end any digits, at least one.</param>
/// <param name="Shown">The number shown to the customer; may be empty.</param>
public sealed record CallbackLine(string Template, ImmutableArray<string> Allow, string Shown)
{
    /// <summary>Where <see cref="Template"/> takes the number.</summary>
    public const string Placeholder = "{number}";

    /// <summary>Numbers that nobody is called at, whatever is allowed; in ordinal order.</summary>
    public ImmutableArray<string> DoNotCall { get; init; } = [];

    private const int DigitsLeast = 3;
    private const int DigitsMost = 20;

    /// <summary>What to dial for a number; null when it is no number or not allowed (I24).</summary>
    public string? TargetOf(string? number)
    {
        if (number is null || IsNotToBeCalled(number)) return null;
        var digits = number.StartsWith('+') ? number[1..] : number;
        if (digits.Length is < DigitsLeast or > DigitsMost || !digits.All(char.IsAsciiDigit)) return null;
        return Allow.Any(pattern => Fits(pattern, number)) ? Template.Replace(Placeholder, number, StringComparison.Ordinal) : null;
    }

    /// <summary>Whether a number is on the do-not-call list.</summary>
    public bool IsNotToBeCalled(string? number) => number is not null && DoNotCall.BinarySearch(number, StringComparer.Ordinal) >= 0;

    /// <summary>Why a number cannot be called with this line, or with none, in a sentence; null when it can.</summary>
    /// <param name="line">The line; null: the site has none.</param>
    /// <param name="number">The number.</param>
    public static string? WhyNot(CallbackLine? line, string? number)
    {
        if (line?.IsNotToBeCalled(number) == true) return "this number is on the do-not-call list";
        return line?.TargetOf(number) is null ? "this number cannot be called" : null;
    }

    private static bool Fits(string pattern, string number)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '.' && i == pattern.Length - 1) return number.Length > i;
            if (i >= number.Length) return false;
            if (pattern[i] == 'X' ? !char.IsAsciiDigit(number[i]) : pattern[i] != number[i]) return false;
        }

        return number.Length == pattern.Length;
    }
}
