using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>
/// The standard health service. Register one object as a singleton, map it, and set the status of each service by its full name;
/// the empty name is the server as a whole.
/// </summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = [];
    private readonly Dictionary<string, List<ChannelWriter<ServingStatus>>> _watchers = [];

    /// <summary>Sets the status of a service and tells its watchers.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            _statuses[service] = status;
            Tell(service, status);
        }
    }

    /// <summary>Forgets a service: Check answers NOT_FOUND, Watch tells SERVICE_UNKNOWN.</summary>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            _statuses.Remove(service);
            Tell(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Forgets all services.</summary>
    public void ClearAll()
    {
        lock (_lock)
        {
            foreach (var service in _statuses.Keys.ToList())
                ClearStatus(service);
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            return _statuses.TryGetValue(request.Service, out var status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, $"Service '{request.Service}' has no health status."));
        }
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);

        // One place: a watcher that reads slowly sees the latest status, not every one.
        var changes = Channel.CreateBounded<ServingStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        AddWatcher(request.Service, changes.Writer);
        try
        {
            ServingStatus? told = null;
            await foreach (var status in changes.Reader.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            {
                if (status == told)
                    continue;
                told = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }).ConfigureAwait(false);
            }
        }
        finally
        {
            RemoveWatcher(request.Service, changes.Writer);
        }
    }

    private void AddWatcher(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (_lock)
        {
            if (!_watchers.TryGetValue(service, out var watchers))
                _watchers[service] = watchers = [];
            watchers.Add(watcher);
            watcher.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
        }
    }

    private void RemoveWatcher(string service, ChannelWriter<ServingStatus> watcher)
    {
        lock (_lock)
        {
            var watchers = _watchers[service];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
                _watchers.Remove(service);
        }
    }

    private void Tell(string service, ServingStatus status)
    {
        foreach (var watcher in _watchers.GetValueOrDefault(service, []))
            watcher.TryWrite(status);
    }
}
