using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using GrpcTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace GrpcTests;

/// <summary>The standard health service.</summary>
internal sealed class HealthTests : EchoFixture
{
    private readonly HealthServiceImpl _health = new();

    private Health.HealthClient HealthClient => new(Channel);

    [Test]
    public async Task Check_tells_the_status_that_was_set()
    {
        _health.SetStatus("telephony.v1.AriLink", ServingStatus.NotServing);
        var response = await HealthClient.CheckAsync(new HealthCheckRequest { Service = "telephony.v1.AriLink" }).ResponseAsync.WaitAsync(Patience);
        Assert.That(response.Status, Is.EqualTo(ServingStatus.NotServing));
    }

    [Test]
    public void Check_of_a_service_that_was_never_set_is_not_found()
    {
        var error = Assert.ThrowsAsync<RpcException>(() => HealthClient.CheckAsync(new HealthCheckRequest { Service = "nobody" }).ResponseAsync.WaitAsync(Patience))!;
        Assert.That(error.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task Watch_tells_every_change_and_only_changes()
    {
        using var call = HealthClient.Watch(new HealthCheckRequest { Service = "watched" });
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.ServiceUnknown));
        _health.SetStatus("watched", ServingStatus.Serving);
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.Serving));
        _health.SetStatus("watched", ServingStatus.Serving);
        _health.SetStatus("watched", ServingStatus.NotServing);
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.NotServing));
        _health.ClearAll();
        Assert.That(await NextAsync(call), Is.EqualTo(ServingStatus.ServiceUnknown));
    }

    protected override Task<EchoHost> StartAsync() =>
        EchoHost.StartAsync(services: services => services.AddSingleton(_health), map: app => app.MapGrpcService<HealthServiceImpl>());

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.That(await call.ResponseStream.MoveNext().WaitAsync(Patience), Is.True);
        return call.ResponseStream.Current.Status;
    }
}
