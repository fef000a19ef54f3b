using Google.Protobuf.Reflection;
using Telephony.FakeAsterisk;
using Telephony.Server.Access;
using Telephony.Server.Tests.Rpc;

namespace Telephony.Server.Tests.Access;

/// <summary>The table of access and what is served are the same set.</summary>
public sealed class PolicyTests
{
    [Test]
    public void Every_rpc_of_the_contract_has_a_row_and_every_row_an_rpc()
    {
        var declared = V1Services.All.SelectMany(s => s.Methods.Select(m => $"{s.Name}/{m.Name}"));
        var rows = AccessPolicy.Rules.Keys.Where(k => !k.Contains(' ', StringComparison.Ordinal) && !k.StartsWith("grpc.", StringComparison.Ordinal));
        Assert.That(rows, Is.EquivalentTo(declared));
    }

    [Test]
    public async Task Every_endpoint_that_is_served_has_a_row_or_is_open()
    {
        await using var asterisk = await FakeAsteriskServer.StartAsync();
        await using var api = await RunningApi.StartAsync(asterisk, reflection: true);
        var keys = new List<string>();
        foreach (var endpoint in api.Endpoints)
        {
            var pattern = endpoint.RoutePattern.RawText!;
            if (pattern.EndsWith("/{unimplementedMethod}", StringComparison.Ordinal)) continue;
            if (endpoint.Metadata.OfType<Grpc.AspNetCore.Server.GrpcMethodMetadata>().FirstOrDefault() is { } rpc)
            {
                keys.Add(rpc.Method.FullName.TrimStart('/').Replace("telephony.v1.", "", StringComparison.Ordinal));
                continue;
            }

            foreach (var verb in endpoint.Metadata.OfType<Microsoft.AspNetCore.Routing.IHttpMethodMetadata>().First().HttpMethods) keys.Add($"{verb} {pattern}");
        }

        Assert.That(keys, Is.EquivalentTo(AccessPolicy.Rules.Keys.Concat(AccessPolicy.Open)), "nothing more and nothing less is served than the table knows");
    }

    [Test]
    public void Whoever_is_limited_to_a_part_of_the_site_gets_nothing_that_is_about_the_whole()
    {
        var manager = new Principal("t", "t", Role.Manager, Proof.Token) { Scope = new Scope(null, ["sales"], []) };
        foreach (var rule in AccessPolicy.Rules.Values)
        {
            var reach = rule.ReachOf(manager);
            Assert.That(reach, rule.About switch { About.Site => Is.EqualTo(Reach.None), About.Nothing => Is.EqualTo(Reach.All), _ => Is.Not.EqualTo(Reach.All) }, rule.Method);
        }
    }

    [Test]
    public void Own_is_a_reach_only_where_something_can_be_ones_own()
    {
        foreach (var rule in AccessPolicy.Rules.Values.Where(r => r.About is About.Site or About.Nothing)) Assert.That(rule.Reaches.Values, Has.None.EqualTo(Reach.Own), rule.Method);
        foreach (var rule in AccessPolicy.Rules.Values)
        {
            Assert.That(rule.Reaches[Role.Agent], Is.Not.EqualTo(Reach.All).Or.Matches<Reach>(_ => rule.About == About.Nothing), rule.Method);
            Assert.That(rule.Reaches[Role.TeamLeader], Is.Not.EqualTo(Reach.All).Or.Matches<Reach>(_ => rule.About == About.Nothing), rule.Method);
        }
    }

    [Test]
    public void What_changes_something_is_recorded()
    {
        foreach (var method in V1Services.All.SelectMany(s => s.Methods).Where(m => m.InputType.FindFieldByName("validate_only") is not null))
            Assert.That(AccessPolicy.Rules[$"{method.Service.Name}/{method.Name}"].Recorded, Is.True, method.FullName);
    }

    [Test]
    public void Fields_that_need_not_be_ones_own_exist()
    {
        foreach (var method in V1Services.All.SelectMany(s => s.Methods))
        {
            foreach (var field in AccessPolicy.Rules[$"{method.Service.Name}/{method.Name}"].Free) Assert.That(method.InputType.FindFieldByName(field), Is.Not.Null, $"{method.FullName} {field}");
        }
    }

    [Test]
    public void Every_field_of_an_answer_that_sounds_like_a_number_of_a_person_is_masked()
    {
        var seen = new HashSet<MessageDescriptor>();
        foreach (var answer in V1Services.All.SelectMany(s => s.Methods).Select(m => m.OutputType)) Check(answer);

        void Check(MessageDescriptor type)
        {
            if (!seen.Add(type)) return;
            foreach (var field in type.Fields.InDeclarationOrder())
            {
                if (field.FieldType == FieldType.Message && !field.IsMap) Check(field.MessageType);
                if (field.FieldType != FieldType.String) continue;
                var sounds = field.Name.Contains("number", StringComparison.Ordinal) || field.Name.Contains("caller", StringComparison.Ordinal) || field.Name.Contains("customer", StringComparison.Ordinal);
                if (sounds) Assert.That(NumberMask.Hides(field.Name), Is.True, field.FullName);
            }
        }
    }

    [Test]
    public void The_guide_has_the_table() =>
        Assert.That(File.ReadAllText(Path.Combine(TestPaths.Root, "docs", "guides", "security.md")), Does.Contain(AccessTable.Print()));

    [TestCase("QueueService/GetQueue named own own all all all all all", Description = "a column is missing")]
    [TestCase("QueueService/GetQueue named own own all all all all all some")]
    [TestCase("QueueService/GetQueue nowhere own own all all all all all -")]
    public void A_malformed_row_is_refused(string row) => Assert.Throws<FormatException>(() => AccessTable.Parse($"head\n{row}").ToList());
}
