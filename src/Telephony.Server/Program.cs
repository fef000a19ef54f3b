using System.CommandLine;
using Telephony.Server.Cli;
using Telephony.Server.Hosting;
using Telephony.Server.Prompts;
using Telephony.Server.Recordings;

// telephony: the command line. Commands of this machine are one short method each in Commands.cs, those that ask a running service lie in Cli;
// the service itself is assembled in Service.cs.
var config = new Option<DirectoryInfo>("--config") { Description = "the site's YAML folder", Required = true };
var data = new Option<DirectoryInfo>("--data") { Description = "journal, recordings, history, logs, secrets", Required = true };
var output = new Option<string>("--out") { Description = "where to write", Required = true };
var ariUrl = new Option<Uri>("--ari-url") { Description = "Asterisk's HTTP server", DefaultValueFactory = _ => new Uri("http://127.0.0.1:8088"), CustomParser = given => new Uri(given.Tokens[0].Value, UriKind.RelativeOrAbsolute) };
var asterisks = new Option<string[]>("--asterisk") { Description = "NAME=URL of one of several Asterisk servers; repeatable, instead of --ari-url. NAME is its systemname, user and password are the same at all", DefaultValueFactory = _ => [] };
var ariUser = new Option<string>("--ari-user") { Description = "user in ari.conf", DefaultValueFactory = _ => "telephony" };
var ariPasswordFile = new Option<FileInfo>("--ari-password-file") { Description = "file that holds the password", Required = true };
var http = new Option<string>("--http") { Description = "ADDRESS:PORT of the board and of Connect and gRPC-Web", DefaultValueFactory = _ => "127.0.0.1:8080" };
var grpc = new Option<string>("--grpc") { Description = "ADDRESS:PORT of gRPC (HTTP/2 without TLS)", DefaultValueFactory = _ => "127.0.0.1:8081" };
var grpcReflection = new Option<bool>("--grpc-reflection") { Description = "let tools such as grpcurl and buf curl ask for the services' definitions" };
var allowedHosts = new Option<string[]>("--allowed-host") { Description = "a name under which browsers and clients may reach this service; repeatable. On loopback its addresses and localhost always may, elsewhere everybody when none is given", DefaultValueFactory = _ => [] };
var requireToken = new Option<bool>("--require-token") { Description = "want a token from everybody, from the own user on this machine, too" };
var tlsCert = new Option<FileInfo?>("--tls-cert") { Description = "certificate of both ports, in PEM, with those between it and its root; no TLS without it" };
var tlsKey = new Option<FileInfo?>("--tls-key") { Description = "its private key, in PEM" };
var clientCa = new Option<FileInfo?>("--client-ca") { Description = "roots, in PEM, of the certificates that clients of the gRPC port may show" };
var jwtIssuer = new Option<string?>("--jwt-issuer") { Description = "identity provider whose JSON Web Tokens are taken" };
var jwtAudience = new Option<string?>("--jwt-audience") { Description = "whom they must be for" };
var jwtKeys = new Option<FileInfo?>("--jwt-keys") { Description = "the issuer's public keys: a JWKS document or PEM" };
var jwtRoleClaim = new Option<string>("--jwt-role-claim") { Description = "the claim that holds the role", DefaultValueFactory = _ => "role" };
var node = new Option<string>("--node") { Description = "this router's name; its Stasis application is acd-NODE", DefaultValueFactory = _ => "n1" };
var redis = new Option<string?>("--redis") { Description = "HOST:PORT of the Redis that the routers of a site share: one leads, the others stand by; alone without it" };
var redisPasswordFile = new Option<FileInfo?>("--redis-password-file") { Description = "file that holds its password" };
var cluster = new Option<string>("--cluster") { Description = "the name that the routers of a site share", DefaultValueFactory = _ => "site" };
var sounds = new Option<DirectoryInfo?>("--sounds") { Description = "Asterisk's sounds folder, when it is on this machine: tells how long prompts are" };
var asteriskEtc = new Option<DirectoryInfo?>("--asterisk-etc") { Description = "Asterisk's configuration folder, when it is on this machine: agents' phones follow agents.yaml" };
var tts = new Option<string>("--tts") { Description = "the program that speaks: {text}, {lang}, {voice} and {out} (a WAV file) are filled in", DefaultValueFactory = _ => SpeechCommand.Configured };
var recordingSpace = new Option<int>("--recording-space") { Description = "MiB that must be free for a recording to begin", DefaultValueFactory = _ => (int)(RecordingSpace.DefaultLeast >> 20) };
var recordingKeyFile = new Option<FileInfo?>("--recording-key-file") { Description = "keys that recordings are encrypted with, 64 hexadecimal digits a line; the first for new ones; not encrypted without" };
var recordingKeyCommand = new Option<string?>("--recording-key-command") { Description = "a command that prints such keys, e.g. of a key store" };
var folder = new Argument<DirectoryInfo>("folder") { Description = "the site's YAML folder" };

var serve = new Command("serve", "Run the router.") { config, data, ariUrl, asterisks, ariUser, ariPasswordFile, http, grpc, grpcReflection, allowedHosts, requireToken, tlsCert, tlsKey, clientCa, jwtIssuer, jwtAudience, jwtKeys, jwtRoleClaim, node, redis, redisPasswordFile, cluster, sounds, tts, asteriskEtc, recordingSpace, recordingKeyFile, recordingKeyCommand };
serve.SetAction((args, cancel) => Commands.ServeAsync(
    new ServeOptions
    {
        Config = args.GetRequiredValue(config).FullName,
        Data = args.GetRequiredValue(data).FullName,
        AriUrl = args.GetRequiredValue(ariUrl),
        ServerTexts = args.GetValue(asterisks) ?? [],
        AriUser = args.GetRequiredValue(ariUser),
        AriPasswordFile = args.GetRequiredValue(ariPasswordFile).FullName,
        Http = args.GetRequiredValue(http),
        Grpc = args.GetRequiredValue(grpc),
        GrpcReflection = args.GetValue(grpcReflection),
        AllowedHosts = args.GetValue(allowedHosts) ?? [],
        RequireToken = args.GetValue(requireToken),
        TlsCert = args.GetValue(tlsCert)?.FullName,
        TlsKey = args.GetValue(tlsKey)?.FullName,
        ClientCa = args.GetValue(clientCa)?.FullName,
        JwtIssuer = args.GetValue(jwtIssuer),
        JwtAudience = args.GetValue(jwtAudience),
        JwtKeys = args.GetValue(jwtKeys)?.FullName,
        JwtRoleClaim = args.GetRequiredValue(jwtRoleClaim),
        Node = args.GetRequiredValue(node),
        Redis = args.GetValue(redis) is { Length: > 0 } shared ? shared : null,
        RedisPasswordFile = args.GetValue(redisPasswordFile)?.FullName,
        Cluster = args.GetRequiredValue(cluster),
        Sounds = args.GetValue(sounds)?.FullName,
        Tts = args.GetRequiredValue(tts),
        RecordingKeyFile = args.GetValue(recordingKeyFile)?.FullName,
        RecordingKeyCommand = args.GetValue(recordingKeyCommand),
        RecordingSpace = (long)args.GetValue(recordingSpace) << 20,
        AsteriskEtc = args.GetValue(asteriskEtc)?.FullName,
    },
    cancel));

var check = new Command("check", "Check a configuration; one line for each problem, exit code 1 when there is an error.") { folder };
check.SetAction(args => Commands.Check(args.GetRequiredValue(folder).FullName));

var files = new Command("asterisk-files", "Write the parts of Asterisk's configuration that follow from the site: agents' phones, fallback queue members.") { config, data, output };
files.SetAction(args => Commands.WriteAsteriskFiles(args.GetRequiredValue(config).FullName, args.GetRequiredValue(data).FullName, args.GetRequiredValue(output)));

var soundsWanted = new Option<DirectoryInfo>("--sounds") { Description = "Asterisk's sounds folder, where the prompts are put", Required = true };
var promptCache = new Option<string>("--cache") { Description = "where rendered prompts are kept", DefaultValueFactory = _ => PromptCache.DefaultFolder() };
var checkPrompts = new Command("check", "Say which prompts are missing in a language, and which recordings are too loud, too quiet or too long.") { folder };
checkPrompts.SetAction(args => Commands.CheckPrompts(args.GetRequiredValue(folder).FullName));
var renderPrompts = new Command("render", "Render the prompts that are not rendered yet, and put all of them where Asterisk finds them.") { config, soundsWanted, tts, promptCache };
renderPrompts.SetAction((args, cancel) => Commands.RenderPromptsAsync(
    args.GetRequiredValue(config).FullName, args.GetRequiredValue(soundsWanted).FullName, args.GetRequiredValue(promptCache), args.GetRequiredValue(tts), cancel));

var replay = new Command("replay", "Feed the journal to a new core and write every fact that comes of it.") { data, output };
replay.SetAction(args => Commands.Replay(args.GetRequiredValue(data).FullName, args.GetRequiredValue(output)));

var queueLog = new Command("queue-log", "Write a queue_log in Asterisk's format of everything in the fact log, e.g. for a report tool that begins anew.") { data, output };
queueLog.SetAction(args => Commands.WriteQueueLog(args.GetRequiredValue(data).FullName, args.GetRequiredValue(output)));

var states = new Command("states", "Print the call and agent state machines as Markdown (docs/call-states.md).");
states.SetAction(_ => Commands.PrintStates());

var metrics = new Command("metrics", "Print the metric catalogue as Markdown (docs/metrics.md).");
metrics.SetAction(_ => Commands.PrintMetrics());

var journal = new Option<DirectoryInfo>("--journal") { Description = "the journal of what happened, or the data folder it lies in", Required = true };
var seed = new Option<int>("--seed") { Description = "names the first rerun; the same seed gives the same figures", DefaultValueFactory = _ => 1 };
var runs = new Option<int>("--runs") { Description = "how often the recorded time is lived again, 2 to 1000", DefaultValueFactory = _ => 20 };
var limit = new Option<string[]>("--limit") { Description = "exit with 1 unless this holds, e.g. \"sales: service_level >= 80\"; repeatable, * is every queue", DefaultValueFactory = _ => [] };
var asJson = new Option<bool>("--json") { Description = "print JSON" };
var simulate = new Command("simulate", "Live recorded days again with another configuration, and compare.") { journal, config, seed, runs, limit, asJson };
simulate.SetAction(args => Commands.Simulate(
    args.GetRequiredValue(journal).FullName, args.GetRequiredValue(config).FullName, args.GetValue(seed), args.GetValue(runs), args.GetValue(limit) ?? [], args.GetValue(asJson)));

var stories = new Argument<FileInfo[]>("files") { Description = "stories of callers, as in config/ivr/tests" };
var flowName = new Option<string?>("--flow") { Description = "one flow only" };
var format = new Option<string>("--format") { Description = "mermaid or svg", DefaultValueFactory = _ => "mermaid" };
var factsOf = new Option<DirectoryInfo?>("--counts") { Description = "a data folder: shows how many callers came to each node" };
var ivrTest = new Command("test", "Tell scripted callers to the flows, without any telephony; exit code 1 when one does not come where it should.") { config, stories };
ivrTest.SetAction(args => IvrCommands.Test(args.GetRequiredValue(config).FullName, args.GetRequiredValue(stories).Select(f => f.FullName)));
var ivrDraw = new Command("draw", "Print a flow as Mermaid or SVG.") { config, flowName, format, factsOf };
ivrDraw.SetAction(args => IvrCommands.Draw(args.GetRequiredValue(config).FullName, args.GetValue(flowName), args.GetValue(format)!, args.GetValue(factsOf)?.FullName));
var ivrCounts = new Command("counts", "Print how many callers came to each node of the flows, and how many hung up there.") { data };
ivrCounts.SetAction(args => IvrCommands.Counts(args.GetRequiredValue(data).FullName));

var access = new Command("access", "Print who may call what as Markdown (docs/guides/security.md).");
access.SetAction(_ => Commands.PrintAccess());

var rewrap = new Command("rewrap", "Encrypt the keys of all recordings with the newest key, so that the old ones can be thrown away; exit code 1 when one could not be.") { data, recordingKeyFile, recordingKeyCommand };
rewrap.SetAction(args => RecordingCommands.Rewrap(args.GetRequiredValue(data).FullName, args.GetValue(recordingKeyFile)?.FullName, args.GetValue(recordingKeyCommand)));

var root = new RootCommand("Telephony: an open contact-centre router.")
{
    serve, new Command("prompts", "What callers and agents hear.") { checkPrompts, renderPrompts }, new Command("ivr", "The flows of the IVR.") { ivrTest, ivrDraw, ivrCounts }, files, replay, queueLog, states, metrics, simulate, TokenCommands.Build(), UserCommands.Build(), ScreenCommands.Build(), ActionCommands.Build(), access,
};
root.AddClient(check);
root.Subcommands.Single(verb => verb.Name == "recording").Add(rewrap); // beside those that ask a service: this one is for its files
return await CommandLine.RunAsync(root, args);
