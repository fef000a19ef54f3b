using System.Diagnostics;
using Telephony.Core;
using Telephony.Server.Rpc;

namespace Telephony.Server.Tests.Rpc;

/// <summary>The contract itself.</summary>
public sealed class ContractTests
{
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LintPatience = TimeSpan.FromSeconds(30);

    internal static string Clients => Path.Combine(TestPaths.Root, "tests", "Telephony.Grpc.Tests", "clients");

    [Test]
    public async Task Buf_finds_nothing_to_complain_about()
    {
        await InstallBufAsync();
        var (exitCode, output) = await RunAsync(LintPatience, TestPaths.Root, Path.Combine(Clients, "node_modules", ".bin", "buf"), "lint");
        Assert.That(output, Is.Empty);
        Assert.That(exitCode, Is.Zero);
    }

    /// <summary>protos/published.binpb is the contract as clients may have it. Before the first release a deliberate change makes it anew:
    /// <c>buf build --exclude-source-info -o protos/published.binpb</c>; after it only additions do.</summary>
    [Test]
    public async Task Nothing_that_was_published_is_broken()
    {
        await InstallBufAsync();
        var (exitCode, output) = await RunAsync(
            LintPatience, TestPaths.Root, Path.Combine(Clients, "node_modules", ".bin", "buf"), "breaking", "--against", Path.Combine("protos", "published.binpb"));
        Assert.That(output, Is.Empty);
        Assert.That(exitCode, Is.Zero);
    }

    [Test]
    public void Every_line_that_declares_something_has_a_comment_above_it()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestPaths.Root, "protos"), "*.proto", SearchOption.AllDirectories))
        {
            var lines = File.ReadAllLines(file);
            for (var i = 1; i < lines.Length; i++)
            {
                var line = lines[i].Trim();
                var declares = line.StartsWith("rpc ", StringComparison.Ordinal) || line.StartsWith("message ", StringComparison.Ordinal)
                    || line.StartsWith("enum ", StringComparison.Ordinal) || line.StartsWith("service ", StringComparison.Ordinal)
                    || (line.EndsWith(';') && line.Contains(" = ", StringComparison.Ordinal) && !line.StartsWith("syntax", StringComparison.Ordinal));
                if (declares) Assert.That(lines[i - 1].Trim(), Does.StartWith("//"), $"{Path.GetFileName(file)}:{i + 1}: {line}");
            }
        }
    }

    [Test]
    public void Every_state_of_an_agent_has_a_word_of_its_own()
    {
        var words = Enum.GetValues<AgentState>().Select(Views.Of).ToList();
        Assert.That(words, Is.Unique.And.None.EqualTo(V1.AgentState.Unspecified));
        foreach (var state in Enum.GetValues<AgentState>()) Assert.That(Views.CoreStateOf(Views.Of(state)), Is.EqualTo(state));
    }

    [Test]
    public void Every_state_of_a_queue_has_a_word_of_its_own()
    {
        Assert.That(Enum.GetValues<OpeningKind>().Select(Views.Of), Is.Unique.And.None.EqualTo(V1.QueueOpening.Unspecified));
        Assert.That(Enum.GetValues<QueueSwitch>().Select(Views.Of), Is.Unique.And.None.EqualTo(V1.QueueSwitch.Unspecified));
    }

    [Test]
    public void Every_kind_and_state_of_a_callback_has_a_word_of_its_own()
    {
        Assert.That(Enum.GetValues<CallbackKind>().Select(Views.Of), Is.Unique.And.None.EqualTo(V1.CallbackKind.Unspecified));
        Assert.That(Enum.GetValues<CallbackState>().Select(Views.Of), Is.Unique.And.None.EqualTo(V1.CallbackState.Unspecified));
    }

    [Test]
    public void Every_state_of_a_live_call_has_a_word_of_its_own()
    {
        var words = Enum.GetValues<CallState>().Where(s => s != CallState.Ended).Select(Views.Of).ToList();
        Assert.That(words, Is.Unique.And.None.EqualTo(V1.CallState.Unspecified));
    }

    [Test]
    public void Reasons_have_names_of_their_own_and_two_languages()
    {
        Assert.That(Reason.All.Select(r => r.Name), Is.Unique.And.All.Matches("^[A-Z][A-Z_]+$"));
        Assert.That(Reason.All, Has.All.Matches<Reason>(r => r.En.EndsWith('.') && r.ZhCn.EndsWith('。')));
        Assert.That(typeof(Reason).GetFields().Count(f => f.FieldType == typeof(Reason)), Is.EqualTo(Reason.All.Count), "none is left out of the list");
    }

    /// <summary>Installs what the lock file names, unless it is there.</summary>
    internal static async Task InstallBufAsync()
    {
        if (Directory.Exists(Path.Combine(Clients, "node_modules"))) return;
        var (exitCode, output) = await RunAsync(InstallPatience, Clients, "npm", "install", "--no-save");
        Assert.That(exitCode, Is.Zero, output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan patience, string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var bound = new CancellationTokenSource(patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
