using System.Collections.Immutable;
using System.Text.Json;
using Telephony.Core;
using Telephony.Server.Configuration;
using Telephony.Server.Journal;

namespace Telephony.Server.Alerts;

/// <summary>
/// All alerts and what has still to be sent about them: <c>alerts/alerts.json</c> below the data folder. A transition and its events are written together, before
/// anybody is told: a crash loses neither, and what was not confirmed is sent again under the same id.
/// </summary>
internal sealed class AlertBook
{
    /// <summary>How many events wait to be sent at most; of more the oldest are given up, and counted.</summary>
    public const int MostEvents = 2_000;

    private const int MostAlerts = 5_000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly ILogger<AlertBook> _logger;
    private AlertFile _state;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads what is kept.</summary>
    public AlertBook(string folder, TimeProvider time, ILogger<AlertBook> logger)
    {
        Directory.CreateDirectory(folder);
        (_file, _time, _logger) = (Path.Combine(folder, "alerts.json"), time, logger);
        _state = Read();
    }

    /// <summary>The alerts, by id; another list after each change.</summary>
    public ImmutableArray<Alert> Alerts => Volatile.Read(ref _state).Alerts;

    /// <summary>What has still to be sent.</summary>
    public ImmutableArray<AlertEvent> Outbox => Volatile.Read(ref _state).Outbox;

    /// <summary>How many events were given up.</summary>
    public long Dropped => Volatile.Read(ref _state).Dropped;

    /// <summary>Ends when there is something new to send.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    /// <summary>Looks at all rules.</summary>
    public void Look(AlertSettings settings, AlertFigures figures)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var before = _state.Alerts.ToDictionary(a => a.Id, StringComparer.Ordinal);
            var (next, seen) = (new List<Alert>(), new HashSet<string>(StringComparer.Ordinal));
            foreach (var (name, rule) in settings.Rules)
            {
                foreach (var (queue, value) in figures.Of(rule, now))
                {
                    var id = queue is null ? name : $"{name}.{queue}";
                    if (!seen.Add(id)) continue;
                    Alert Fresh() => new() { Id = id, Rule = name, Queue = queue, State = AlertState.Pending, Since = now, Begun = now, Value = 0 };
                    if (AlertStates.Look(before.GetValueOrDefault(id), Fresh, rule, value, now) is { } alert) next.Add(alert);
                }
            }

            foreach (var orphan in before.Values.Where(a => !seen.Contains(a.Id)))
                if (AlertStates.Look(orphan, () => orphan, null, null, now) is { } alert) next.Add(alert);
            Take([.. next.OrderBy(a => a.Id, StringComparer.Ordinal).Take(MostAlerts)], settings, now);
        }
    }

    /// <summary>Changes one alert, as somebody orders. Null when there is none of this id, or it is not so that it could be.</summary>
    public Alert? Change(string id, Func<Alert, DateTimeOffset, Alert?> change, AlertSettings settings, bool onlyTry)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if (_state.Alerts.FirstOrDefault(a => a.Id == id) is not { } alert || change(alert, now) is not { } changed) return null;
            if (!onlyTry && changed != alert) Take(_state.Alerts.Replace(alert, changed), settings, now);
            return onlyTry ? alert : changed;
        }
    }

    /// <summary>Somebody else looks at the rules now: what is known here would only grow old. What has still to be sent stays.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            if (!_state.Alerts.IsEmpty) Save(_state with { Alerts = [] });
        }
    }

    /// <summary>An event was sent, or is given up.</summary>
    public void Settle(AlertEvent sent, bool isGivenUp)
    {
        if (isGivenUp) AlertMeter.Drop(1);
        lock (_lock)
        {
            Save(_state with { Outbox = [.. _state.Outbox.Where(e => e.Id != sent.Id)], Dropped = _state.Dropped + (isGivenUp ? 1 : 0) });
        }
    }

    private void Take(ImmutableArray<Alert> alerts, AlertSettings settings, DateTimeOffset now)
    {
        var before = _state.Alerts.Where(a => a.State != AlertState.Pending).ToDictionary(a => a.Id, StringComparer.Ordinal);
        var lasting = alerts.Where(a => a.State != AlertState.Pending).ToList();
        var news = lasting.Where(a => before.GetValueOrDefault(a.Id) is not { } old || old.State != a.State || old.SnoozedUntil != a.SnoozedUntil).ToList();
        if (news.Count == 0 && lasting.Count == before.Count)
        {
            // Only figures moved, or something is bad that may pass: nothing that a restart must know.
            Volatile.Write(ref _state, _state with { Alerts = alerts });
            return;
        }

        var outbox = _state.Outbox.AddRange(news.SelectMany(a => EventsOf(a, settings, now)));
        var surplus = Math.Max(0, outbox.Length - MostEvents);
        if (surplus > 0)
        {
            _logger.EventsGivenUp(surplus);
            AlertMeter.Drop(surplus);
        }

        Save(new AlertFile(alerts, outbox.RemoveRange(0, surplus), _state.Dropped + surplus));
        if (news.Count > 0) Interlocked.Exchange(ref _news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private static IEnumerable<AlertEvent> EventsOf(Alert alert, AlertSettings settings, DateTimeOffset now)
    {
        if (!settings.Rules.TryGetValue(alert.Rule, out var rule)) return [];
        return rule.Webhooks.Where(settings.Webhooks.ContainsKey).Select(webhook => new AlertEvent(Guid.CreateVersion7(now).ToString(), webhook, $"telephony.alert.{alert.State.ToString().ToLowerInvariant()}", now, alert)
        {
            Label = rule.Label.En.Length > 0 ? rule.Label.En : rule.Label.ZhCn, Metric = AlertsFileReader.WordOf(rule.Metric), Threshold = rule.Threshold, IsCritical = rule.IsCritical,
        });
    }

    /// <summary>What cannot be written holds all the same, until a restart: an alert that is not shown would be worse.</summary>
    private void Save(AlertFile state)
    {
        Volatile.Write(ref _state, state);
        try
        {
            AtomicFile.WriteIfChanged(_file, JsonSerializer.Serialize(state with { Alerts = [.. state.Alerts.Where(a => a.State != AlertState.Pending)] }, CoreJson.Options) + "\n", OwnerOnly);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _logger.AlertsNotWritten(_file, fault.Message);
        }
    }

    private AlertFile Read()
    {
        try
        {
            if (File.Exists(_file) && JsonSerializer.Deserialize<AlertFile>(File.ReadAllText(_file), CoreJson.Options) is { Alerts.IsDefault: false, Outbox.IsDefault: false } kept) return kept;
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            _logger.AlertsForgotten(_file, fault.Message);
        }

        return new AlertFile([], [], 0);
    }
}
