using System.Collections.Immutable;
using System.Runtime.Versioning;
using Telephony.Core;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

[SupportedOSPlatform("linux")]
public class AgentPhonesTests
{
    private string data = "";
    private string outside = "";

    [SetUp]
    public void MakeFolders()
    {
        data = Directory.CreateTempSubdirectory("data-").FullName;
        outside = Path.Combine(data, "asterisk");
    }

    [TearDown]
    public void RemoveFolders() => Directory.Delete(data, recursive: true);

    [Test]
    public void New_agents_get_passwords_and_known_ones_keep_theirs()
    {
        var first = AgentSecrets.Ensure(data, ["1001"]);
        var second = AgentSecrets.Ensure(data, ["1001", "1002"]);
        Assert.Multiple(() =>
        {
            Assert.That(second["1001"], Is.EqualTo(first["1001"]));
            Assert.That(second["1002"], Has.Length.GreaterThanOrEqualTo(24).And.Not.EqualTo(second["1001"]));
            Assert.That(
                File.ReadAllLines(AgentSecrets.PathIn(data)),
                Is.EqualTo(new[] { "SEQUENTIAL", $"1001;{second["1001"]}", $"1002;{second["1002"]}" }));
            Assert.That(File.GetUnixFileMode(AgentSecrets.PathIn(data)), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }

    [Test]
    public void An_agent_who_comes_back_has_the_same_password()
    {
        var first = AgentSecrets.Ensure(data, ["1001", "1002"]);
        AgentSecrets.Ensure(data, ["1002"]);
        Assert.That(AgentSecrets.Ensure(data, ["1001"])["1001"], Is.EqualTo(first["1001"]));
    }

    [TestCase("SEQUENTIAL\n1001;short\n", 2)]
    [TestCase("SEQUENTIAL\n1001;abcdefghijklmnopqrstuvwxyz\n1001;abcdefghijklmnopqrstuvwxyz\n", 3)]
    [TestCase("1001;abcdefghijklmnopqrstuvwxyz\n", 1)]
    [TestCase("SEQUENTIAL\n1001;abcdefghijklmnopqrst]uvwxyz\n", 2)]
    public void A_damaged_password_file_is_told_with_its_line_and_left_alone(string content, int line)
    {
        Directory.CreateDirectory(Path.Combine(data, "secrets"));
        File.WriteAllText(AgentSecrets.PathIn(data), content);
        var fault = Assert.Throws<InvalidDataException>(() => AgentSecrets.Ensure(data, ["1001"]));
        Assert.Multiple(() =>
        {
            Assert.That(fault.Message, Does.StartWith($"{AgentSecrets.PathIn(data)}:{line}: "));
            Assert.That(File.ReadAllText(AgentSecrets.PathIn(data)), Is.EqualTo(content));
        });
    }

    [Test]
    public void Each_agent_becomes_an_endpoint_and_a_fallback_member()
    {
        var changed = AsteriskFiles.Write(SiteOf(("1001", "Ann"), ("1002", "王芳, 组长")), data, outside);
        var passwords = AgentSecrets.Ensure(data, []);
        Assert.Multiple(() =>
        {
            Assert.That(changed, Is.True);
            Assert.That(File.ReadAllText(Path.Combine(outside, AsteriskFiles.Endpoints)), Is.EqualTo($"""
                ; Written by the service from the site. Changes here are lost.

                [1001](agent-endpoint)
                auth=1001
                aors=1001
                language=en
                callerid="Ann" <1001>

                [1001](agent-auth)
                username=1001
                password={passwords["1001"]}

                [1001](agent-aor)

                [1002](agent-endpoint)
                auth=1002
                aors=1002
                language=en
                callerid="王芳, 组长" <1002>

                [1002](agent-auth)
                username=1002
                password={passwords["1002"]}

                [1002](agent-aor)

                """));
            Assert.That(File.ReadAllText(Path.Combine(outside, AsteriskFiles.FallbackMembers)), Is.EqualTo("""
                ; Written by the service from the site. Changes here are lost.
                member => PJSIP/1001,0,Ann
                member => PJSIP/1002,0,王芳  组长

                """));
            Assert.That(
                File.GetUnixFileMode(Path.Combine(outside, AsteriskFiles.Endpoints)),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
            Assert.That(Directory.GetFiles(outside), Has.Length.EqualTo(4));
        });
    }

    [Test]
    public void Each_phone_named_after_its_agent_has_an_account_of_its_own()
    {
        var site = SiteOf(("1001", "Ann"), ("1002", "Bob"));
        var ann = site.Agents["1001"] with { AlsoDials = ["PJSIP/1001-soft", "PJSIP/desk7", "PJSIP/1002", "PJSIP/13800138000@trunk"] };
        AsteriskFiles.Write(site with { Agents = site.Agents.SetItem("1001", ann) }, data, outside);
        var (passwords, endpoints) = (AgentSecrets.Ensure(data, []), File.ReadAllLines(Path.Combine(outside, AsteriskFiles.Endpoints)));
        Assert.Multiple(() =>
        {
            Assert.That(passwords.Keys, Is.EqualTo(new[] { "1001", "1001-soft", "1002" }));
            Assert.That(endpoints.Where(line => line.EndsWith("(agent-endpoint)", StringComparison.Ordinal)), Is.EqualTo(new[] { "[1001](agent-endpoint)", "[1001-soft](agent-endpoint)", "[1002](agent-endpoint)" }));
            Assert.That(endpoints, Does.Contain("username=1001-soft").And.Contain($"password={passwords["1001-soft"]}").And.Contain("aors=1001-soft"));
            Assert.That(endpoints.Count(line => line == "callerid=\"Ann\" <1001>"), Is.EqualTo(2), "whichever phone it is, the agent calls");
            Assert.That(File.ReadAllText(Path.Combine(outside, AsteriskFiles.FallbackMembers)), Does.Not.Contain("soft").And.Contain("member => PJSIP/1001,0,Ann\n"));
        });
    }

    [Test]
    public void A_number_whose_callers_have_a_language_is_an_extension_that_says_so()
    {
        var entry = new EntryPoint([], "zh_CN", CallTarget.HangUp) { SpeaksItsCallersLanguage = true };
        var site = SiteConfiguration.Empty with
        {
            Numbers = ImmutableSortedDictionary<string, EntryPoint>.Empty
                .Add("+8621", entry).Add("*", entry with { Language = "en" }).Add("8000", entry with { SpeaksItsCallersLanguage = false }).Add("_X.", entry),
        };
        AsteriskFiles.Write(site, data, outside);
        Assert.That(File.ReadAllText(Path.Combine(outside, AsteriskFiles.Numbers)), Is.EqualTo("""
            ; Written by the service from the site. Changes here are lost.
            [acd-numbers](+)
            exten => _[0-9+].,1,Set(ACD_LANGUAGE=en)
             same => n,Goto(acd-in,${EXTEN},1)
            exten => +8621,1,Set(ACD_LANGUAGE=zh_CN)
             same => n,Goto(acd-in,${EXTEN},1)

            """));
    }

    [Test]
    public void Writing_the_same_agents_again_changes_nothing()
    {
        AsteriskFiles.Write(SiteOf(("1001", "Ann")), data, outside);
        var again = AsteriskFiles.Write(SiteOf(("1001", "Ann")), data, outside);
        var renamed = AsteriskFiles.Write(SiteOf(("1001", "Anna")), data, outside);
        Assert.That((again, renamed), Is.EqualTo((false, true)));
    }

    [TestCase("1001", "Ann\"\npassword=x")]
    [TestCase("1001", "Ann;")]
    [TestCase("1001", "[general]")]
    [TestCase("10]01", "Ann")]
    public void A_name_that_would_be_code_is_refused_before_anything_is_written(string id, string name)
    {
        Assert.Throws<InvalidDataException>(() => AsteriskFiles.Write(SiteOf((id, name)), data, outside));
        Assert.That(Directory.EnumerateFileSystemEntries(data), Is.Empty);
    }

    private static SiteConfiguration SiteOf(params (string Id, string Name)[] agents) => SiteConfiguration.Empty with
    {
        Agents = agents.ToImmutableSortedDictionary(
            agent => agent.Id,
            agent => new AgentProfile
            {
                Name = agent.Name,
                DialTarget = $"PJSIP/{(agent.Id.All(char.IsAsciiDigit) ? agent.Id : "1001")}",
                Skills = ImmutableSortedDictionary<string, int>.Empty,
                Queues = [],
                Language = "en",
            }),
    };
}
