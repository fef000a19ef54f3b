using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Agents' phones for tests without the service, which otherwise writes these files itself.</summary>
public static class TestAgents
{
    public const string Password = "acceptance-only";

    /// <summary>Writes the phones and makes them members of the fallback queue.</summary>
    public static async Task WriteAsync(string etc, IReadOnlyList<string> agents)
    {
        var phones = new StringBuilder();
        var members = new StringBuilder();
        foreach (var agent in agents)
        {
            phones.AppendLine($"[{agent}](agent-endpoint)\nauth={agent}\naors={agent}\ncallerid=<{agent}>");
            phones.AppendLine($"[{agent}](agent-auth)\nusername={agent}\npassword={Password}\n[{agent}](agent-aor)\n");
            members.AppendLine($"member => PJSIP/{agent}");
        }

        await File.WriteAllTextAsync(Path.Combine(etc, "pjsip_agents.conf"), phones.ToString());
        await File.WriteAllTextAsync(Path.Combine(etc, "queues_fallback_members.conf"), members.ToString());
    }
}
