using System.Collections.Immutable;
using System.Globalization;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>One mapping of a file, read key by key. Keys that mean nothing are refused, so that a misspelt key is not silently ignored.
/// After an error a reading goes on with the default, to find the other errors too; the site is not used then.</summary>
internal sealed class Section
{
    private readonly YamlNode.Mapping mapping;
    private readonly string path;

    private Section(ConfigFile file, string path, YamlNode.Mapping mapping)
    {
        File = file;
        this.path = path;
        this.mapping = mapping;
    }

    public ConfigFile File { get; }

    public TextPosition At => mapping.At;

    public IEnumerable<YamlEntry> Entries => mapping.Entries;

    /// <summary>A mapping with fixed keys; null (after saying so) when the node is none.</summary>
    public static Section? Of(ConfigFile file, string path, YamlNode node, params ReadOnlySpan<string> keys)
    {
        if (OfNames(file, path, node) is not { } section) return null;
        var known = keys.ToArray();
        foreach (var entry in section.Entries.Where(entry => !known.Contains(entry.Key)))
        {
            file.Error(entry.KeyAt, section.Field(entry.Key), "unknown key", Suggestion.For(entry.Key, known));
        }

        return section;
    }

    /// <summary>A mapping whose keys are names chosen by the site.</summary>
    public static Section? OfNames(ConfigFile file, string path, YamlNode node)
    {
        if (node is YamlNode.Mapping mapping) return new Section(file, path, mapping);
        file.Error(node.At, path, $"a mapping (key: value) is wanted, not {node.Kind}");
        return null;
    }

    public string Field(string key) => path.Length == 0 ? Grammar.Shown(key) : $"{path}.{Grammar.Shown(key)}";

    public YamlNode? Find(string key) => mapping.Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    public TextPosition PositionOf(string key) => Find(key)?.At ?? At;

    /// <summary>The value of a key that must be there.</summary>
    public YamlNode? Require(string key, string example)
    {
        var node = Find(key);
        if (node is null) File.Error(At, Field(key), "missing", $"write {example}");
        return node;
    }

    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) =>
        Find(key) is { } node ? Duration(node, Field(key), otherwise, least, most) : otherwise;

    private TimeSpan Duration(YamlNode node, string field, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (ScalarOf(node, field, "a duration") is not { } text) return otherwise;
        if (!Grammar.TryDuration(text, out var duration))
        {
            File.Error(node.At, field, $"'{Grammar.Shown(text)}' is not a duration", "write it like 20s, 2m, 1m30s or 500ms");
            return otherwise;
        }

        if (duration >= least && duration <= most) return duration;
        File.Error(
            node.At, field, $"{Grammar.Shown(text)} is out of range", $"from {Grammar.ShowDuration(least)} to {Grammar.ShowDuration(most)}");
        return otherwise;
    }

    /// <summary>A duration, or null for <c>until_ready</c>.</summary>
    public TimeSpan? Recovery(string key, TimeSpan? otherwise)
    {
        if (Find(key) is not { } node) return otherwise;
        if (node is YamlNode.Scalar { Text: "until_ready" }) return null;
        if (node is YamlNode.Scalar { Text: var text } && !Grammar.TryDuration(text, out _))
        {
            File.Error(node.At, Field(key), $"{node.Kind} is not a duration", "write it like 30s, or until_ready");
            return otherwise;
        }

        return Duration(node, Field(key), otherwise ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(8));
    }

    public int Integer(string key, int otherwise, int least, int most) =>
        Find(key) is { } node ? Integer(File, node, Field(key), otherwise, least, most) : otherwise;

    public static int Integer(ConfigFile file, YamlNode node, string field, int otherwise, int least, int most)
    {
        if (node is YamlNode.Scalar { Quoted: false } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
        {
            return value;
        }

        file.Error(node.At, field, $"a whole number from {least} to {most} is wanted, not {node.Kind}");
        return otherwise;
    }

    public bool Flag(string key, bool otherwise)
    {
        switch (Find(key))
        {
            case null:
                return otherwise;
            case YamlNode.Scalar { Quoted: false, Text: "true" }:
                return true;
            case YamlNode.Scalar { Quoted: false, Text: "false" }:
                return false;
            case var node:
                File.Error(node.At, Field(key), $"true or false is wanted, not {node.Kind}");
                return otherwise;
        }
    }

    /// <summary>A value of a fixed form; <paramref name="form"/> says in words what fits.</summary>
    public string Text(string key, string otherwise, Func<string, bool> fits, string form)
    {
        if (Find(key) is not { } node || ScalarOf(node, Field(key), form) is not { } text) return otherwise;
        if (fits(text)) return text;
        File.Error(node.At, Field(key), $"'{Grammar.Shown(text)}' is not {form}");
        return otherwise;
    }

    /// <summary>One of a few words; without the key, the first value of the type.</summary>
    public T OneOf<T>(string key, SortedDictionary<string, T> words) where T : struct
    {
        if (Find(key) is not { } node || ScalarOf(node, Field(key), $"one of {string.Join(", ", words.Keys)}") is not { } text) return default;
        if (words.TryGetValue(text, out var value)) return value;
        File.Error(node.At, Field(key), $"'{Grammar.Shown(text)}' is none of {string.Join(", ", words.Keys)}", Suggestion.For(text, words.Keys));
        return default;
    }

    /// <summary>Names for people: <c>{ en: Sales, zh-CN: 销售 }</c>. Without the key, the thing's own name.</summary>
    public Label Label(string key, string name)
    {
        if (Find(key) is not { } node || Of(File, Field(key), node, "en", "zh-CN") is not { } labels) return new Label(name, "");
        return new Label(labels.LabelText("en"), labels.LabelText("zh-CN"));
    }

    private string LabelText(string key) => Text(
        key, "", Grammar.IsLabel, $"a name for people (at most {Grammar.MaxLabel} characters, none of ; \" < > [ ] \\)");

    /// <summary>One prompt or a list of them, as media URIs. At most 20.</summary>
    public ImmutableArray<string> Prompts(string key)
    {
        return Find(key) is { } node ? PromptsOf(node, Field(key)) : [];
    }

    /// <summary>One prompt or a list of them, as media URIs. At most 20.</summary>
    public ImmutableArray<string> PromptsOf(YamlNode node, string field)
    {
        var prompts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(node, field, 20, allowSingle: true))
        {
            if (ScalarOf(item, field, "a prompt") is not { } text) continue;
            if (PromptCatalogReader.Id.IsMatch(text))
            {
                File.References.Add(ReferenceKind.Prompt, text, File, item.At, field);
                prompts.Add(Prompt.Media(text));
            }
            else if (Grammar.IsMedia(text)) prompts.Add(text);
            else File.Error(item.At, field, $"'{Grammar.Shown(text)}' is not a prompt", "write the id of a prompt like welcome, or sound:NAME for one of Asterisk's own sounds");
        }

        return prompts.ToImmutable();
    }

    /// <summary>The items of a list; an empty list (after saying so) when it is none or too long.</summary>
    public ImmutableArray<YamlNode> Items(YamlNode node, string field, int most, bool allowSingle = false)
    {
        if (allowSingle && node is YamlNode.Scalar { Text.Length: > 0 }) return [node];
        if (node is not YamlNode.Sequence sequence)
        {
            File.Error(node.At, field, $"a list is wanted, not {node.Kind}", "write [one, two]");
            return [];
        }

        if (sequence.Items.Length <= most) return sequence.Items;
        File.Error(node.At, field, $"{sequence.Items.Length} items are too many", $"at most {most}");
        return [];
    }

    /// <summary>Where a call goes: <c>{ queue: sales }</c>, <c>{ menu: main }</c> or <c>hangup</c>. Null when wrong.</summary>
    public static CallTarget? Target(ConfigFile file, string field, YamlNode node)
    {
        const string Forms = "write {queue: NAME}, {menu: NAME} or hangup";
        if (node is YamlNode.Scalar { Text: "hangup" }) return CallTarget.HangUp;
        if (node is not YamlNode.Mapping)
        {
            file.Error(node.At, field, $"{node.Kind} is not a target", Forms);
            return null;
        }

        if (Of(file, field, node, "queue", "menu", "skills", "priority") is not { } target) return null;
        var named = target.mapping.Entries.Where(e => e.Key is "queue" or "menu").ToArray();
        if (named.Length != 1)
        {
            file.Error(node.At, field, "a target names exactly one queue or menu", Forms);
            return null;
        }

        var entry = named[0];
        if (target.ScalarOf(entry.Value, target.Field(entry.Key), "a name") is not { } name) return null;
        if (entry.Key == "queue")
        {
            file.References.Add(ReferenceKind.Queue, name, file, entry.Value.At, target.Field(entry.Key));
            return new CallTarget(name, null) { Needs = target.Needs() };
        }

        if (target.mapping.Entries.FirstOrDefault(e => e.Key is "skills" or "priority") is { } misplaced)
            file.Error(misplaced.KeyAt, target.Field(misplaced.Key), "only a call that goes to a queue asks for something", "remove it, or name a queue");

        file.References.Add(ReferenceKind.Menu, name, file, entry.Value.At, target.Field(entry.Key));
        return new CallTarget(null, name);
    }

    /// <summary>What the call asks for by itself in the queue it goes to; null when nothing is said.</summary>
    public CallNeeds? Needs()
    {
        if (Find("skills") is null && Find("priority") is null) return null;
        var needs = new CallNeeds { Skills = SkillsReader.Read(this), Priority = Find("priority") is null ? null : Integer("priority", 0, 0, CallOrder.PriorityMost) };
        File.References.Mark(needs, File, PositionOf("skills"), Field("skills"));
        return needs;
    }

    public string? ScalarOf(YamlNode node, string field, string wanted)
    {
        if (node is YamlNode.Scalar scalar && (scalar.Text.Length > 0 || scalar.Quoted)) return scalar.Text;
        File.Error(node.At, field, $"{wanted} is wanted, not {node.Kind}");
        return null;
    }
}
