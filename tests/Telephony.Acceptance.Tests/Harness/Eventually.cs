using System.Diagnostics;

namespace Telephony.Acceptance.Tests.Harness;

/// <summary>Waits for what can only be asked for (a list over HTTP, a file), never for time to pass.</summary>
public static class Eventually
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is good.</summary>
    /// <returns>The good answer.</returns>
    /// <exception cref="TimeoutException">No answer was good within <paramref name="atMost"/>; the message holds the last one.</exception>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> isGood, TimeSpan atMost)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isGood(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(start) > atMost)
                throw new TimeoutException($"Not so after {atMost.TotalSeconds:0.#} s: {what}. Last seen: {answer}");
            await Task.Delay(BetweenTries);
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> ask, TimeSpan atMost) => GetAsync(what, ask, yes => yes, atMost);
}
