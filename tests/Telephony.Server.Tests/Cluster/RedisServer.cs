using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Telephony.Server.Tests.Cluster;

/// <summary>A real Redis (Debian's <c>redis-server</c>), in a folder and on a port of its own.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tel-redis-").FullName;
    private readonly int _port;
    private Process? _process;

    private RedisServer(int port) => _port = port;

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer(FreePort());
        await redis.RunAsync();
        return redis;
    }

    /// <summary>Starts it, with the data that lie in its folder.</summary>
    public async Task RunAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--appendonly", "no", "--save", "", "--dbfilename", "dump.rdb" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var waited = 0; waited < 400; waited++)
        {
            if (await SaysAsync("PING") == "+PONG") return;
            await Task.Delay(25);
        }

        throw new AssertionException("redis-server does not answer");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP: it takes connections, and says nothing.</summary>
    public void Stop() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal("CONT");

    /// <summary>Has one command carried out; the first line of the answer, null when there is none.</summary>
    public async Task<string?> SaysAsync(params string[] command)
    {
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(IPAddress.Loopback, _port);
            await using var stream = tcp.GetStream();
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n" };
            await writer.WriteLineAsync($"*{command.Length}");
            foreach (var word in command) await writer.WriteLineAsync($"${word.Length}\r\n{word}");
            await writer.FlushAsync();
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync();
        }
        catch (Exception fault) when (fault is SocketException or IOException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) Continue();
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
