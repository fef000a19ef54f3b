using System.Net;
using System.Net.Sockets;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>Mistakes of the person who starts the service: one clear line, a non-zero exit code, no stack trace.</summary>
[TestFixture, Parallelizable]
public sealed class BadInputTests
{
    private AsteriskInstance _asterisk = null!;
    private LeakWatch _watch = null!;
    private string _site = "";

    [OneTimeSetUp]
    public async Task StartAsterisk()
    {
        _asterisk = await AsteriskInstance.StartAsync(IPAddress.Parse("127.0.1.16"));
        _watch = await LeakWatch.BeginAsync(_asterisk);
    }

    [OneTimeTearDown]
    public ValueTask StopAsterisk() => _asterisk.DisposeAsync();

    [SetUp]
    public void CopySite()
    {
        _site = Repository.TemporaryFolder("site");
        var source = Path.Combine(AppContext.BaseDirectory, "Site");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_site, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [TearDown]
    public async Task NothingIsLeft()
    {
        Directory.Delete(_site, recursive: true);
        await _watch.CheckAsync();
    }

    [Test]
    public async Task A_wrong_ARI_password()
    {
        var file = Path.Combine(_site, "wrong");
        await File.WriteAllTextAsync(file, "guessed");
        await AssertRefusedAsync(["--ari-password-file", file], "password");
    }

    [Test]
    public async Task A_password_file_that_is_not_there() =>
        await AssertRefusedAsync(["--ari-password-file", Path.Combine(_site, "missing")], "missing");

    /// <summary>No mistake: a router may be started before its Asterisk. It says so, is not ready, and waits.</summary>
    [Test]
    public async Task An_Asterisk_that_cannot_be_reached_is_waited_for()
    {
        await using var service = new ServiceInstance(_asterisk, _site);
        var arguments = service.ServeArguments();
        arguments[arguments.IndexOf("--ari-url") + 1] = "http://127.0.1.249:8088";
        await using var process = ChildProcess.Start("the service", "dotnet", [Repository.ServiceProgram, .. arguments]);
        await Eventually.TrueAsync("one line says whom it waits for", () => Task.FromResult(process.Lines.Any(line => line.Contains("127.0.1.249:8088", StringComparison.Ordinal))),
            TimeSpan.FromSeconds(10));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_asterisk.Address}:8080/") };
        // Who asks is answered a second after the start at the latest: until then, callers come first.
        using var ready = await Eventually.GetAsync("it answers", () => TryGetAsync(http, "readyz"), answer => answer is not null, TimeSpan.FromSeconds(10));
        Assert.Multiple(async () =>
        {
            Assert.That(ready!.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await ready.Content.ReadAsStringAsync(), Does.Contain("not connected"));
            Assert.That(process.HasExited, Is.False);
            Assert.That(process.Lines, Has.None.Matches<string>(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)), "no stack trace");
        });
        await process.TerminateAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<HttpResponseMessage?> TryGetAsync(HttpClient http, string path)
    {
        try
        {
            return await http.GetAsync(new Uri(path, UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    [Test]
    public async Task An_occupied_port()
    {
        using var squatter = new TcpListener(_asterisk.Address, 8095);
        squatter.Start();
        await AssertRefusedAsync(["--http", $"{_asterisk.Address}:8095"], "8095");
    }

    [Test]
    public async Task A_malformed_YAML()
    {
        await File.AppendAllTextAsync(Path.Combine(_site, "agents.yaml"), "\n  \"1001: [unclosed\n");
        await AssertRefusedAsync([], "agents.yaml:");
    }

    [Test]
    public async Task An_unknown_skill()
    {
        await File.WriteAllTextAsync(Path.Combine(_site, "queues", "main.yaml"), "skills: [englsh]\n");
        await AssertRefusedAsync([], "englsh");
    }

    [Test]
    public async Task An_unknown_key()
    {
        await File.WriteAllTextAsync(Path.Combine(_site, "queues", "main.yaml"), "ringtimeout: 10s\n");
        await AssertRefusedAsync([], "ringtimeout");
    }

    /// <summary>Starts the service with one argument changed; it must end by itself and name the mistake.</summary>
    private async Task AssertRefusedAsync(string[] changed, string named)
    {
        await using var service = new ServiceInstance(_asterisk, _site);
        var arguments = service.ServeArguments();
        for (var i = 0; i < changed.Length; i += 2)
            arguments[arguments.IndexOf(changed[i]) + 1] = changed[i + 1];
        var (exitCode, lines) = await ServiceInstance.RunAsync([.. arguments]);

        var all = string.Join('\n', lines);
        Assert.Multiple(() =>
        {
            Assert.That(exitCode, Is.Not.Zero, all);
            Assert.That(lines.Count(line => line.Contains(named, StringComparison.Ordinal)), Is.EqualTo(1), $"one line names '{named}':\n{all}");
            Assert.That(lines, Has.None.Matches<string>(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)), "no stack trace");
            Assert.That(lines, Has.None.Contains("Unhandled exception"));
        });
    }
}
