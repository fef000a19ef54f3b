using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes copies of the core's sources with every bug planted behind a switch. Runs inside the build, before anything is compiled.
/// A bug whose line is not there any more is told by <c>PlantedBugs.Stale</c>, and a test fails.</summary>
public sealed class PlantBugs : Task
{
    public string Bugs { get; set; }

    public string Core { get; set; }

    public ITaskItem[] Sources { get; set; }

    public string To { get; set; }

    [Output]
    public ITaskItem[] Files { get; set; }

    public override bool Execute()
    {
        var core = Path.GetFullPath(Core);
        var sources = Sources.ToDictionary(s => Path.GetFullPath(s.ItemSpec).Substring(core.Length).Replace('\\', '/'), s => File.ReadAllLines(s.ItemSpec));
        var names = new List<string>();
        var stale = new List<string>();
        var planted = new Dictionary<string, string>();
        foreach (var bug in File.ReadAllText(Bugs).Replace("\r", "").Split(new[] { "\n\n" }, StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = bug.Trim('\n').Split('\n');
            if (lines[0].StartsWith("#")) continue;
            if (lines.Length != 4 || !lines[2].StartsWith("- ") || !lines[3].StartsWith("+ "))
            {
                Log.LogError("bugs.txt: a name, a file, a line with -, a line with + are wanted: " + bug);
                return false;
            }

            var number = names.Count + 1;
            var place = lines[1].Split('#');
            var occurrence = place.Length > 1 ? int.Parse(place[1]) : 1;
            string[] source;
            var at = -1;
            if (sources.TryGetValue(place[0], out source))
            {
                for (var i = 0; i < source.Length && occurrence > 0; i++)
                {
                    if (source[i].Trim() == lines[2].Substring(2).Trim() && --occurrence == 0) at = i;
                }
            }

            names.Add(lines[0]);
            if (at < 0) stale.Add(lines[0]);
            else planted[place[0] + "\0" + at] = lines[3].Substring(2).Replace("BUG", "global::Telephony.PlantedBugs.Tests.PlantedBugs.Is(" + number + ")");
        }

        foreach (var bug in planted)
        {
            var place = bug.Key.Split('\0');
            sources[place[0]][int.Parse(place[1])] = bug.Value;
        }

        Directory.CreateDirectory(To);
        var files = new List<ITaskItem>();
        foreach (var source in sources) files.Add(Write(source.Key.Replace('/', '-'), string.Join("\n", source.Value) + "\n"));
        files.Add(Write("planted-list.cs", List(names, stale)));
        Files = files.ToArray();
        return true;
    }

    private static string List(List<string> names, List<string> stale) =>
        "namespace Telephony.PlantedBugs.Tests;\n\ninternal static partial class PlantedBugs\n{\n"
        + "    public static readonly string[] Names = [" + Literals(names) + "];\n\n"
        + "    public static readonly string[] Stale = [" + Literals(stale) + "];\n}\n";

    private static string Literals(List<string> texts) => string.Join(", ", texts.Select(t => "\"" + t.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""));

    private ITaskItem Write(string name, string text)
    {
        var path = Path.Combine(To, name);
        if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text, new UTF8Encoding(false));
        return new TaskItem(path);
    }
}
