using Telephony.Acceptance.Tests.Harness.Crowd;

namespace Telephony.Chaos;

/// <summary>What came of one kind of fault: a row of the table.</summary>
internal sealed class Outcome(string fault)
{
    public string Fault => fault;

    public int Repeats { get; set; }

    public int Dropped { get; private set; }

    public int Inversions { get; private set; }

    public int DoubleRings { get; private set; }

    /// <summary>What recovery is, and how long it may take.</summary>
    public string Recovery { get; init; } = "";

    public TimeSpan RecoveryMost { get; init; } = TimeSpan.MaxValue;

    public List<TimeSpan> Recoveries { get; } = [];

    /// <summary>What was wrong besides; each is a failure.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>What else is worth knowing.</summary>
    public List<string> Notes { get; } = [];

    public bool IsGood => Dropped == 0 && Inversions == 0 && DoubleRings == 0 && Faults.Count == 0 && (Recoveries.Count == 0 || At(0.99) <= RecoveryMost);

    /// <summary>A quantile of the recovery times; of few it is the longest.</summary>
    public TimeSpan At(double share)
    {
        var sorted = Recoveries.Order().ToArray();
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }

    /// <summary>Takes over what a crowd has seen.</summary>
    public void Take(CallCrowd crowd)
    {
        var seen = crowd.Ledger;
        (Dropped, Inversions, DoubleRings) = (Dropped + seen.Dropped, Inversions + seen.Inversions, DoubleRings + seen.DoubleRings);
        foreach (var what in seen.Faults.Take(20)) Notes.Add(what);
        foreach (var who in crowd.Audio.Crossed.Take(5)) Faults.Add(who);
        if (!crowd.Audio.Gaps.IsEmpty) Faults.Add($"{crowd.Audio.Gaps.Count} silences over 100 ms in conversations, the longest {crowd.Audio.LongestGap:0} ms");
        Notes.Add($"{seen.Served} served, longest silence in a conversation {crowd.Audio.LongestGap:0} ms ({crowd.Audio.Heard} packets, {crowd.Audio.MachineGaps} silences were the machine's), joins that failed {seen.FailedJoins}");
    }
}
