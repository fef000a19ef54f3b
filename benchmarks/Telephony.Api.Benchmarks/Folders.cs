using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Telephony.Api.Benchmarks;

/// <summary>Where things lie in the checkout.</summary>
internal static class Folders
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    public static string Protos => Path.Combine(Root, "protos");

    /// <summary>The folder with node's packages: those of the conformance tests, at the versions of its lock file.</summary>
    public static string NodePackages => Path.Combine(Root, "tests", "Telephony.Grpc.Tests", "clients");

    /// <summary>A file of the board.</summary>
    public static string WebFile(string path) => Path.Combine(Root, "src", "Telephony.Web", path);

    /// <summary>Installs node's packages unless they are there.</summary>
    public static async Task InstallNodePackagesAsync()
    {
        if (File.Exists(Path.Combine(NodePackages, "node_modules", ".package-lock.json"))) return;
        using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--no-save", "--silent"]) { WorkingDirectory = NodePackages })!;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0) throw new InvalidOperationException($"npm install in {NodePackages} failed");
    }

    /// <summary>Writes the definitions of the API into a file, for a server that works without generated code.</summary>
    public static string WriteDescriptors()
    {
        var files = new List<FileDescriptor>();
        Add(V1.AgentServiceReflection.Descriptor);
        var path = Path.Combine(Path.GetTempPath(), $"telephony-{Guid.NewGuid():N}.binpb");
        File.WriteAllBytes(path, new FileDescriptorSet { File = { files.Select(f => FileDescriptorProto.Parser.ParseFrom(f.SerializedData)) } }.ToByteArray());
        return path;

        void Add(FileDescriptor file)
        {
            if (files.Contains(file)) return;
            foreach (var dependency in file.Dependencies) Add(dependency);
            files.Add(file);
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telephony.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside a checkout");
        return folder;
    }
}
