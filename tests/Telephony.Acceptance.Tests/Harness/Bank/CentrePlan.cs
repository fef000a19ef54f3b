using System.Text;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>What a <see cref="Centre"/> is made of: its queues, who serves them, what callers dial, and app_queue's queues beside them.</summary>
public sealed record CentrePlan
{
    /// <summary>The service's queues: name and the text of the file.</summary>
    public IReadOnlyDictionary<string, string> Queues { get; init; } = new Dictionary<string, string>();

    /// <summary>The service's agents: id and the queue each serves.</summary>
    public IReadOnlyDictionary<string, string> Agents { get; init; } = new Dictionary<string, string>();

    /// <summary>What leads to the service: number and queue.</summary>
    public IReadOnlyDictionary<string, string> Numbers { get; init; } = new Dictionary<string, string>();

    /// <summary>Phones that are nobody's at the service: members of app_queue.</summary>
    public IReadOnlyList<string> OtherPhones { get; init; } = [];

    /// <summary>app_queue's queues, as in queues.conf; <c>[NAME]</c> is reached by dialling NAME, four digits that begin with 6; with a 5 in its place the caller is urgent.</summary>
    public string AppQueues { get; init; } = "";

    /// <summary>What the service is started with beside the usual.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Where phones want to hear Asterisk; null: nowhere.</summary>
    public System.Net.IPEndPoint? Audio { get; init; }

    /// <summary>The files of the site.</summary>
    public IReadOnlyDictionary<string, string> SiteFiles()
    {
        var site = new StringBuilder("numbers:\n");
        foreach (var (number, queue) in Numbers) site.Append("  \"").Append(number).Append("\": {greeting: [], target: {queue: ").Append(queue).Append("}}\n");
        site.Append("announcements:\n  logged_in: [sound:beep]\nmusic_classes: [default]\npause_reasons:\n  \"1\": {name: break, label: {en: Break, zh-CN: 小休}}\n");
        var agents = new StringBuilder("agents:\n");
        foreach (var (agent, queue) in Agents) agents.Append("  \"").Append(agent).Append("\": {name: Agent ").Append(agent).Append(", queues: [").Append(queue).Append("]}\n");
        var files = new Dictionary<string, string> { ["site.yaml"] = $"{site}", ["agents.yaml"] = $"{agents}", ["skills.yaml"] = "skills: {}\n" };
        foreach (var (queue, text) in Queues) files[$"queues/{queue}.yaml"] = text;
        return files;
    }
}
