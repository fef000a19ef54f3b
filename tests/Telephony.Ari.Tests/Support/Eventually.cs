using System.Diagnostics;

namespace Telephony.Ari.Tests.Support;

internal static class Eventually
{
    /// <summary>Waits, within the usual bound, for something that gives no signal of its own.</summary>
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            Assert.That(watch.Elapsed, Is.LessThan(Rig.Patience), "it did not become true");
            await timer.WaitForNextTickAsync();
        }
    }
}
