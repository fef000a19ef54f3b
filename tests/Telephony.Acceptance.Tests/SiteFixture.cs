using System.Diagnostics;
using System.Net;
using NUnit.Framework.Interfaces;
using Telephony.Acceptance.Tests.Harness;

namespace Telephony.Acceptance.Tests;

/// <summary>
/// One Asterisk and one service for all tests of a class, on an address of their own. After each test nothing may be left in
/// Asterisk, in its log and in the service's (<see cref="LeakWatch"/>); after the last one the journal's replay must be identical, and the day can be simulated.
/// </summary>
public abstract class SiteFixture(string address, params string[] options)
{
    private readonly List<SipPhone> _phones = [];
    private Dictionary<string, string> _passwords = [];
    private LeakWatch _watch = null!;

    /// <summary>The test site (folder Site).</summary>
    protected static string Site { get; } = Path.Combine(AppContext.BaseDirectory, "Site");

    /// <summary>The folder of the test site; of another than the usual one a copy is used, which a test may change.</summary>
    protected virtual string SiteName => "Site";

    /// <summary>Where the trunk calls customers, if it does.</summary>
    protected virtual int CustomersPort => Ports.Customers;

    /// <summary>The site that is in use.</summary>
    protected string SiteFolder { get; private set; } = Site;

    /// <summary>What the service is started with beside the usual.</summary>
    protected virtual IReadOnlyList<string> OptionsFor(string data) => [];

    protected AsteriskInstance Asterisk { get; private set; } = null!;

    /// <summary>The service that is asked; of several that share a site, the one that leads.</summary>
    protected ServiceInstance Service { get; set; } = null!;

    /// <summary>Makes the service, which is started then.</summary>
    protected virtual Task<ServiceInstance> MakeServiceAsync() => Task.FromResult(new ServiceInstance(Asterisk, SiteFolder, OptionsFor(Asterisk.Data)));

    /// <summary>Stops the service, and checks what it leaves.</summary>
    protected virtual async Task FinishServiceAsync()
    {
        await Service.StopAsync();
        await Service.AssertReplayIsIdentical();
        await Service.AssertQueueLogIsWhole();
        await Service.AssertCanBeLivedAgain(SiteFolder);
    }

    [OneTimeSetUp]
    public async Task StartAsteriskAndService()
    {
        if (SiteName != "Site") SiteFolder = CopyOf(Path.Combine(AppContext.BaseDirectory, SiteName));
        Asterisk = await AsteriskInstance.StartAsync(IPAddress.Parse(address), PrepareAsync, options);
        Service = await MakeServiceAsync();
        _passwords = File.ReadLines(Path.Combine(Asterisk.Data, "secrets", "agents.csv"))
            .Skip(1).Select(line => line.Split(';')).ToDictionary(fields => fields[0], fields => fields[1]);
        await Service.StartAsync();
        _watch = await LeakWatch.BeginAsync(Asterisk);
    }

    private async Task PrepareAsync(string etc, string data)
    {
        await ServiceInstance.WriteAsteriskFilesAsync(SiteFolder, data, etc);
        await ServiceInstance.RenderPromptsAsync(SiteFolder, AsteriskInstance.SoundsOf(data));
    }

    [OneTimeTearDown]
    public async Task StopServiceAndAsterisk()
    {
        try
        {
            await FinishServiceAsync();
        }
        finally
        {
            await Service.DisposeAsync();
            await Asterisk.DisposeAsync();
        }
    }

    [TearDown]
    public async Task NothingIsLeft()
    {
        var hasFailed = TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed;
        try
        {
            if (hasFailed)
                TestContext.Out.WriteLine($"The service said:\n{string.Join('\n', Service.Log.TakeLast(60))}\nand wrote\n{Service.LastFacts(30)}");
            else
                await Asterisk.AssertNothingLeft();
        }
        finally
        {
            await Task.WhenAll(_phones.Select(PutAwayAsync));
            _phones.Clear();
            if (hasFailed)
            {
                await Asterisk.ConsoleAsync("channel request hangup all");
                _watch.Forget([.. Services]);
            }
        }

        if (!hasFailed) await _watch.CheckAsync([.. Services]);
    }

    /// <summary>All services of the site.</summary>
    protected virtual IEnumerable<ServiceInstance> Services => [Service];

    /// <summary>The test sets out to cause errors with these words in them, in the log of Asterisk or of the service.</summary>
    protected void Means(params string[] errors) => _watch.Means(errors);

    private static string CopyOf(string folder)
    {
        var copy = Path.Combine(Repository.TemporaryFolder("site"), "site");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    /// <summary>A caller's phone behind the trunk.</summary>
    protected SipPhone Caller(string number, string name = "")
    {
        var phone = new SipPhone(number, null, Ports.Trunk, Asterisk.Sip) { ShownName = name };
        _phones.Add(phone);
        return phone;
    }

    /// <summary>A caller's phone that the trunk can call; one at a time.</summary>
    protected SipPhone Customer(string number)
    {
        var phone = new SipPhone(number, null, Ports.Trunk, Asterisk.Sip, CustomersPort);
        _phones.Add(phone);
        phone.TakeCalls();
        return phone;
    }

    /// <summary>Another line of an agent's phone: it can call, but is not found.</summary>
    protected SipPhone OtherLineOf(string agent)
    {
        var phone = new SipPhone(agent, _passwords[agent], Ports.Agents, Asterisk.Sip);
        _phones.Add(phone);
        return phone;
    }

    /// <summary>An agent's phone that has registered.</summary>
    protected async Task<SipPhone> PhoneOfAsync(string agent)
    {
        var phone = new SipPhone(agent, _passwords[agent], Ports.Agents, Asterisk.Sip);
        _phones.Add(phone);
        await phone.RegisterAsync();
        return phone;
    }

    /// <summary>An agent whose phone has registered and who has logged in by dialling *11.</summary>
    protected async Task<SipPhone> AgentAtWorkAsync(string agent)
    {
        var phone = await PhoneOfAsync(agent);
        await DialCodeAsync(phone, "*11");
        await Service.AgentIsAsync(agent, "Ready");
        return phone;
    }

    /// <summary>Dials a star code, hears that something is said, and waits until the service hangs up.</summary>
    protected static async Task DialCodeAsync(SipPhone phone, string code)
    {
        var dialled = Stopwatch.GetTimestamp();
        var call = await phone.CallAsync(code);
        await Talk.HasHeardSomethingAsync(phone, dialled); // what is said is short: it may be over before anybody listens
        await call.EndedAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>A phone that left without a word would be rung by the fallback queue of a later test.</summary>
    private static async Task PutAwayAsync(SipPhone phone)
    {
        await using var away = phone;
        if (phone.IsRegistered)
            await phone.UnregisterAsync();
    }

    /// <summary>The service's id of the call from this number: the id of its channel in Asterisk.</summary>
    protected Task<string> IdOfAsync(SipPhone caller) => Asterisk.ChannelOfAsync(caller.User);

    /// <summary>Calls a number and waits until the call is in the queue behind it.</summary>
    protected async Task<(PhoneCall Call, string Id)> JoinAsync(SipPhone caller, string number)
    {
        var call = await caller.CallAsync(number);
        var id = await IdOfAsync(caller);
        await Eventually.GetAsync($"{caller.User} waits", Service.SnapshotAsync,
            snapshot => snapshot.CallOf(id)?.State is { } state && (ServiceInstance.Same(state, "Queued") || ServiceInstance.Same(state, "Ringing")), TimeSpan.FromSeconds(15));
        return (call, id);
    }

    /// <summary>Takes the call that rings, and waits until phone and service both know that caller and agent talk.</summary>
    protected async Task TakeAsync(PhoneCall offer, string call)
    {
        offer.Answer();
        await offer.SeenAsync("the ACK", message => message is { FromPhone: false } && message.IsRequest("ACK"), TimeSpan.FromSeconds(15));
        await Service.FactAsync("CallConnected", call);
    }

    /// <summary>Checks how a call ended, and that it did so once.</summary>
    protected async Task<CallRecord> AssertEndedAsync(string call, string disposition)
    {
        var record = await Service.EndOfAsync(call);
        Assert.That(ServiceInstance.Same(record.Disposition, disposition), $"call {call} ended as {record.Disposition}, not as {disposition}");
        return record;
    }
}
