using System.Globalization;
using System.Net;
using System.Text;

namespace Telephony.Acceptance.Tests.Harness.Crowd;

/// <summary>The site a crowd calls: one queue with music, agents whose phones are always there, and one phone of the fallback that nobody answers.</summary>
public static class CrowdSite
{
    /// <summary>The phone of the dialplan's fallback queue: it rings, so that those in the fallback wait on.</summary>
    public const string FallbackPhone = "9001";

    /// <summary>The number of the queue.</summary>
    public const string Number = "7000";

    /// <summary>The names of so many agents.</summary>
    public static IReadOnlyList<string> Agents(int count) => [.. Enumerable.Range(2001, count).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The folder of the site below a data folder.</summary>
    public static string FolderIn(string data) => Path.Combine(data, "site");

    /// <summary>Writes what Asterisk and the service read.</summary>
    /// <param name="phones">The one address of all agents' phones.</param>
    public static async Task WriteAsync(string etc, string data, IReadOnlyList<string> agents, IPEndPoint phones, bool record = false)
    {
        var accounts = new StringBuilder();
        foreach (var agent in agents.Append(FallbackPhone))
            accounts.AppendLine(CultureInfo.InvariantCulture, $"[{agent}](agent-endpoint)\naors={agent}\n[{agent}](agent-aor)\ncontact=sip:{agent}@{phones}\n");
        await File.WriteAllTextAsync(Path.Combine(etc, "pjsip_agents.conf"), accounts.ToString());
        await File.WriteAllTextAsync(Path.Combine(etc, "queues_fallback_members.conf"), $"member => PJSIP/{FallbackPhone}\n");
        await WriteMusicAsync(etc, Path.Combine(data, "music"));

        var site = FolderIn(data);
        Directory.CreateDirectory(Path.Combine(site, "queues"));
        await File.WriteAllTextAsync(Path.Combine(site, "queues", "crowd.yaml"),
            $"ring_timeout: 20s\nwrap_up: 0s\nrecord: {(record ? "true" : "false")}\nrecovery: {{silent: 1s, busy: 1s, declined: 1s, unreachable: 1s}}\n");
        await File.WriteAllTextAsync(Path.Combine(site, "skills.yaml"), await File.ReadAllTextAsync(Repository.File("benchmarks", "site", "skills.yaml")));
        await File.WriteAllTextAsync(Path.Combine(site, "site.yaml"),
            $"numbers:\n  \"{Number}\":\n    greeting: []\n    target: {{queue: crowd}}\nannouncements:\n  logged_in: [sound:beep]\nmusic_classes: [default]\n");
        await File.WriteAllTextAsync(Path.Combine(site, "agents.yaml"),
            "agents:\n" + string.Concat(agents.Select(agent => $"  \"{agent}\": {{name: Agent {agent}, queues: [crowd]}}\n")));
    }

    /// <summary>Half a minute of a hum in the codec of the phones: hundreds who wait cost Asterisk no transcoding.</summary>
    private static async Task WriteMusicAsync(string etc, string folder)
    {
        Directory.CreateDirectory(folder);
        var hum = new byte[30 * 8000];
        for (var i = 0; i < hum.Length; i++) hum[i] = (byte)(128 + (31 * (i % 5)));
        await File.WriteAllBytesAsync(Path.Combine(folder, "hum.ulaw"), hum);
        await File.WriteAllTextAsync(Path.Combine(etc, "musiconhold.conf"), $"[default]\nmode = files\ndirectory = {folder}\n");
    }
}
