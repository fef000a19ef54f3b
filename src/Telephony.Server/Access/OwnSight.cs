using Telephony.Server.Rpc;

namespace Telephony.Server.Access;

/// <summary>The part of the site that a scope names, as it is now: which queues an agent serves, and who is in a team, follows the configuration.</summary>
internal sealed class OwnSight(Scope scope, PictureFeed<V1.Agent> agents, bool seesNumbers) : Sight
{
    private readonly Lock _lock = new();
    private Part? _part;

    public override bool SeesNumbers => seesNumbers;

    public override bool SeesQueue(string queue) => Now().Queues.Contains(queue);

    public override bool SeesAgent(string agent) => Now().Agents.Contains(agent);

    /// <summary>Whoever is one agent sees only the own calls; a team's leader those of the team's queues, too.</summary>
    public override bool SeesWork(string queue, string agent) =>
        (agent.Length > 0 && SeesAgent(agent)) || (scope.Agent is null && queue.Length > 0 && SeesQueue(queue));

    private Part Now()
    {
        var picture = agents.Now();
        lock (_lock)
        {
            if (_part?.Revision != picture.Revision) _part = Part.Of(scope, picture);
            return _part!;
        }
    }

    private sealed record Part(long Revision, HashSet<string> Queues, HashSet<string> Agents)
    {
        public static Part Of(Scope scope, Picture<V1.Agent> picture)
        {
            var queues = scope.Queues.Select(q => Names.Of(Names.Queues, q)).ToHashSet(StringComparer.Ordinal);
            if (scope.Agent is { } id)
            {
                var self = Names.Of(Names.Agents, id);
                var served = picture.Items.FirstOrDefault(a => a.Name == self)?.Queues ?? [];
                return new Part(picture.Revision, [.. served.Where(q => queues.Count == 0 || queues.Contains(q))], [self]);
            }

            IEnumerable<string> team = scope.Agents.IsEmpty
                ? picture.Items.Where(a => a.Queues.Any(queues.Contains)).Select(a => a.Name)
                : scope.Agents.Select(a => Names.Of(Names.Agents, a));
            return new Part(picture.Revision, queues, [.. team]);
        }
    }
}
