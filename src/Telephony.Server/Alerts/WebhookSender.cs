using Polly;
using Polly.Retry;
using Telephony.Server.Http;
using Telephony.Server.Rpc;

namespace Telephony.Server.Alerts;

/// <summary>Tells webhooks what happened to alerts: to each in order, one at a time, until it has confirmed. One that is away holds up no other.</summary>
internal sealed class WebhookSender : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualLongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(3);

    private readonly AlertBook _book;
    private readonly WebhookSecrets _secrets;
    private readonly SiteInForce _site;
    private readonly string _source;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;
    private readonly HttpClient _http;
    private readonly TimeSpan _longestWait;
    private readonly ResiliencePipeline<bool> _retry;

    /// <param name="book">What has to be sent.</param>
    /// <param name="secrets">What it is signed with.</param>
    /// <param name="site">Where to.</param>
    /// <param name="source">Which router tells of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to report.</param>
    /// <param name="firstWait">How long after the first failure; doubled each time.</param>
    /// <param name="longestWait">The longest wait between two attempts.</param>
    public WebhookSender(AlertBook book, WebhookSecrets secrets, SiteInForce site, string source, TimeProvider time, ILogger<WebhookSender> logger, TimeSpan? firstWait = null,
        TimeSpan? longestWait = null)
    {
        (_book, _secrets, _site, _source, _time, _logger, _longestWait) = (book, secrets, site, source, time, logger, longestWait ?? UsualLongestWait);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = AllowedServers.ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };
        _retry = new ResiliencePipelineBuilder<bool> { TimeProvider = time }.AddRetry(new RetryStrategyOptions<bool>
        {
            ShouldHandle = new PredicateBuilder<bool>().HandleResult(false),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = firstWait ?? TimeSpan.FromSeconds(1),
            MaxDelay = _longestWait,
            UseJitter = true,
        }).Build();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sending = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                var news = _book.News;
                foreach (var webhook in _book.Outbox.Select(e => e.Webhook).Distinct())
                {
                    if (!sending.TryGetValue(webhook, out var task) || task.IsCompleted) sending[webhook] = SendAllAsync(webhook, stoppingToken);
                }

                await Task.WhenAny(news, Task.Delay(Look, _time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(sending.Values); // ended by the same token; what was not confirmed is sent after the next start
        }
    }

    private async Task SendAllAsync(string webhook, CancellationToken stop)
    {
        try
        {
            while (_book.Outbox.FirstOrDefault(e => e.Webhook == webhook) is { } next)
            {
                var attempt = 0;
                await _retry.ExecuteAsync(async cancel => await TellAsync(next, ++attempt, cancel), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not confirmed: it stays in the outbox.
        }
    }

    /// <summary>Whether nothing is left to do about an event: it was confirmed, or is given up.</summary>
    private async Task<bool> TellAsync(AlertEvent next, int attempt, CancellationToken cancel)
    {
        if (_time.GetUtcNow() - next.Time > Oldest) return GiveUp(next, $"it is older than {Oldest.TotalDays} days");
        if (!_site.Latest.Alerts.Webhooks.TryGetValue(next.Webhook, out var to)) return GiveUp(next, "there is no such webhook any more");
        try
        {
            using var request = CloudEvent.Request(next, to, _secrets.Of(next.Webhook), _source, _time.GetUtcNow());
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode) return Failed(next, attempt, $"it answered {(int)answer.StatusCode}");
            _book.Settle(next, isGivenUp: false);
            return true;
        }
        catch (InvalidDataException fault)
        {
            _logger.WebhookSecretUnusable(next.Webhook, fault.Message);
            return false;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Failed(next, attempt, fault is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : fault.Message);
        }
    }

    private bool Failed(AlertEvent next, int attempt, string why)
    {
        _logger.WebhookFailed(next.Webhook, attempt, Math.Min(_longestWait.TotalSeconds, Math.Pow(2, Math.Min(20, attempt - 1))), why);
        return false;
    }

    private bool GiveUp(AlertEvent next, string why)
    {
        _logger.WebhookGivenUp(next.Id, next.Webhook, why);
        _book.Settle(next, isGivenUp: true);
        return true;
    }
}
