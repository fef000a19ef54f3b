using System.CommandLine;
using Grpc.Core;

namespace Telephony.Server.Cli;

/// <summary>Makes commands that ask the service: one connection, one answer for every mistake.</summary>
internal static class ClientCommand
{
    /// <summary>The answer was given, or the order carried out.</summary>
    public const int Done = 0;

    /// <summary>The service refused, or could not be reached.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>A group of commands about one kind of thing, also under its plural.</summary>
    public static Command Noun(string name, string description, params Command[] verbs)
    {
        var noun = Group(name, description, verbs);
        noun.Aliases.Add($"{name}s");
        return noun;
    }

    /// <summary>A group of commands.</summary>
    public static Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs) group.Add(verb);
        return group.WithCommon();
    }

    /// <summary>A command of its own, without a group.</summary>
    public static Command WithCommon(this Command command)
    {
        foreach (var option in ClientOptions.Common) command.Add(option);
        return command;
    }

    /// <summary>One command.</summary>
    /// <param name="name">What is written.</param>
    /// <param name="description">One line of help.</param>
    /// <param name="run">What it does.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public static Command Verb(string name, string description, Func<Session, Task> run, params Symbol[] symbols)
    {
        var verb = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) verb.Add(argument);
            if (symbol is Option option) verb.Add(option);
        }

        verb.SetAction((args, cancel) => RunAsync(args, run, cancel));
        return verb;
    }

    /// <summary>An order: a command that changes something.</summary>
    public static Command Order(string name, string description, Func<Session, Task> run, params Symbol[] symbols) =>
        Verb(name, description, run, [.. symbols, ClientOptions.By, ClientOptions.ValidateOnly]);

    private static async Task<int> RunAsync(ParseResult args, Func<Session, Task> run, CancellationToken cancel)
    {
        var server = "";
        try
        {
            using var session = new Session(args, cancel);
            server = session.Server;
            await run(session);
            return Done;
        }
        catch (CommandLineException fault)
        {
            return Fail(fault.Message, WrongUsage);
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException && cancel.IsCancellationRequested)
        {
            return Done; // Ctrl+C is how a watch ends
        }
        catch (RpcException fault)
        {
            return Fail(Faults.Line(fault, server), Refused);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Fail(fault.Message, Refused);
        }

        int Fail(string message, int code)
        {
            args.InvocationConfiguration.Error.WriteLine($"telephony: {Table.Visible(message)}");
            return code;
        }
    }
}
