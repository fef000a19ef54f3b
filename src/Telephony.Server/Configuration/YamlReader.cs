using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Telephony.Server.Configuration;

/// <summary>Reads the plain part of YAML that a configuration needs: one document of mappings, lists and values.
/// Anchors, aliases and tags are refused, so that a small file cannot stand for a huge one.</summary>
internal sealed class YamlReader
{
    /// <summary>How deep mappings and lists may be nested.</summary>
    public const int MaxDepth = 16;

    /// <summary>How many values, keys, beginnings and ends a file may hold.</summary>
    public const int MaxEvents = 200_000;

    private readonly ConfigFile file;
    private readonly string text;
    private readonly Parser parser;
    private int events;

    private YamlReader(ConfigFile file, string text)
    {
        this.file = file;
        this.text = text;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The document, or null after saying what is wrong with it.</summary>
    public static YamlNode? Read(ConfigFile file, string text)
    {
        if (FindControlCharacter(text) is { } found)
        {
            file.Error(found.At, "", $"control character U+{(int)found.Character:X4} in the text", "remove it");
            return null;
        }

        return new YamlReader(file, text).ReadDocument();
    }

    private YamlNode? ReadDocument()
    {
        try
        {
            Next();
            if (parser.Current is StreamStart) Next();
            if (parser.Current is StreamEnd)
            {
                return new YamlNode.Scalar(new TextPosition(1, 1), "", Quoted: false);
            }

            Expect<DocumentStart>();
            var root = ReadNode(depth: 1);
            Expect<DocumentEnd>();
            if (parser.Current is not StreamEnd)
            {
                throw new YamlRefusal(Here, "a second document begins here", "keep one document a file: remove the '---'");
            }

            return root;
        }
        catch (YamlRefusal refusal)
        {
            file.Error(refusal.At, "", refusal.Message, refusal.Hint);
        }
        catch (YamlException fault)
        {
            var (at, message, hint) = YamlFaults.Describe(fault, text);
            file.Error(at, "", message, hint);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException
                                          or OverflowException or FormatException or NullReferenceException)
        {
            // The parser is a third party's; whatever it trips over is still only a bad file.
            file.Error(Here, "", "this is not YAML", "check the text here and just before");
        }

        return null;
    }

    private TextPosition Here =>
        parser.Current is { } current ? PositionOf(current.Start) : new TextPosition(1, 1);

    private YamlNode ReadNode(int depth)
    {
        var at = Here;
        if (depth > MaxDepth) throw new YamlRefusal(at, $"nested deeper than {MaxDepth} levels", "flatten it");
        Refuse(parser.Current);
        switch (parser.Current)
        {
            case YamlDotNet.Core.Events.Scalar scalar:
                Next();
                return new YamlNode.Scalar(at, scalar.Value, Quoted: scalar.Style != ScalarStyle.Plain);

            case SequenceStart:
                Next();
                var items = ImmutableArray.CreateBuilder<YamlNode>();
                while (parser.Current is not SequenceEnd) items.Add(ReadNode(depth + 1));
                Next();
                return new YamlNode.Sequence(at, items.ToImmutable());

            case MappingStart:
                Next();
                return ReadMapping(at, depth);

            default:
                throw new YamlRefusal(at, "this is not YAML", "check the text here and just before");
        }
    }

    private YamlNode.Mapping ReadMapping(TextPosition at, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, TextPosition>(StringComparer.Ordinal);
        while (parser.Current is not MappingEnd)
        {
            var keyAt = Here;
            Refuse(parser.Current);
            if (parser.Current is not YamlDotNet.Core.Events.Scalar key)
            {
                throw new YamlRefusal(keyAt, "a key must be a plain word or a quoted text", "");
            }

            Next();
            if (seen.TryGetValue(key.Value, out var first))
            {
                throw new YamlRefusal(
                    keyAt, $"key '{Grammar.Shown(key.Value)}' is here twice", $"it is already on line {first.Line}: remove one of them");
            }

            seen.Add(key.Value, keyAt);
            entries.Add(new YamlEntry(key.Value, keyAt, ReadNode(depth + 1)));
        }

        Next();
        return new YamlNode.Mapping(at, entries.ToImmutable());
    }

    private void Expect<T>() where T : ParsingEvent
    {
        if (parser.Current is not T) throw new YamlRefusal(Here, "this is not YAML", "check the text here and just before");
        Next();
    }

    private void Next()
    {
        if (++events > MaxEvents) throw new YamlRefusal(Here, $"more than {MaxEvents} values in one file", "split the file");
        if (!parser.MoveNext() && parser.Current is not StreamEnd)
        {
            throw new YamlRefusal(Here, "the text ends too early", "");
        }
    }

    private void Refuse(ParsingEvent? current)
    {
        var quote = "put quotes around a text that begins with '*', '&' or '!'";
        if (current is AnchorAlias alias)
        {
            if (YamlFaults.IsBareStarKey(text, PositionOf(alias.Start))) throw new YamlRefusal(PositionOf(alias.Start), "the key * needs quotes", "write \"*\":");
            throw new YamlRefusal(PositionOf(alias.Start), "YAML aliases are not used here", quote);
        }

        if (current is not NodeEvent node) return;
        if (!node.Anchor.IsEmpty) throw new YamlRefusal(PositionOf(node.Start), "YAML anchors are not used here", quote);
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            throw new YamlRefusal(PositionOf(node.Start), "YAML tags are not used here", quote);
        }
    }

    private static TextPosition PositionOf(Mark mark) =>
        new((int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue));

    private static (char Character, TextPosition At)? FindControlCharacter(string text)
    {
        var (line, column) = (1, 1);
        foreach (var c in text)
        {
            if (c == '\n') (line, column) = (line + 1, 1);
            else if ((char.IsControl(c) && c is not ('\t' or '\r')) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF')
            {
                return (c, new TextPosition(line, column));
            }
            else column++;
        }

        return null;
    }
}

/// <summary>YAML that is well-formed but not accepted here.</summary>
internal sealed class YamlRefusal(TextPosition at, string message, string hint) : Exception(message)
{
    public TextPosition At { get; } = at;

    public string Hint { get; } = hint;
}
