using Telephony.Acceptance.Tests.Soak;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// What a test may not leave behind: anything that lives in Asterisk, task processors, errors in a log, and more open files and memory of a
/// service than it had. An error that a test sets out to cause is declared by it, before it is looked at.
/// </summary>
public sealed class LeakWatch
{
    /// <summary>Connections of a pool come and go.</summary>
    private const int MoreFilesMost = 50;

    /// <summary>MiB: the runtime compiles, and gives back what it has collected when it likes. That a little more is held with every call shows in SoakTests.</summary>
    private const int MoreMemoryMost = 150;

    private readonly AsteriskInstance _asterisk;
    private readonly IReadOnlyDictionary<string, int> _before;
    private readonly Dictionary<ServiceInstance, Watched> _services = [];
    private readonly List<string> _meant = [];
    private int _errorsOfAsterisk;

    private LeakWatch(AsteriskInstance asterisk, IReadOnlyDictionary<string, int> before) => (_asterisk, _before, _errorsOfAsterisk) = (asterisk, before, asterisk.Errors().Count);

    /// <summary>Begins: what is there now may stay.</summary>
    public static async Task<LeakWatch> BeginAsync(AsteriskInstance asterisk) => new(asterisk, await asterisk.TaskProcessorsAsync());

    /// <summary>The test under way sets out to cause errors with these words in them.</summary>
    public void Means(params string[] errors) => _meant.AddRange(errors);

    /// <summary>Looks at everything after a test that has passed.</summary>
    /// <param name="services">The services that ran in it.</param>
    public async Task CheckAsync(params ServiceInstance[] services)
    {
        await _asterisk.AssertNothingLeft();
        await Eventually.GetAsync("Asterisk has the task processors it had before", async () => string.Join(", ",
            (await _asterisk.TaskProcessorsAsync()).Where(kind => kind.Value > _before.GetValueOrDefault(kind.Key)).Select(kind => $"{kind.Key}: {kind.Value}")),
            more => more.Length == 0, TimeSpan.FromSeconds(20));
        Assert.Multiple(() =>
        {
            Assert.That(NewErrors(services), Is.Empty, "errors in a log that the test has not declared");
            foreach (var service in services) CheckSize(service);
        });
    }

    /// <summary>Forgets what a test that has failed anyway has left in logs.</summary>
    public void Forget(params ServiceInstance[] services) => _ = NewErrors(services);

    private List<string> NewErrors(ServiceInstance[] services)
    {
        var ofAsterisk = _asterisk.Errors();
        List<string> found = [.. ofAsterisk.Skip(_errorsOfAsterisk)];
        _errorsOfAsterisk = ofAsterisk.Count;
        foreach (var service in services)
        {
            var watched = WatchedOf(service);
            var errors = service.Errors;
            found.AddRange(errors.Skip(watched.Errors));
            watched.Errors = errors.Count;
        }

        found.RemoveAll(error => _meant.Exists(meant => error.Contains(meant, StringComparison.Ordinal)));
        _meant.Clear();
        return found;
    }

    /// <summary>Held against what the same process had after its first test: a service that was killed and started again begins anew.</summary>
    private void CheckSize(ServiceInstance service)
    {
        if (service.ProcessId is not { } process) return;
        var size = ProcessSize.Of(process);
        var watched = WatchedOf(service);
        if (watched.Process != process) (watched.Process, watched.AfterFirst) = (process, size);
        Assert.That(size.Handles, Is.LessThanOrEqualTo(watched.AfterFirst.Handles + MoreFilesMost), "files the service has open");
        Assert.That(size.Memory, Is.LessThanOrEqualTo(watched.AfterFirst.Memory + MoreMemoryMost), "MiB of memory the service holds");
    }

    private Watched WatchedOf(ServiceInstance service) => _services.TryGetValue(service, out var watched) ? watched : _services[service] = new Watched();

    private sealed class Watched
    {
        public int Errors { get; set; }

        public int Process { get; set; }

        public ProcessSize AfterFirst { get; set; }
    }
}
