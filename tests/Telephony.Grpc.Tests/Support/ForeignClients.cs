using System.Diagnostics;
using Echo.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;

namespace GrpcTests.Support;

/// <summary>Runs clients that others wrote as processes of their own. A client that is missing fails the test.</summary>
internal static class ForeignClients
{
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RunPatience = TimeSpan.FromSeconds(60);

    /// <summary>Folder with the clients' sources.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "tests", "Telephony.Grpc.Tests", "clients");

    /// <summary>Installs the npm packages that the lock file names, unless they are there.</summary>
    public static async Task InstallNodePackagesAsync()
    {
        if (File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
            return;
        var (exitCode, output) = await RunAsync(InstallPatience, "npm", "install", "--no-save");
        Assert.That(exitCode, Is.Zero, $"npm install in {Folder}: {output}");
    }

    /// <summary>Writes the definitions of all test services, for clients that work without generated code.</summary>
    public static string WriteDescriptorSet()
    {
        FileDescriptor[] files =
        [
            EchoReflection.Descriptor, HealthReflection.Descriptor,
            Grpc.Reflection.V1.ReflectionReflection.Descriptor, Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor,
        ];
        var set = new FileDescriptorSet { File = { files.Select(WithJsonNames) } };
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"descriptors-{Guid.NewGuid():N}.binpb");
        File.WriteAllBytes(path, set.ToByteArray());
        return path;
    }

    /// <summary>Runs a program in the clients' folder; its output is standard output and error together.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments) => RunAsync(RunPatience, program, arguments);

    /// <summary>Generated C# leaves the JSON names out of its definitions, but connect-es wants them.</summary>
    private static FileDescriptorProto WithJsonNames(FileDescriptor file)
    {
        var proto = FileDescriptorProto.Parser.ParseFrom(file.SerializedData);
        foreach (var (message, descriptor) in proto.MessageType.Zip(file.MessageTypes))
        {
            foreach (var field in message.Field)
                field.JsonName = descriptor.FindFieldByNumber(field.Number).JsonName;
        }
        return proto;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan patience, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_PROXY"] = "*";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        using var bound = new CancellationTokenSource(patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {patience}.");
        }
    }

    private static string RepositoryRoot()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "Telephony.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder;
    }
}
