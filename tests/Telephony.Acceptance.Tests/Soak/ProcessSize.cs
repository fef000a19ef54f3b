using System.Globalization;

namespace Telephony.Acceptance.Tests.Soak;

/// <summary>How much a process holds (/proc).</summary>
/// <param name="Memory">Resident memory, MiB.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
public readonly record struct ProcessSize(double Memory, int Handles, int Threads)
{
    public static ProcessSize Of(int process)
    {
        var status = File.ReadAllLines($"/proc/{process}/status");
        double Number(string key) => double.Parse(status.First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        return new ProcessSize(Number("VmRSS") / 1024, Directory.GetFiles($"/proc/{process}/fd").Length, (int)Number("Threads"));
    }
}
