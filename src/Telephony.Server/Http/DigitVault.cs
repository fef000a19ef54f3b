using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Telephony.Core;

namespace Telephony.Server.Http;

/// <summary>Digits of masked questions, in memory only and only as long as their call lives: neither the core, nor the journal, nor any log sees them.
/// After a restart they are gone; the core asks for them again. Filled by the loop before it journals, read by who asks servers. Keys that are sent to the
/// far end by order may be a card number too: they pass through here from the order to the effect, which are one turn of the loop.</summary>
public sealed class DigitVault
{
    private readonly ConcurrentDictionary<CallId, Kept> _kept = new();

    /// <summary>Touched by the loop's thread alone.</summary>
    private (CallId Call, string Keys)? _toSend;

    /// <summary>What is to be journaled and handled in place of an input: hidden digits are kept here.</summary>
    public AcdInput Hide(AcdInput input, Acd acd)
    {
        ArgumentNullException.ThrowIfNull(acd);
        _toSend = null;
        if (input is AcdInput.DigitsOrdered ordered)
        {
            _toSend = (ordered.Call, ordered.Digits);
            return ordered with { Digits = new string(FlowRun.Hidden, ordered.Digits.Length) };
        }

        if (input is not AcdInput.DigitPressed pressed) return input;
        switch (acd.PrivacyOf(pressed.Call, pressed.Digit))
        {
            case DigitPrivacy.Hidden:
                var kept = _kept.GetOrAdd(pressed.Call, _ => new Kept());
                if (kept.Typed.Length < CollectNode.DigitsMost) kept.Typed.Append(pressed.Digit);
                return pressed with { Digit = FlowRun.Hidden };
            case DigitPrivacy.Dropped:
                return pressed with { Digit = FlowRun.Hidden };
            default:
                return input;
        }
    }

    /// <summary>The keys whose order was handled just now; null when there was none. Once.</summary>
    public string? TakeKeys(CallId call)
    {
        var keys = _toSend is { } toSend && toSend.Call == call ? toSend.Keys : null;
        _toSend = null;
        return keys;
    }

    /// <summary>Checks what was typed last, and keeps it under the check's number.</summary>
    public AcdInput Check(AcdEffect.CheckDigits check)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (!_kept.TryGetValue(check.Call, out var kept)) return new AcdInput.DigitsChecked(check.Call, check.Check, IsGood: false);
        var digits = kept.Typed.ToString();
        kept.Typed.Clear();
        var good = Digits.AreGood(digits, check.Node);
        if (good) kept.Answers = kept.Answers.SetItem(check.Check, digits);
        return new AcdInput.DigitsChecked(check.Call, check.Check, good);
    }

    /// <summary>Forgets what was typed last, or everything of a call.</summary>
    public void Forget(CallId call, bool all)
    {
        if (all) _kept.TryRemove(call, out _);
        else if (_kept.TryGetValue(call, out var kept)) kept.Typed.Clear();
    }

    /// <summary>The digits kept under a number; null when they are gone.</summary>
    public string? Reveal(CallId call, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var check) && _kept.TryGetValue(call, out var kept) ? kept.Answers.GetValueOrDefault(check) : null;

    private sealed class Kept
    {
        /// <summary>Touched by the loop's thread alone.</summary>
        public StringBuilder Typed { get; } = new();

        public ImmutableDictionary<int, string> Answers { get; set; } = ImmutableDictionary<int, string>.Empty;
    }
}
