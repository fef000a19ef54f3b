using System.Collections.Immutable;

namespace Telephony.Core.Tests;

/// <summary>Flows at random: every kind of node, led together without sense, circles included. What the checks of a configuration refuse is here on purpose.</summary>
internal static class RandomFlows
{
    private const int Names = 9;

    public static ImmutableSortedDictionary<string, Flow> Of(Random dice, string[] queues) => ImmutableSortedDictionary<string, Flow>.Empty
        .Add("main", FlowOf(dice, queues)).Add("sub", FlowOf(dice, queues)).Add("deep", FlowOf(dice, queues));

    private static Flow FlowOf(Random dice, string[] queues)
    {
        var nodes = ImmutableSortedDictionary.CreateBuilder<string, FlowNode>(StringComparer.Ordinal);
        for (var i = 0; i < Names; i++) nodes[$"n{i}"] = NodeOf(dice, queues);
        return new Flow
        {
            Start = "n0",
            Nodes = nodes.ToImmutable(),
            Limit = TimeSpan.FromSeconds(10 + dice.Next(120)),
            Otherwise = dice.Next(3) == 0 ? CallTarget.HangUp : new CallTarget(queues[dice.Next(queues.Length)], null),
        };
    }

    private static FlowNode NodeOf(Random dice, string[] queues) => dice.Next(19) switch
    {
        0 => new PlayNode { Prompt = Prompt(dice), BargeIn = Half(dice), Next = Anywhere(dice) },
        1 => new SayNode { Parts = [new SaidPart(SaidAs.Digits, null, FlowExpression.Parse("caller"))], Next = Anywhere(dice) },
        2 or 3 or 4 => new MenuNode
        {
            Ask = AskOf(dice), Repeat = Half(dice) ? "9" : null, Back = Half(dice) ? "*" : null, Unmatched = Anywhere(dice), Silent = Anywhere(dice),
            Keys = Enumerable.Range(0, 5).ToImmutableSortedDictionary(k => $"{k}", _ => Anywhere(dice), StringComparer.Ordinal),
        },
        5 or 6 => new CollectNode
        {
            Ask = AskOf(dice), Variable = "x", Least = 1 + dice.Next(3), Most = 4, Luhn = Half(dice), Pattern = Half(dice) ? "[0-5]+" : null, Masked = dice.Next(4) == 0,
            Next = Anywhere(dice), Failed = Anywhere(dice),
        },
        7 => new SetNode { Values = ImmutableSortedDictionary<string, FlowExpression>.Empty.Add("x", FlowExpression.Parse("x + \"1\"")), Next = Anywhere(dice) },
        8 => new SwitchNode { Cases = [new SwitchCase(FlowExpression.Parse("length(x) > 3"), Anywhere(dice))], Otherwise = Anywhere(dice) },
        9 => new HoursNode { Queue = queues[0], Open = Anywhere(dice), Closed = Anywhere(dice) },
        10 => new LanguageNode { Language = "zh_CN", Next = Anywhere(dice) },
        11 => new HttpNode { Url = "https://x.example/{x}", Timeout = TimeSpan.FromSeconds(1 + dice.Next(5)), Prompt = Prompt(dice), Next = Anywhere(dice), Failed = Anywhere(dice) },
        12 => new RecordNode { Record = RecordOf(dice), Variable = "r", Next = Anywhere(dice) },
        13 => new VoicemailNode { Box = "box", Record = RecordOf(dice), Next = Anywhere(dice) },
        14 => new CallbackNode { Queue = queues[dice.Next(queues.Length)], Within = TimeSpan.FromMinutes(1 + dice.Next(9)), Next = Anywhere(dice), Failed = Anywhere(dice) },
        15 => new SurveyNode { Questions = [new SurveyQuestion("q", ["q"])], Ask = AskOf(dice), Next = Anywhere(dice) },
        16 => new SubflowNode { Flow = new[] { "main", "sub", "deep" }[dice.Next(3)], Next = Half(dice) ? Anywhere(dice) : null },
        17 => dice.Next(4) == 0 ? new TransferNode { To = "reception" } : new HangUpNode { Prompt = Prompt(dice) },
        _ => new QueueNode { Target = new CallTarget(queues[dice.Next(queues.Length)], null), Show = ["x"], AfterTalk = Half(dice) ? Anywhere(dice) : null },
    };

    private static AskRule AskOf(Random dice) => new() { Prompt = Prompt(dice), NoMatch = Prompt(dice), Tries = 1 + dice.Next(3), BargeIn = Half(dice), TypeAhead = Half(dice) };

    private static RecordRule RecordOf(Random dice) => new() { Prompt = Prompt(dice), Most = TimeSpan.FromSeconds(5 + dice.Next(10)) };

    private static ImmutableArray<string> Prompt(Random dice) => dice.Next(4) == 0 ? [] : ["prompt"];

    private static string Anywhere(Random dice) => dice.Next(12) switch { 0 => Flow.End, 1 => Flow.Return, _ => $"n{dice.Next(Names)}" };

    private static bool Half(Random dice) => dice.Next(2) == 0;
}
