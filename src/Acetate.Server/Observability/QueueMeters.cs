using System.Diagnostics.Metrics;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Server.Hosting;

namespace Acetate.Server.Observability;

/// <summary>Measures the queue by shows and kinds, four times a minute, on the server that gives out the work. The names are part of the public interface.</summary>
/// <param name="fleet">Of several servers only the scheduler does it.</param>
/// <param name="library">The library.</param>
/// <param name="workshop">Knows who works.</param>
/// <param name="logger">The log.</param>
public sealed partial class QueueMeters(Fleet fleet, MediaLibrary library, Workshop workshop, ILogger<QueueMeters> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly Meter meter = new("Acetate.Queue");
    private volatile WorkQueue? last;

    /// <inheritdoc/>
    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        meter.CreateObservableGauge("acetate.queue.steps", () => Lines(line => [(line.Ready, "ready"), (line.Waiting, "waiting"), (line.Running, "running"), (line.Held, "held")], "state"), "{step}", "Open steps, by show, kind and state.");
        meter.CreateObservableGauge("acetate.queue.oldest_wait", () => Lines(line => line.OldestReadyAt is { } since ? [((last!.At - since).TotalSeconds, "")] : [], null), "s", "How long the step that waits longest for a worker has waited, by show and kind.");
        meter.CreateObservableGauge("acetate.queue.deadline_slack", () => Lines(line => line.Tightest is { } slack ? [(slack.SlackSeconds, "")] : [], null), "s", "The least slack of a job: the time to its deadline less what its work still needs; negative when it will be late. By show and kind.");
        meter.CreateObservableGauge("acetate.queue.ended", () => Lines(line => [(line.Done, "done"), (line.Failed, "failed")], "end"), "{attempt}", "Tries that ended in the last hour, by show, kind and end.");
        meter.CreateObservableGauge("acetate.queue.late", () => last is { } queue ? [new Measurement<double>(queue.LateJobs)] : Array.Empty<Measurement<double>>(), "{job}", "Jobs that are late or will be.");
        meter.CreateObservableGauge("acetate.queue.cores_used", () => Engines(engine => engine.CoresUsed), "{core}", "Cores that running steps hold, by place.");
        meter.CreateObservableGauge("acetate.queue.cores", () => Engines(engine => engine.Cores), "{core}", "Cores that there are, by place, where somebody knows.");
        using var timer = new PeriodicTimer(Interval, library.Clock);
        do
        {
            try
            {
                last = fleet.IsHere ? await library.ReadAsync(tx => tx.WorkQueueAsync(null, workshop.Engines, stoppingToken), stoppingToken) : null;
            }
            catch (LibraryException problem)
            {
                last = null;
                NotMeasured(problem.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<double>> Lines(Func<QueueLine, (double Value, string Word)[]> values, string? tag)
    {
        foreach (var line in last?.Lines ?? [])
            foreach (var (value, word) in values(line))
            {
                var (show, kind) = (new KeyValuePair<string, object?>("show", line.Show), new KeyValuePair<string, object?>("kind", line.Kind));
                yield return tag is null ? new(value, show, kind) : new(value, show, kind, new(tag, word));
            }
    }

    private IEnumerable<Measurement<double>> Engines(Func<EngineUse, double?> value)
    {
        foreach (var engine in last?.Engines ?? [])
            if (value(engine) is { } known) yield return new(known, new KeyValuePair<string, object?>("place", engine.Place));
    }

    [LoggerMessage(LogLevel.Warning, "The queue could not be measured: {Message}")]
    private partial void NotMeasured(string message);
}
