using System.Collections.Immutable;
using Telephony.Core;

namespace Telephony.Server.Configuration;

/// <summary>Reads the short form of <c>ivr/NAME.yaml</c>: a menu of one level.</summary>
internal static class MenuFileReader
{
    public static MenuRule? Read(ConfigFile file, string name, YamlNode root)
    {
        if (Section.Of(file, "", root, "prompt", "invalid", "choices", "input_timeout", "tries", "otherwise") is not { } menu) return null;

        menu.Require("prompt", "prompt: [NAME]");
        var prompt = menu.Prompts("prompt");
        if (menu.Find("prompt") is YamlNode.Sequence { Items.IsEmpty: true } empty)
        {
            file.Error(empty.At, "prompt", "a menu without a prompt cannot be understood", "name a sound");
        }

        return new MenuRule
        {
            Prompt = prompt,
            Invalid = menu.Prompts("invalid"),
            Choices = Choices(menu),
            InputTimeout = menu.Duration("input_timeout", TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
            Tries = menu.Integer("tries", 3, 1, 10),
            Otherwise = Otherwise(menu, name),
        };
    }

    private static ImmutableSortedDictionary<string, CallTarget> Choices(Section menu)
    {
        var choices = ImmutableSortedDictionary.CreateBuilder<string, CallTarget>(StringComparer.Ordinal);
        if (menu.Require("choices", "choices: {\"1\": {queue: NAME}}") is not { } node) return choices.ToImmutable();
        if (Section.OfNames(menu.File, "choices", node) is not { } all) return choices.ToImmutable();
        foreach (var entry in all.Entries)
        {
            var field = all.Field(entry.Key);
            if (!Grammar.Key.IsMatch(entry.Key))
            {
                menu.File.Error(entry.KeyAt, field, "not a key of a phone", "write \"0\" to \"9\", \"*\", \"#\" or A to D");
            }

            choices[entry.Key] = Section.Target(menu.File, field, entry.Value) ?? CallTarget.HangUp;
        }

        if (choices.Count == 0) menu.File.Warn(node.At, "choices", "this menu has no choice", "add \"1\": {queue: NAME}");
        else if (choices.Values.All(choice => choice == CallTarget.HangUp))
        {
            menu.File.Warn(node.At, "choices", "this menu leads nowhere: every choice hangs up");
        }

        return choices.ToImmutable();
    }

    private static CallTarget Otherwise(Section menu, string name)
    {
        if (menu.Require("otherwise", "otherwise: {queue: NAME}") is not { } node) return CallTarget.HangUp;
        menu.File.References.Define(ReferenceKind.Menu, name, new SiteReferences.Place(menu.File, node.At, "otherwise"));
        return Section.Target(menu.File, "otherwise", node) ?? CallTarget.HangUp;
    }
}
