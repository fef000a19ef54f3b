using System.Text.Json.Nodes;

namespace Telephony.Ari.Tests.Support;

/// <summary>Asterisk's own descriptions of its REST interface (Swagger 1.1), as installed with it.</summary>
internal sealed class Descriptions
{
    private Descriptions(string folder, IReadOnlyList<Operation> operations, IReadOnlyDictionary<string, Model> models)
    {
        Folder = folder;
        Operations = operations;
        Models = models;
    }

    public string Folder { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public IReadOnlyDictionary<string, Model> Models { get; }

    /// <summary>The names of all events.</summary>
    public IReadOnlyList<string> EventTypes => Models["Event"].SubTypes;

    public static Descriptions Load()
    {
        var folder = Find();
        var operations = new List<Operation>();
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            var json = (JsonObject)JsonNode.Parse(File.ReadAllText(file))!;
            if (json["models"] is null) continue;
            foreach (var api in (JsonArray)json["apis"]!)
                foreach (var operation in (JsonArray)api!["operations"]!)
                    operations.Add(Operation.Read((string)api["path"]!, operation!));
            foreach (var (name, model) in (JsonObject)json["models"]!) models[name] = Model.Read(model!);
        }
        return new Descriptions(folder, operations, models);
    }

    /// <summary>The operation that a request addresses; a literal segment wins over a parameter.</summary>
    public Operation? Match(string method, IReadOnlyList<string> segments) =>
        Operations.Where(operation => operation.Method == method && operation.Fits(segments)).MinBy(operation => operation.Path.Count(letter => letter == '{'));

    private static string Find()
    {
        var tried = Candidates().ToList();
        var found = tried.Find(folder => File.Exists(Path.Combine(folder, "events.json")));
        Assert.That(
            found, Is.Not.Null,
            "Asterisk's API descriptions are not installed. Looked for events.json in:\n  " + string.Join("\n  ", tried)
            + "\nInstall Asterisk 22 there, or set TELEPHONY_ASTERISK_REST_API to its rest-api folder.");
        return found!;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("TELEPHONY_ASTERISK_REST_API") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }
        const string Installed = "usr/share/asterisk/rest-api";
        yield return "/" + Installed;
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var cache = Environment.GetEnvironmentVariable("TELEPHONY_CACHE") is { Length: > 0 } own ? own : Path.Combine(home, "telephony");
        yield return Path.Combine(cache, "asterisk", Installed);
    }

    internal sealed record Operation(string Method, string Path, IReadOnlyList<Parameter> Parameters)
    {
        public static Operation Read(string path, JsonNode json) => new(
            (string)json["httpMethod"]!, path.TrimStart('/'), [.. (json["parameters"] as JsonArray ?? []).Select(parameter => Parameter.Read(parameter!))]);

        public bool Fits(IReadOnlyList<string> segments)
        {
            var template = Path.Split('/');
            return template.Length == segments.Count
                && template.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
        }
    }

    /// <param name="In"><c>path</c>, <c>query</c> or <c>body</c>.</param>
    /// <param name="Values">The only ones permitted; empty: any.</param>
    internal sealed record Parameter(string Name, string In, string Type, bool IsRequired, IReadOnlyList<string> Values)
    {
        public static Parameter Read(JsonNode json) => new(
            (string)json["name"]!, (string)json["paramType"]!, (string)json["dataType"]!, (bool?)json["required"] ?? false,
            json["allowableValues"]?["values"] is JsonArray values ? [.. values.Select(value => (string)value!)] : []);
    }

    internal sealed record Model(IReadOnlyDictionary<string, (string Type, bool IsRequired)> Properties, IReadOnlyList<string> SubTypes)
    {
        public static Model Read(JsonNode json) => new(
            ((JsonObject)json["properties"]!).ToDictionary(
                pair => pair.Key, pair => ((string)pair.Value!["type"]!, (bool?)pair.Value["required"] ?? false), StringComparer.Ordinal),
            json["subTypes"] is JsonArray subTypes ? [.. subTypes.Select(name => (string)name!)] : []);
    }
}
