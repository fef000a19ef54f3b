using System.Collections.Concurrent;
using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>One thread that lets all phones speak every 20 ms, so that a hundred phones need no hundred timers.</summary>
internal static class RtpClock
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);
    private static readonly ConcurrentDictionary<RtpEndpoint, bool> Endpoints = new();
    private static readonly Thread Ticker = Start();

    public static void Add(RtpEndpoint endpoint) => Endpoints[endpoint] = true;

    public static void Remove(RtpEndpoint endpoint) => Endpoints.TryRemove(endpoint, out _);

    /// <summary>True while the clock runs, which is as long as the process does.</summary>
    public static bool IsRunning => Ticker.IsAlive;

    private static Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "RTP clock", Priority = ThreadPriority.AboveNormal };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        var started = Stopwatch.GetTimestamp();
        for (long tick = 1; ; tick++)
        {
            var wait = (Frame * tick) - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                Thread.Sleep(wait);
            foreach (var (endpoint, _) in Endpoints)
                endpoint.SendFrame();
        }
    }
}
