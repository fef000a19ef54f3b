using System.Text;
using Telephony.Core;

namespace Telephony.Server.Hosting;

/// <summary>Prints the state machines from the functions that decide: the page cannot differ from the code.</summary>
public static class StateTables
{
    /// <summary>docs/call-states.md.</summary>
    public static string Print()
    {
        var page = new StringBuilder();
        page.AppendLine("# Call and agent states").AppendLine();
        page.AppendLine("Printed from `CallStates.Decide` and `AgentStates.Decide` by `telephony states`; a test compares this page with the code.");
        page.AppendLine("What each step does is said where it is declared, in the same files.").AppendLine();
        Table<CallState, CallEvent, CallStep>(page, "Calls", CallStates.Decide);
        Table<AgentState, AgentEvent, AgentStep>(page, "Agents", AgentStates.Decide);
        return page.ToString().TrimEnd() + "\n";
    }

    private static void Table<TState, TEvent, TStep>(StringBuilder page, string title, Func<TState, TEvent, TStep> decide)
        where TState : struct, Enum
        where TEvent : struct, Enum
        where TStep : struct, Enum
    {
        page.Append("## ").AppendLine(title).AppendLine();
        page.Append("| happens \\ in |").AppendJoin(" |", Enum.GetNames<TState>().Select(n => " " + n)).AppendLine(" |");
        page.Append("| --- |").AppendJoin(" |", Enum.GetNames<TState>().Select(_ => " ---")).AppendLine(" |");
        foreach (var happened in Enum.GetValues<TEvent>())
            page.Append("| ").Append(happened).Append(" |").AppendJoin(" |", Enum.GetValues<TState>().Select(s => " " + decide(s, happened))).AppendLine(" |");
        page.AppendLine();
    }
}
