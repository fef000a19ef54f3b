using Grpc.Health.V1;
using Grpc.HealthCheck;
using GrpcTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrpcTests;

/// <summary>Clients that others wrote against our server. The checks themselves are in the folder <c>clients</c>.</summary>
internal sealed class ForeignClientTests : EchoFixture
{
    private string _descriptors = "";

    [OneTimeSetUp]
    public void WriteDescriptors() => _descriptors = ForeignClients.WriteDescriptorSet();

    [OneTimeTearDown]
    public void DeleteDescriptors() => File.Delete(_descriptors);

    [Test]
    public async Task Python_grpcio_passes_all_checks()
    {
        var (exitCode, output) = await ForeignClients.RunAsync("/usr/bin/python3", "python_client.py", Host.Http2.Authority, _descriptors);
        Assert.That(output, Does.Contain("19 checks, 0 failed"));
        Assert.That(exitCode, Is.Zero, output);
        var errors = Host.Errors.Take();
        Assert.That(errors, Has.Count.EqualTo(1).And.One.Contains("password=1234"), $"the exception of the handler is in the log, and nothing else: {string.Join('\n', errors)}");
    }

    [Test]
    public async Task Node_clients_pass_all_checks()
    {
        await ForeignClients.InstallNodePackagesAsync();
        var (exitCode, output) = await ForeignClients.RunAsync("node", "node_client.mjs", $"{Host.Http2}", $"{Host.Http1}", _descriptors);
        TestContext.Out.WriteLine(output);
        Assert.That(output, Does.Contain("57 checks, 0 failed"));
        Assert.That(exitCode, Is.Zero, output);
    }

    [TestCase("grpc")]
    [TestCase("grpcweb")]
    [TestCase("connect")]
    public async Task Buf_curl_learns_the_service_by_reflection_and_calls_it(string protocol)
    {
        await ForeignClients.InstallNodePackagesAsync();
        var (exitCode, output) = await ForeignClients.RunAsync(
            Path.Combine(ForeignClients.Folder, "node_modules", ".bin", "buf"), "curl", "--http2-prior-knowledge", "--protocol", protocol,
            "--data", """{"text":"sales","count":2}""", $"{Host.Http2}echo.v1.EchoService/ServerStream");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output.Split("\"text\": \"sales\""), Has.Length.EqualTo(3), output);
    }

    [Test]
    public async Task Plain_curl_speaks_json()
    {
        var (exitCode, output) = await ForeignClients.RunAsync(
            "curl", "-sS", "-m", "5", "-H", "content-type: application/json", "-d", """{"text":"sales"}""", $"{Host.Http1}echo.v1.EchoService/Unary");
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output.Replace(" ", ""), Is.EqualTo("""{"text":"sales"}"""));
    }

    protected override Task<EchoHost> StartAsync()
    {
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        return EchoHost.StartAsync(
            options => options.ResponseCompressionAlgorithm = "gzip",
            services => services.AddSingleton(health).AddGrpcReflection(),
            app =>
            {
                app.MapGrpcService<HealthServiceImpl>();
                app.MapGrpcReflectionService();
            });
    }
}
