using System.Globalization;

namespace Telephony.Benchmarks;

/// <summary>Processor time of a process so far, user and system, all threads (/proc/PID/stat).</summary>
public static class ProcessorTime
{
    // USER_HZ, the unit of /proc, is 100 on every Linux that .NET runs on.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static TimeSpan Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        // Fields are counted after the name, which is in parentheses and may hold spaces: utime is field 14, stime 15.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return Tick * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture));
    }
}
