using System.CommandLine;
using Grpc.Core;
using Grpc.Net.Client;

namespace Telephony.Server.Cli;

/// <summary>A mistake that only the values of a command line show: told in one line, exit code 2.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

/// <summary>One run of a command: its values, the connection to the service, and where results go.</summary>
internal sealed class Session : IDisposable
{
    private readonly ParseResult _args;
    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];

    /// <summary>Connects at the first call.</summary>
    /// <exception cref="CommandLineException">The address or the token file is not good.</exception>
    public Session(ParseResult args, CancellationToken cancel)
    {
        (_args, Cancel) = (args, cancel);
        Server = Get(ClientOptions.Server).TrimEnd('/');
        if (!Uri.TryCreate(Server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandLineException($"--server {Server}: expected http://HOST:PORT");
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        if (Tokens.Find(Get(ClientOptions.TokenFile), Get(ClientOptions.Data)) is { } token) _headers.Add("authorization", $"Bearer {token}");
        Format = Get(ClientOptions.Output);
        Screen = Screen.For(args.InvocationConfiguration.Output);
    }

    /// <summary>The service's address.</summary>
    public string Server { get; }

    /// <summary>Ends the command.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>Where results go.</summary>
    public TextWriter Out => _args.InvocationConfiguration.Output;

    /// <summary>Where what is not a result goes.</summary>
    public TextWriter Error => _args.InvocationConfiguration.Error;

    /// <summary>How results are printed.</summary>
    public OutputFormat Format { get; }

    /// <summary>What the place where results go can do.</summary>
    public Screen Screen { get; }

    public V1.QueueService.QueueServiceClient Queues => new(_channel);

    public V1.AgentService.AgentServiceClient Agents => new(_channel);

    public V1.CallService.CallServiceClient Calls => new(_channel);

    public V1.RoutingService.RoutingServiceClient Routing => new(_channel);

    public V1.FlowService.FlowServiceClient Flows => new(_channel);

    public V1.RecordingService.RecordingServiceClient Recordings => new(_channel);

    public V1.AuditService.AuditServiceClient Audit => new(_channel);

    public V1.ReportService.ReportServiceClient Reports => new(_channel);

    public V1.ConfigService.ConfigServiceClient Config => new(_channel);

    public V1.RouterService.RouterServiceClient Router => new(_channel);

    /// <summary>For a call with one answer: with a deadline.</summary>
    public CallOptions Once => new(_headers, DateTime.UtcNow + Get(ClientOptions.Timeout), Cancel);

    /// <summary>For a stream: until cancelled.</summary>
    public CallOptions Stream(CancellationToken cancel) => new(_headers, null, cancel);

    /// <summary>Who asks, for the record.</summary>
    public string By => Get(ClientOptions.By);

    /// <summary>Whether an order is only checked.</summary>
    public bool ValidateOnly => Get(ClientOptions.ValidateOnly);

    /// <summary>Names this order, so that it is never carried out twice.</summary>
    public static string NewRequestId() => Guid.NewGuid().ToString();

    public T Get<T>(Option<T> option) => _args.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => _args.GetValue(argument)!;

    /// <summary>Whether the option stands on the command line.</summary>
    public bool IsGiven(Option option) => _args.GetResult(option) is { Implicit: false };

    /// <summary>A resource name of what somebody wrote: <c>sales</c> and <c>queues/sales</c> are the same.</summary>
    public static string Name(string collection, string? given) =>
        string.IsNullOrEmpty(given) ? "" : given.StartsWith($"{collection}/", StringComparison.Ordinal) ? given : $"{collection}/{given}";

    public void Dispose() => _channel.Dispose();
}
