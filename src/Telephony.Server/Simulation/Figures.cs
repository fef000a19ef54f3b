using Telephony.Core;

namespace Telephony.Server.Simulation;

/// <summary>The figures of a queue that a simulation compares: the metric catalogue, the service level as the queue defines it,
/// and the occupancy of its agents.</summary>
public static class Figures
{
    /// <summary>Per cent, by the variant of the queue.</summary>
    public const string ServiceLevel = "service_level";

    /// <summary>Per cent of their time that agents of the queue were on contacts; what they did for other queues included.</summary>
    public const string Occupancy = "occupancy";

    /// <summary>Those that are printed.</summary>
    public static readonly IReadOnlyList<string> Shown = [ServiceLevel, "asa", "abandoned", "abandon_rate", Occupancy, "longest_wait"];

    /// <summary>All names.</summary>
    public static readonly IReadOnlyList<string> Names = [ServiceLevel, Occupancy, .. Metrics.OfQueues.Select(m => m.Name)];

    /// <summary>The figures of each queue of a site.</summary>
    public static Dictionary<string, Dictionary<string, double?>> Of(PeriodFigures period, SiteConfiguration site)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(site);
        return site.Queues.ToDictionary(q => q.Key, q => Of(period, site, q.Key, q.Value), StringComparer.Ordinal);
    }

    private static Dictionary<string, double?> Of(PeriodFigures period, SiteConfiguration site, string name, QueueRule rule)
    {
        var figures = period.Queues.GetValueOrDefault(new QueueName(name)) ?? new QueueFigures();
        var values = Metrics.OfQueues.ToDictionary(m => m.Name, m => m.Of(figures), StringComparer.Ordinal);
        values[ServiceLevel] = figures.ServiceLevelPercent(rule.Objective.Variant);
        var team = new AgentFigures();
        foreach (var agent in site.Agents.Where(a => a.Value.Queues.Contains(name)))
        {
            if (period.Agents.GetValueOrDefault(new AgentId(agent.Key)) is { } worked) team.Add(worked);
        }

        values[Occupancy] = team.OccupancyPercent;
        return values;
    }
}
