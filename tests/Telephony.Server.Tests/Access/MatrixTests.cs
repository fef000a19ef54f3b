using System.Collections.Immutable;
using Google.Protobuf.Reflection;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>Every method × every role × own and foreign things, over the wire: the service does what the table says.</summary>
public sealed class MatrixTests : SharedApiFixture
{
    private const string Ann = "agents/1001";
    private const string Bo = "agents/1002";

    /// <summary>An admin is never limited.</summary>
    private static readonly Role[] Limitable = [.. Enum.GetValues<Role>().Where(r => r != Role.Admin)];

    /// <summary>Agents and team leaders always are.</summary>
    private static readonly Role[] Unlimited = [.. Enum.GetValues<Role>().Where(r => r is not (Role.Agent or Role.TeamLeader))];

    private ImmutableDictionary<string, string> _anns = null!;
    private ImmutableDictionary<string, string> _bos = null!;

    /// <summary>Ann talks with a caller of sales, Bo with one of tech; a callback is promised to be made by Bo, and one by anybody.</summary>
    [OneTimeSetUp]
    public async Task Prepare()
    {
        var ann = await TalkAsync(Ann, "8000");
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = Bo });
        await Api.Agents.SetSkillsAsync(new V1.SetSkillsRequest { Name = Bo, Skills = { ["english"] = 9 }, By = "kim" });
        var bo = await TalkAsync(Bo, "8100");
        _anns = Things("queues/sales", Ann, ann, await CallbackAsync("05551111", ""));
        _bos = Things("queues/tech", Bo, bo, await CallbackAsync("05552222", Bo));
    }

    /// <summary>An agent, and everybody whose token is limited to one team.</summary>
    [Test]
    public async Task Whoever_is_limited_gets_what_is_their_own([ValueSource(nameof(Limitable))] Role role)
    {
        var isAnn = role == Role.Agent;
        var scope = isAnn ? new Scope("1001", [], []) : new Scope(null, ["tech"], []);
        var (calls, _) = await Bearer.ForAsync(Api, role, scope, $"limited-{role}");
        var (own, foreign) = isAnn ? (_anns, _bos) : (_bos, _anns);
        var wrong = new List<string>();
        foreach (var method in Methods)
        {
            var rule = RuleOf(method);
            var reach = rule.ReachOf(new Principal("t", "t", role, Proof.Token) { Scope = scope });
            if (method.IsClientStreaming) continue; // each message is checked when the service reads it
            var isNobodys = (isAnn && method.Name == "CancelCallback") || method.Service.Name is "RecordingService" or "AlertService"; // Ann's queue calls nobody back; nothing is recorded here, and no rule broken
            if (!isNobodys) Expect(wrong, method, "own", await Attempt.RefusalOfAsync(calls, method, Attempt.RequestOf(method, own, rule.Free)), reach == Reach.None ? "ROLE_FORBIDS" : null);
            var expected = reach switch { Reach.None => "ROLE_FORBIDS", Reach.Own when rule.About == About.Named => "NOT_YOURS", _ => null };
            Expect(wrong, method, "foreign", await Attempt.RefusalOfAsync(calls, method, Attempt.RequestOf(method, foreign, rule.Free)), expected);
            var nothing = foreign.ToImmutableDictionary(t => t.Key, t => $"{t.Key}/none");
            Expect(wrong, method, "not there", await Attempt.RefusalOfAsync(calls, method, Attempt.RequestOf(method, nothing, rule.Free)), expected);
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Whoever_is_not_limited_gets_what_the_role_gets([ValueSource(nameof(Unlimited))] Role role)
    {
        var (calls, _) = await Bearer.ForAsync(Api, role, name: $"whole-{role}");
        var wrong = new List<string>();
        foreach (var method in Methods)
        {
            var rule = RuleOf(method);
            var expected = role == Role.Admin || rule.Reaches[role] == Reach.All ? null : "ROLE_FORBIDS";
            foreach (var things in new[] { _anns, _bos })
                Expect(wrong, method, things["agents"], await Attempt.RefusalOfAsync(calls, method, Attempt.RequestOf(method, things, rule.Free)), expected);
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Nobody_gets_nothing()
    {
        var calls = new Bearer(Api.Channel.CreateCallInvoker(), TokenText.New().Token);
        foreach (var method in Methods)
            Assert.That(await Attempt.RefusalOfAsync(calls, method, Attempt.RequestOf(method, _anns, [])), Is.EqualTo("TOKEN_INVALID").Or.EqualTo("TOO_MANY_REQUESTS"), method.FullName);
    }

    [Test]
    public async Task Lists_and_streams_show_only_what_is_ones_own()
    {
        var (ann, _) = await Bearer.ForAsync(Api, Role.Agent, new Scope("1001", [], []), "ann");
        var (leader, _) = await Bearer.ForAsync(Api, Role.TeamLeader, new Scope(null, ["tech"], []), "tech");
        foreach (var method in Methods.Where(m => RuleOf(m).About == About.Listed))
        {
            await CheckAsync(ann, method, Role.Agent, _anns, ["queues/vip"]);
            await CheckAsync(leader, method, Role.TeamLeader, _bos, ["queues/tech", "queues/support", "queues/sales", "queues/vip", Bo]); // Bo's own record says that he serves others, too
        }

        async Task CheckAsync(Bearer calls, MethodDescriptor method, Role role, ImmutableDictionary<string, string> own, string[] alsoOwn)
        {
            if (RuleOf(method).Reaches[role] == Reach.None) return;
            var request = method.InputType.Parser.ParseFrom(Google.Protobuf.ByteString.Empty);
            if (method.InputType.FindFieldByName("after_sequence") is { HasPresence: true } after) after.Accessor.SetValue(request, 0L);
            var names = await NamesInAsync(calls, method, request);
            Assert.That(names, Is.SubsetOf(own.Values.Concat(alsoOwn).ToHashSet()), method.FullName);
            var foreign = await NamesInAsync(calls, method, Attempt.RequestOf(method, own == _anns ? _bos : _anns, ["page_token"]));
            Assert.That(foreign, Is.SubsetOf(own.Values.Concat(alsoOwn).ToHashSet()), $"{method.FullName}, asked for what is foreign");
            if ((own != _anns || method.Name != "ListCallbacks") && method.Name is not ("ListRecordings" or "ListAlerts")) Assert.That(names, Is.Not.Empty, method.FullName);
        }
    }

    private static async Task<HashSet<string>> NamesInAsync(Bearer calls, MethodDescriptor method, Google.Protobuf.IMessage request) =>
        await Attempt.CallAsync(calls, method, request, waits: false).WaitAsync(RunningApi.Patience) is { } answer ? [.. Ownership.NamedIn(answer, [])] : [];

    private static IEnumerable<MethodDescriptor> Methods => V1Services.All.SelectMany(s => s.Methods);

    private static AccessRule RuleOf(MethodDescriptor method) => AccessPolicy.Rules[$"{method.Service.Name}/{method.Name}"];

    private static void Expect(List<string> wrong, MethodDescriptor method, string what, string? refusal, string? expected)
    {
        if (refusal != expected) wrong.Add($"{method.Service.Name}/{method.Name} ({what}): {refusal ?? "let in"} instead of {expected ?? "let in"}");
    }

    private async Task<string> TalkAsync(string agent, string number)
    {
        await Api.Agents.LogInAsync(new V1.LogInRequest { Name = agent });
        var name = $"calls/{Asterisk.Call("acd-n1", "5550001234", $"call,{number}").Id}";
        var leg = await Asterisk.ExpectLegAsync($"PJSIP/{agent["agents/".Length..]}");
        leg.Ring();
        leg.Answer();
        await Api.UntilAsync($"{agent} talks", async () => (await Api.Agents.GetAgentAsync(new V1.GetAgentRequest { Name = agent })).Agent.State == V1.AgentState.Talking);
        return name;
    }

    private async Task<string> CallbackAsync(string number, string agent) => (await Api.Routing.SubmitCallbackAsync(
        new V1.SubmitCallbackRequest { Queue = "queues/support", Number = number, Agent = agent, By = "kim" })).Callback.Name;

    private static ImmutableDictionary<string, string> Things(string queue, string agent, string call, string callback) => new Dictionary<string, string>
    {
        ["queues"] = queue, ["agents"] = agent, ["calls"] = call, ["callbacks"] = callback, ["recordings"] = $"recordings/{call["calls/".Length..]}-rec", ["alerts"] = "alerts/slow",
    }.ToImmutableDictionary();
}
