using System.Collections.Immutable;

namespace Telephony.Server.Configuration;

/// <summary>A piece of a YAML document that still knows where it stands.</summary>
internal abstract record YamlNode(TextPosition At)
{
    /// <summary>What it is, in words a reader of YAML knows.</summary>
    public abstract string Kind { get; }

    /// <summary>A single value.</summary>
    /// <param name="At">Where it begins.</param>
    /// <param name="Text">The value.</param>
    /// <param name="Quoted">Whether it was written in quotes (or as a block), so that an empty one is meant.</param>
    public sealed record Scalar(TextPosition At, string Text, bool Quoted) : YamlNode(At)
    {
        public override string Kind => Text.Length == 0 && !Quoted ? "nothing" : $"'{Grammar.Shown(Text)}'";
    }

    public sealed record Sequence(TextPosition At, ImmutableArray<YamlNode> Items) : YamlNode(At)
    {
        public override string Kind => "a list";
    }

    /// <summary>Keys with values, in the order written; no key twice.</summary>
    public sealed record Mapping(TextPosition At, ImmutableArray<YamlEntry> Entries) : YamlNode(At)
    {
        public override string Kind => "a mapping";
    }
}

/// <summary>One key of a mapping, with its value.</summary>
internal sealed record YamlEntry(string Key, TextPosition KeyAt, YamlNode Value);
