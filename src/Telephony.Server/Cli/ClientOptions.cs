using System.CommandLine;
using System.Globalization;
using Telephony.Server.Configuration;

namespace Telephony.Server.Cli;

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: the messages of the API as JSON; of a stream one line a frame.</summary>
    Json,
}

/// <summary>Options that all commands of the API have.</summary>
internal static class ClientOptions
{
    /// <summary>Where the service is asked for when nothing says otherwise.</summary>
    public const string DefaultServer = "http://127.0.0.1:8081";

    /// <summary>Where the service is.</summary>
    public static Option<string> Server { get; } = new("--server")
    {
        Description = "the gRPC port of the service, http://HOST:PORT or https://HOST:PORT (default: TELEPHONY_SERVER, else " + DefaultServer + ")",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TELEPHONY_SERVER") is { Length: > 0 } server ? server : DefaultServer,
        Recursive = true,
    };

    /// <summary>Who asks.</summary>
    public static Option<FileInfo?> TokenFile { get; } = new("--token-file")
    {
        Description = "file that holds the token (default: TELEPHONY_TOKEN, else secrets/admin_token in the data folder, when it may be read)", Recursive = true,
    };

    /// <summary>Where the first token lies.</summary>
    public static Option<string> Data { get; } = new("--data")
    {
        Description = "the service's data folder, when it is on this machine (default: TELEPHONY_DATA, else .data)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TELEPHONY_DATA") is { Length: > 0 } data ? data : ".data",
        Recursive = true,
    };

    /// <summary>How long an answer may take.</summary>
    public static Option<TimeSpan> Timeout { get; } = DurationOption("--timeout", "how long one answer may take, e.g. 5s", TimeSpan.FromSeconds(10), recursive: true);

    /// <summary>How results are printed.</summary>
    public static Option<OutputFormat> Output { get; } =
        new Option<OutputFormat>("--output", "-o") { Description = "for people or for programs", DefaultValueFactory = _ => OutputFormat.Table, Recursive = true }.AcceptOnlyFromAmong("table", "json");

    /// <summary>Goes on showing what changes.</summary>
    public static Option<bool> Watch { get; } = new("--watch", "-w") { Description = "go on showing what changes, until Ctrl+C" };

    /// <summary>Who asks, for the record.</summary>
    public static Option<string> By { get; } = new("--by") { Description = "who asks, for the record (default: your user name)", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>Whether an order is only checked.</summary>
    public static Option<bool> ValidateOnly { get; } = new("--validate-only") { Description = "only check whether it could be carried out now" };

    /// <summary>All that every command has.</summary>
    public static IEnumerable<Option> Common => [Server, TokenFile, Data, Timeout, Output];

    /// <summary>An option whose value is a duration such as 30s or 1m30s.</summary>
    public static Option<TimeSpan> DurationOption(string name, string description, TimeSpan standard, bool recursive = false) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => standard,
        CustomParser = given =>
        {
            if (Grammar.TryDuration(given.Tokens[0].Value, out var time) && time > TimeSpan.Zero) return time;
            given.AddError($"{name} {given.Tokens[0].Value}: a duration is wanted, such as 30s, 2m or 1h");
            return default;
        },
        HelpName = "TIME",
        Recursive = recursive,
    };

    /// <summary>An option whose value is a point in time: 2026-03-01T09:30 (this machine's zone), with Z or +08:00 for another.</summary>
    public static Option<DateTimeOffset?> TimeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "WHEN",
        CustomParser = given =>
        {
            if (DateTimeOffset.TryParse(given.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)) return time;
            given.AddError($"{name} {given.Tokens[0].Value}: a time is wanted, such as 2026-03-01T09:30");
            return null;
        },
    };
}
