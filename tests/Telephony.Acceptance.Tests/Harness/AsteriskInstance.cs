using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>
/// A real Asterisk on its own loopback address and in its own temporary folder, started with the configuration we ship
/// (asterisk-config/install). It is ended by its process id.
/// </summary>
public sealed partial class AsteriskInstance : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Program = new(BootstrapAsync);
    private readonly string _folder;
    private readonly string _program;
    private readonly HttpClient _http;
    private ChildProcess _process;

    private AsteriskInstance(IPAddress address, string folder, string program, ChildProcess process)
    {
        Address = address;
        _folder = folder;
        _program = program;
        _process = process;
        _http = new HttpClient { BaseAddress = new Uri($"http://{address}:8088/ari/"), Timeout = TimeSpan.FromSeconds(5) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"telephony:{File.ReadAllText(PasswordFile).Trim()}")));
    }

    public IPAddress Address { get; }

    /// <summary>Where phones send SIP to.</summary>
    public IPEndPoint Sip => new(Address, 5060);

    public Uri AriUrl => new($"http://{Address}:8088");

    /// <summary>The data folder it shares with the service.</summary>
    public string Data => DataOf(_folder);

    /// <summary>Asterisk's sounds, ours included.</summary>
    public string Sounds => SoundsOf(Data);

    /// <summary>Asterisk's sounds in a data folder.</summary>
    public static string SoundsOf(string data) => Path.Combine(data, "asterisk", "share", "sounds");

    /// <summary>Asterisk's own configuration files, as installed.</summary>
    public string Etc => EtcOf(_folder);

    public string PasswordFile => Path.Combine(Data, "secrets", "ari_password");

    /// <summary>Operating system id of the Asterisk process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Installs the shipped configuration, lets the caller add to it, starts Asterisk, waits until it is fully up.</summary>
    /// <param name="prepare">Gets the folders of Asterisk's configuration and of the data, before the start.</param>
    /// <param name="options">More options of asterisk-config/install.</param>
    /// <exception cref="InvalidOperationException">The configuration could not be installed, or Asterisk ended at once.</exception>
    public static Task<AsteriskInstance> StartAsync(IPAddress address, Func<string, string, Task>? prepare = null, params string[] options) =>
        StartAsync(address, null, prepare, options);

    /// <summary>Starts another one for the same router: with the same ARI password, and the same passwords of phones.</summary>
    public static Task<AsteriskInstance> StartBesideAsync(AsteriskInstance first, IPAddress address, Func<string, string, Task>? prepare = null, params string[] options) =>
        StartAsync(address, Path.Combine(first.Data, "secrets"), prepare, options);

    private static async Task<AsteriskInstance> StartAsync(IPAddress address, string? secrets, Func<string, string, Task>? prepare, string[] options)
    {
        var program = await Program.Value;
        var folder = Repository.TemporaryFolder("ast");
        Directory.CreateDirectory(EtcOf(folder));
        Directory.CreateDirectory(DataOf(folder));
        if (secrets is not null)
        {
            Directory.CreateDirectory(Path.Combine(DataOf(folder), "secrets"));
            foreach (var file in Directory.EnumerateFiles(secrets)) File.Copy(file, Path.Combine(DataOf(folder), "secrets", Path.GetFileName(file)));
        }

        var install = await ChildProcess.RunAsync("asterisk-config/install", Repository.File("asterisk-config", "install"),
            ["--out", EtcOf(folder), "--data", DataOf(folder), "--bind", $"{address}", "--sip-port", "5060", "--http-port", "8088",
                "--rtp", "10000-19998", "--trunk-match", $"{Ports.Trunk}", .. options], TimeSpan.FromSeconds(30));
        if (install.ExitCode != 0)
            throw new InvalidOperationException($"asterisk-config/install failed:\n{string.Join('\n', install.Lines)}");
        if (prepare is not null)
            await prepare(EtcOf(folder), DataOf(folder));

        var instance = new AsteriskInstance(address, folder, program, Launch(folder, program));
        try
        {
            await instance.WaitUntilUpAsync();
            return instance;
        }
        catch
        {
            await instance._process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one command on Asterisk's console.</summary>
    public async Task<IReadOnlyList<string>> ConsoleAsync(string command)
    {
        var (_, lines) = await ChildProcess.RunAsync(
            "asterisk -rx", _program, ["-C", Path.Combine(Etc, "asterisk.conf"), "-rx", command], TimeSpan.FromSeconds(15));
        return lines;
    }

    /// <summary>The ids or names of everything that lives in Asterisk now: channels (snoops are channels) and bridges.</summary>
    public async Task<IReadOnlyList<string>> WhatLivesAsync() =>
        [.. await NamesAsync("channels", "name"), .. (await NamesAsync("bridges", "id")).Select(id => "bridge " + id)];

    /// <summary>The value of a variable, or of a function, of a channel.</summary>
    public async Task<string> VariableAsync(string channel, string variable)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync($"channels/{channel}/variable?variable={Uri.EscapeDataString(variable)}"));
        return json.RootElement.GetProperty("value").GetString()!;
    }

    /// <summary>The names of the channels that live now, for example PJSIP/trunk-00000001.</summary>
    public Task<IReadOnlyList<string>> ChannelsAsync() => NamesAsync("channels", "name");

    /// <summary>The ids of the channels that live now.</summary>
    public Task<IReadOnlyList<string>> ChannelIdsAsync() => NamesAsync("channels", "id");

    /// <summary>The bridges that live now, with the channels in them.</summary>
    public async Task<IReadOnlyList<(string Id, IReadOnlyList<string> Channels)>> BridgesAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync("bridges"));
        return [.. json.RootElement.EnumerateArray().Select(bridge => (bridge.GetProperty("id").GetString()!,
            (IReadOnlyList<string>)[.. bridge.GetProperty("channels").EnumerateArray().Select(channel => channel.GetString()!)]))];
    }

    /// <summary>How many channels are in each application of the dialplan: <c>Stasis</c>, <c>Queue</c> …</summary>
    public async Task<IReadOnlyDictionary<string, int>> ApplicationsAsync()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync("channels"));
        return json.RootElement.EnumerateArray().CountBy(channel => channel.GetProperty("dialplan").GetProperty("app_name").GetString()!).ToDictionary();
    }

    /// <summary>The id of the one channel whose caller has this number. An agent's mobile behind the trunk is shown the same number.</summary>
    public async Task<string> ChannelOfAsync(string callerNumber)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync("channels"));
        return json.RootElement.EnumerateArray()
            .Single(channel => channel.GetProperty("caller").GetProperty("number").GetString() == callerNumber &&
                channel.GetProperty("name").GetString()!.StartsWith("PJSIP/trunk-", StringComparison.Ordinal) &&
                !channel.GetProperty("id").GetString()!.Contains("-agent-", StringComparison.Ordinal))
            .GetProperty("id").GetString()!;
    }

    /// <summary>
    /// Waits, at most ten seconds, until no channel (snoops included) and no bridge is left; a live recording cannot outlive
    /// those it records.
    /// </summary>
    /// <exception cref="TimeoutException">Something is left; the message names it.</exception>
    public Task AssertNothingLeft() => Eventually.GetAsync(
        "no channel and no bridge is left in Asterisk",
        async () => string.Join(", ", await WhatLivesAsync()), left => left.Length == 0, TimeSpan.FromSeconds(10));

    /// <summary>What Asterisk's own log calls an error, in order.</summary>
    public IReadOnlyList<string> Errors()
    {
        var log = Path.Combine(Data, "asterisk", "log", "messages.log");
        return File.Exists(log) ? [.. File.ReadLines(log).Where(line => line.Contains("] ERROR[", StringComparison.Ordinal))] : [];
    }

    /// <summary>How many task processors of each kind there are; their numbers do not count. Those of SIP transactions live on for 32 seconds (RFC 3261, timers H, J and K),
    /// those of phones come and go with registrations.</summary>
    public async Task<IReadOnlyDictionary<string, int>> TaskProcessorsAsync() =>
        (await ConsoleAsync("core show taskprocessors")).Select(line => line.Trim().Split(' ')[0])
            .Where(name => name.Contains('/', StringComparison.Ordinal) && !name.StartsWith("pjsip/outsess/", StringComparison.Ordinal) && !name.StartsWith("pjsip/options/", StringComparison.Ordinal))
            .GroupBy(name => Number.Replace(name, "#")).ToDictionary(kind => kind.Key, kind => kind.Count());

    [GeneratedRegex("[0-9a-f]{8,}|[0-9]+")]
    private static partial Regex Number { get; }

    /// <summary>kill -9, without a chance to hang up.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts the same instance again after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = Launch(_folder, _program);
        await WaitUntilUpAsync();
    }

    /// <summary>The end of Asterisk's own log.</summary>
    public string LastLines(int count) => _process.LastLines(count);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            await ConsoleAsync("core stop now");
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static ChildProcess Launch(string folder, string program) =>
        ChildProcess.Start("Asterisk", program, ["-C", Path.Combine(EtcOf(folder), "asterisk.conf"), "-f"]);

    private static string EtcOf(string folder) => Path.Combine(folder, "etc");

    private static string DataOf(string folder) => Path.Combine(folder, "data");

    private static async Task<string> BootstrapAsync()
    {
        var bootstrap = await ChildProcess.RunAsync(
            "asterisk-config/bootstrap", Repository.File("asterisk-config", "bootstrap"), [], TimeSpan.FromMinutes(5));
        return bootstrap.ExitCode == 0
            ? bootstrap.Lines[^1]
            : throw new InvalidOperationException($"asterisk-config/bootstrap failed:\n{string.Join('\n', bootstrap.Lines)}");
    }

    private async Task WaitUntilUpAsync()
    {
        await Eventually.TrueAsync("Asterisk answers ARI", async () =>
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"Asterisk ended at start (exit code {_process.ExitCode}):\n{_process.LastLines(20)}");
            try
            {
                using var answer = await _http.GetAsync("asterisk/ping");
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(20));
        await ConsoleAsync("core waitfullybooted");
    }

    private async Task<IReadOnlyList<string>> NamesAsync(string list, string property)
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync(list));
        return [.. json.RootElement.EnumerateArray().Select(item => item.GetProperty(property).GetString()!)];
    }
}
