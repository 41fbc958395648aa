using System.Text.Json;

namespace Acetate.Compute.Hosting;

/// <summary>Lets functions report as often as they like and sends the newest report at most five times a second.</summary>
internal sealed class ProgressPacer : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _sending;
    private Pending? _newest;

    public ProgressPacer(ReplyWriter output, TimeProvider clock) => _sending = SendAsync(output, clock);

    public void Report(double done, double total, Func<JsonElement>? detail)
    {
        // JSON has no word for "not a number"; a division by an empty total is not worth a failed step.
        if (double.IsFinite(done) && double.IsFinite(total)) Volatile.Write(ref _newest, new(done, total, detail));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task SendAsync(ReplyWriter output, TimeProvider clock)
    {
        while (true)
        {
            await Task.Delay(Pace, clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What was reported last is sent even when the function has just ended.
            if (Interlocked.Exchange(ref _newest, null) is { } newest)
                await output.WriteAsync(new(new StepProgress(newest.Done, newest.Total, newest.Detail?.Invoke()))).ConfigureAwait(false);
            if (_end.IsCancellationRequested) return;
        }
    }

    private sealed record Pending(double Done, double Total, Func<JsonElement>? Detail);
}
