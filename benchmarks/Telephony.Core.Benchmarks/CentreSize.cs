using System.Globalization;

namespace Telephony.Core.Benchmarks;

/// <summary>How large a contact centre is.</summary>
/// <param name="Agents">Agents in all; every second one is idle.</param>
/// <param name="Queues">Queues; each agent serves up to ten.</param>
/// <param name="Skills">Skills; each queue asks for one.</param>
/// <param name="Waiting">Calls that wait, over all queues.</param>
public readonly record struct CentreSize(int Agents, int Queues, int Skills, int Waiting)
{
    /// <summary>The size the bars are stated for.</summary>
    public static readonly CentreSize Bar = new(10_000, 1000, 500, 100_000);

    private static readonly (int Agents, int Queues, int Skills)[] MainSizes = [(100, 10, 8), (1000, 100, 64), (10_000, 10, 8), (10_000, 1000, 500)];
    private static readonly int[] AgentCounts = [100, 1000, 10_000];
    private static readonly int[] QueueCounts = [10, 100, 1000];
    private static readonly int[] SkillCounts = [8, 64, 500];
    private static readonly int[] WaitingCounts = [0, 1000, 100_000];

    /// <summary>Small, middle, large, and one in which thousands serve the same few queues.</summary>
    public static IEnumerable<CentreSize> Main =>
        from size in MainSizes
        from waiting in WaitingCounts
        select new CentreSize(size.Agents, size.Queues, size.Skills, waiting);

    public static IEnumerable<CentreSize> Grid =>
        from agents in AgentCounts
        from queues in QueueCounts
        from skills in SkillCounts
        from waiting in WaitingCounts
        select new CentreSize(agents, queues, skills, waiting);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Agents}/{Queues}/{Skills}/{Waiting}");
}
