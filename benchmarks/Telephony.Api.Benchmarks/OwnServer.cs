using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Telephony.Api.Benchmarks;

/// <summary>Our server in the comparison: Telephony.Grpc on Kestrel, with a handler that answers at once, as those of the others do.</summary>
internal static class OwnServer
{
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        await using var app = builder.Build();
        app.MapGrpcService<Handler>();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync($"{new Uri(address).Port}");
        await Console.In.ReadToEndAsync(); // until the benchmark is over
        return 0;
    }

    private sealed class Handler : V1.AgentService.AgentServiceBase
    {
        public override Task<V1.GetAgentResponse> GetAgent(V1.GetAgentRequest request, ServerCallContext context) =>
            Task.FromResult(new V1.GetAgentResponse { Agent = Sample.Agent });

        public override async Task WatchAgents(V1.WatchAgentsRequest request, IServerStreamWriter<V1.WatchAgentsResponse> responseStream, ServerCallContext context)
        {
            for (var i = 0; i < Throughput.StreamLength; i++) await responseStream.WriteAsync(Sample.Frame);
        }
    }
}
