using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Acetate.Compute;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>An engine that knows its card: work that reads it waits while it is not plugged in, and what broke because it was pulled out is done again.</summary>
/// <param name="inner">The engine that does the work.</param>
/// <param name="card">The card.</param>
/// <param name="tell">Told, in a sentence, when the card is gone and when it is back.</param>
internal sealed class CardEngine(IComputeEngine inner, CardPresence card, Action<string> tell) : IComputeEngine
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Channel<EngineReport> own = Channel.CreateUnbounded<EngineReport>();
    private readonly ConcurrentDictionary<string, StepAttempt> waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> reading = new(StringComparer.Ordinal);
    private readonly Lock telling = new();
    private bool wasGone;

    /// <summary>Told of every attempt that begins to read the card.</summary>
    public Action<StepAttempt> OnStart { get; init; } = static _ => { };

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public EngineFeatures Features => inner.Features;

    /// <inheritdoc/>
    public bool HasRoomFor(StepNeeds needs, StepNeeds? chosen = null) => inner.HasRoomFor(needs, chosen);

    /// <inheritdoc/>
    public async Task SubmitAsync(StepAttempt attempt, CancellationToken cancellationToken)
    {
        if (!card.IsReadBy(attempt))
        {
            await inner.SubmitAsync(attempt, cancellationToken);
            return;
        }

        if (IsThere())
        {
            reading[attempt.Id] = false;
            OnStart(attempt);
            await inner.SubmitAsync(attempt, cancellationToken);
        }
        else
        {
            waiting[attempt.Id] = attempt;
        }
    }

    /// <inheritdoc/>
    public async Task CancelAsync(string attemptId, CancellationToken cancellationToken)
    {
        if (waiting.TryRemove(attemptId, out _)) own.Writer.TryWrite(new(attemptId, null, new StepResult.Cancelled()));
        else await inner.CancelAsync(attemptId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ThrottleAsync(string attemptId, long? bytesPerSecond, CancellationToken cancellationToken)
    {
        if (waiting.TryGetValue(attemptId, out var attempt)) waiting.TryUpdate(attemptId, attempt with { ThrottleBytesPerSecond = bytesPerSecond }, attempt);
        else await inner.ThrottleAsync(attemptId, bytesPerSecond, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EngineReport> ReportsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] feeds = [FollowAsync(end.Token), WatchAsync(end.Token)];
        try
        {
            await foreach (var report in own.Reader.ReadAllAsync(cancellationToken)) yield return report;
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(feeds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        own.Writer.TryComplete();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var report in inner.ReportsAsync(cancellationToken))
        {
            var news = report;
            if (report.Result is { } result && reading.TryRemove(report.AttemptId, out var wasInterrupted) && IsBroken(result) && (wasInterrupted || !card.IsThere()))
                news = report with { Result = new StepResult.Lost($"The card {card.Path} was pulled out while it was read.") };
            own.Writer.TryWrite(news);
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            // What was interrupted may wait to be tried again, and then nothing reads the card that is back.
            if (reading.IsEmpty && waiting.IsEmpty && !wasGone) continue;
            if (!IsThere())
            {
                foreach (var id in reading.Keys) reading.TryUpdate(id, true, false);
                continue;
            }

            foreach (var id in waiting.Keys)
            {
                if (!waiting.TryRemove(id, out var attempt)) continue;
                reading[id] = false;
                OnStart(attempt);
                await inner.SubmitAsync(attempt, cancellationToken);
            }
        }
    }

    /// <summary>Whether the card is there; tells when it went or came back since the last look.</summary>
    private bool IsThere()
    {
        lock (telling)
        {
            var isThere = card.IsThere();
            if (isThere == !wasGone) return isThere;
            wasGone = !isThere;
            tell(isThere
                ? $"The card {card.Path} is back; the copy goes on."
                : $"The card {card.Path} is not there: it was pulled out, or its reader went away. Nothing is lost; plug it in again and the copy goes on where it was. Do not format it.");
            return isThere;
        }
    }

    /// <summary>Whether a result has files that could not be read, as all have whose card is gone.</summary>
    private static bool IsBroken(StepResult result) => result switch
    {
        StepResult.Done done => done.Output.ValueKind == JsonValueKind.Object && done.Output.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array
            && files.EnumerateArray().Any(f => Word(f, "outcome") is "vanished" or "unreadable" or "size-differs" || Word(f, "verdict") is "missing" or "unreadable" or "size-differs"),
        StepResult.Failed => true,
        _ => false,
    };

    private static string Word(JsonElement file, string name) => file.TryGetProperty(name, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString()! : "";
}
