using System.Globalization;

namespace Telephony.Acceptance.Tests.Soak;

/// <summary>What came of it.</summary>
/// <param name="Dialled">Calls that were placed.</param>
/// <param name="Talked">Callers who talked with somebody.</param>
/// <param name="GaveUp">Callers who hung up before that.</param>
/// <param name="Lost">Callers who were hung up on before anybody talked to them.</param>
/// <param name="Faults">What must not be: see <see cref="Races.RaceJudge"/>, errors in the log, phones left over.</param>
/// <param name="Sizes">What the service and Asterisk held, by the clock.</param>
public sealed record SoakResult(
    SoakOptions Options, int Dialled, int Talked, int GaveUp, int Lost, IReadOnlyList<string> Faults, IReadOnlyList<(TimeSpan At, ProcessSize Service, ProcessSize Asterisk)> Sizes)
{
    /// <summary>Most that memory may grow, MiB a minute, and handles; only said of runs of ten minutes or more: a young process still grows.</summary>
    public const double MemoryBar = 0.5;
    public const double HandleBar = 0.1;
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);

    public bool IsLongEnough => Options.Length >= LongEnough;

    public Slope ServiceMemory => Line(s => s.Service.Memory);

    public Slope ServiceHandles => Line(s => s.Service.Handles);

    /// <summary>Whether all bars are met.</summary>
    public bool IsGood => Lost == 0 && Faults.Count == 0 && (!IsLongEnough || (ServiceMemory.MayBe(MemoryBar) && ServiceHandles.MayBe(HandleBar)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Options.Length.TotalMinutes:0.#} minutes, {Options.CallsPerSecond} calls/s, {Options.Agents} agents, talk {Options.Talk.TotalSeconds:0.0} s, seed {Options.Seed}

        | | |
        | --- | --- |
        | calls placed / talked / gave up / lost | {Dialled} / {Talked} / {GaveUp} / {Lost} |
        | connected twice, ended twice or never, left over, errors | {Faults.Count} |
        | service memory (MiB) | {ServiceMemory} |
        | service handles | {ServiceHandles} |
        | service threads | {Line(s => s.Service.Threads)} |
        | Asterisk memory (MiB) | {Line(s => s.Asterisk.Memory)} |
        | Asterisk handles | {Line(s => s.Asterisk.Handles)} |

        {(IsLongEnough ? $"bars: nothing lost or wrong; memory ≤ {MemoryBar} MiB and handles ≤ {HandleBar} a minute, less two standard errors" : "too short for a bar on slopes")}: {(IsGood ? "met" : "NOT met")}
        {string.Join('\n', Faults.Take(20))}
        """);

    /// <summary>The first fifth is the young process's: it compiles, fills its pools.</summary>
    private Slope Line(Func<(TimeSpan At, ProcessSize Service, ProcessSize Asterisk), double> what) => Slope.Of([.. Sizes.Where(s => s.At > Options.Length / 5).Select(s => (s.At, what(s)))]);
}
