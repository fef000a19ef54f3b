namespace Telephony.Server.Hosting;

/// <summary>A step of the start that waits for the parts registered before it.</summary>
/// <param name="after">What is to be done before; it is not waited for longer than <paramref name="atMost"/>.</param>
/// <param name="step">The step.</param>
internal sealed class LaterStart(Func<Task> after, TimeSpan atMost, Action step) : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(after(), Task.Delay(atMost, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        step();
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
