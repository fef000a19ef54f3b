using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telephony.Server.Configuration;

namespace Telephony.Server.Tests.Configuration;

/// <summary>Checks YAML against our JSON Schema files: the keywords they use, and no others, so that none is silently ignored.</summary>
internal sealed class SchemaCheck(string folder)
{
    private static readonly string[] Silent = ["$schema", "title", "description", "definitions"];
    private readonly Dictionary<string, JsonElement> files = [];

    /// <summary>Whether a file's content fits its schema.</summary>
    public bool Accepts(string schema, string yaml)
    {
        var problems = new ProblemList(10);
        var root = YamlReader.Read(new ConfigFile("x.yaml", problems, new SiteReferences()), yaml);
        return root is not null && Fits(schema, Load(schema), root);
    }

    private JsonElement Load(string file)
    {
        if (files.TryGetValue(file, out var loaded)) return loaded;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file)));
        return files[file] = document.RootElement.Clone();
    }

    private bool Fits(string file, JsonElement schema, YamlNode node) =>
        schema.EnumerateObject().All(keyword => Silent.Contains(keyword.Name) || Holds(file, schema, keyword, node));

    private bool Holds(string file, JsonElement schema, JsonProperty keyword, YamlNode node) => keyword.Name switch
    {
        "$ref" => Follow(file, keyword.Value.GetString()!, node),
        "anyOf" => keyword.Value.EnumerateArray().Any(one => Fits(file, one, node)),
        "oneOf" => keyword.Value.EnumerateArray().Count(one => Fits(file, one, node)) == 1,
        "minLength" => TypeOf(node) != "string" || ((YamlNode.Scalar)node).Text.Length >= keyword.Value.GetInt32(),
        "allOf" => keyword.Value.EnumerateArray().All(one => Fits(file, one, node)),
        "const" => node is YamlNode.Scalar scalar && scalar.Text == keyword.Value.GetString(),
        "type" => TypeOf(node) == keyword.Value.GetString(),
        "pattern" => TypeOf(node) != "string" || Regex.IsMatch(((YamlNode.Scalar)node).Text, keyword.Value.GetString()!),
        "maxLength" => TypeOf(node) != "string" || ((YamlNode.Scalar)node).Text.Length <= keyword.Value.GetInt32(),
        "minimum" => TypeOf(node) != "integer" || IntegerOf(node) >= keyword.Value.GetInt64(),
        "maximum" => TypeOf(node) != "integer" || IntegerOf(node) <= keyword.Value.GetInt64(),
        "minItems" => node is not YamlNode.Sequence list || list.Items.Length >= keyword.Value.GetInt32(),
        "maxItems" => node is not YamlNode.Sequence list || list.Items.Length <= keyword.Value.GetInt32(),
        "uniqueItems" => node is not YamlNode.Sequence list || list.Items.OfType<YamlNode.Scalar>().GroupBy(item => item.Text).All(group => group.Count() == 1),
        "items" => node is not YamlNode.Sequence list || list.Items.All(item => Fits(file, keyword.Value, item)),
        "required" => node is not YamlNode.Mapping map || keyword.Value.EnumerateArray().All(key => Has(map, key.GetString()!)),
        "minProperties" => node is not YamlNode.Mapping map || map.Entries.Length >= keyword.Value.GetInt32(),
        "maxProperties" => node is not YamlNode.Mapping map || map.Entries.Length <= keyword.Value.GetInt32(),
        "propertyNames" => node is not YamlNode.Mapping map
            || map.Entries.All(entry => Fits(file, keyword.Value, new YamlNode.Scalar(entry.KeyAt, entry.Key, Quoted: true))),
        "properties" => node is not YamlNode.Mapping map
            || map.Entries.All(entry => !keyword.Value.TryGetProperty(entry.Key, out var one) || Fits(file, one, entry.Value)),
        "additionalProperties" => node is not YamlNode.Mapping map || map.Entries.Where(entry => !IsNamed(schema, entry.Key)).All(entry =>
            keyword.Value.ValueKind != JsonValueKind.False && Fits(file, keyword.Value, entry.Value)),
        "dependencies" => node is not YamlNode.Mapping map || keyword.Value.EnumerateObject().All(rule =>
            !Has(map, rule.Name) || rule.Value.EnumerateArray().All(key => Has(map, key.GetString()!))),
        _ => throw new InvalidOperationException($"{file}: the keyword {keyword.Name} is not checked by these tests"),
    };

    private bool Follow(string file, string reference, YamlNode node)
    {
        var parts = reference.Split('#');
        var target = parts[0].Length > 0 ? parts[0] : file;
        var schema = parts[1].Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(Load(target), (at, name) => at.GetProperty(name));
        return Fits(target, schema, node);
    }

    private static bool IsNamed(JsonElement schema, string key) => schema.TryGetProperty("properties", out var named) && named.TryGetProperty(key, out _);

    private static bool Has(YamlNode.Mapping map, string key) => map.Entries.Any(entry => entry.Key == key);

    private static long IntegerOf(YamlNode node) => long.Parse(((YamlNode.Scalar)node).Text, CultureInfo.InvariantCulture);

    /// <summary>What an editor takes a value for: YAML's own rules.</summary>
    private static string TypeOf(YamlNode node) => node switch
    {
        YamlNode.Mapping => "object",
        YamlNode.Sequence => "array",
        YamlNode.Scalar { Quoted: true } => "string",
        YamlNode.Scalar { Text: "" or "~" or "null" } => "null",
        YamlNode.Scalar { Text: "true" or "false" } => "boolean",
        YamlNode.Scalar scalar when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => "integer",
        YamlNode.Scalar scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "number",
        _ => "string",
    };
}
