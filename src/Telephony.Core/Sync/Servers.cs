using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>What is known of one of several Asterisk servers.</summary>
/// <param name="Connected">Whether it is heard.</param>
/// <param name="Generation">When it started, as it was last told; null before that.</param>
public sealed record ServerState(bool Connected, string? Generation);

/// <content>Several Asterisk servers under one router. Which one a channel lives on is in its id: it begins with the server's name (Asterisk's <c>systemname</c>) and a dash.
/// What has no such name (callbacks and work items, whose ids are chosen here) lives on the first server by name. With a single server there are no names.</content>
public sealed partial class Acd
{
    private const char AfterServer = '-';

    private readonly SortedDictionary<string, ServerState> _servers = new(StringComparer.Ordinal);

    /// <summary>The server that a channel, a call or a leg lives on; null when there is only one, without a name.</summary>
    public string? ServerOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (_servers.Count == 0) return null;
        foreach (var name in _servers.Keys)
        {
            if (id.Length > name.Length && id[name.Length] == AfterServer && id.StartsWith(name, StringComparison.Ordinal)) return name;
        }

        return _servers.Keys.First();
    }

    /// <summary>Whether the server is heard that something lives on.</summary>
    private bool IsHeard(string id) => ServerOf(id) is { } server ? _servers[server].Connected : _connected;

    private bool IsHeard(CallId call) => IsHeard(call.Value);

    private bool IsOn(string? server, string id) => server is null || ServerOf(id) == server;

    /// <summary>Nothing that has to do with the subject of a deadline can be heard.</summary>
    private bool IsDeafTo(DeadlineKey due, AcdInput input)
    {
        if (_servers.Count == 0) return _isDeaf;
        var id = due.Kind == DeadlineKind.LegOverdue ? LegHungUpOf(due.Subject) ?? due.Subject : due.Subject;
        return _isDeaf || !IsHeard(id) || (input is AcdInput.AsteriskLost { Server: { } lost } && ServerOf(id) == lost);
    }

    private string? LegHungUpOf(string agent) =>
        _agents.TryGetValue(new AgentId(agent), out var found) && LegsHungUp(found) is [var leg, ..] ? leg.Value : null;

    /// <summary>A server that is heard of for the first time may change what lives where: before anything of it is looked at.</summary>
    private void Learn(string? server, string generation)
    {
        if (server is null) _generation = generation;
        else _servers[server] = new ServerState(_servers.GetValueOrDefault(server) is { Connected: true }, generation);
    }

    private void Hear(string? server, string generation)
    {
        if (server is null) (_connected, _generation) = (true, generation);
        else
        {
            _servers[server] = new ServerState(true, generation);
            _connected = true;
            ReachAll();
        }
    }

    private string? GenerationOf(string? server) => server is null ? _generation : _servers.GetValueOrDefault(server)?.Generation;

    /// <summary>One of several servers is heard no more; without a name: none is.</summary>
    /// <returns>Whether that is news.</returns>
    private bool Unhear(string? server)
    {
        if (server is not null) _servers.TryAdd(server, new ServerState(false, null)); // who is told of before it is heard takes part in what lives where
        var lost = _servers.Where(s => s.Value.Connected && (server is null || s.Key == server)).Select(s => s.Key).ToArray();
        foreach (var name in lost) _servers[name] = _servers[name] with { Connected = false };
        var isNews = lost.Length > 0 || (_servers.Count == 0 && _connected);
        _connected = _servers.Values.Any(s => s.Connected);
        if (lost.Length > 0) ReachAll();
        return isNews;
    }

    /// <summary>Who waits on a server that is not heard keeps the place, and is offered to nobody.</summary>
    private void ReachAll()
    {
        _router.Reaches = IsHeard;
        foreach (var id in _router.WaitingInOrder.Concat(_router.WantingInOrder).ToArray()) _router.Advance(id);
    }

    private ImmutableSortedDictionary<string, ServerState>? CaptureServers() => _servers.Count == 0 ? null : _servers.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private void RestoreServers(ImmutableSortedDictionary<string, ServerState>? servers)
    {
        _servers.Clear();
        foreach (var (name, server) in servers ?? ImmutableSortedDictionary<string, ServerState>.Empty) _servers.Add(name, server);
        _router.Reaches = _servers.Count == 0 ? null : IsHeard;
    }
}
