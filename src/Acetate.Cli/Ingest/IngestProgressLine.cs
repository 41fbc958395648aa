using Acetate.Compute;
using Acetate.Steps.Documents;
using Acetate.Tools.Ingest.Targets;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest;

/// <summary>One line on a terminal that says what runs: stage, rate, estimate and what limits it. Silent when nobody looks.</summary>
internal sealed class IngestProgressLine(TextWriter error, TimeProvider clock, long totalBytes) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (ThroughputMeter Meter, Dictionary<Guid, double> Steps)> counted = new(StringComparer.Ordinal);
    private readonly bool isShown = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
    private DateTimeOffset written;

    public void Report(JobProgress progress)
    {
        if (!isShown) return;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var text = $"{progress.Stage} {progress.Step}";
            if (progress.Stage is "uploading" or "reading")
            {
                // Reading a card for its hashes and sending it are counted apart: each takes all of it.
                if (!counted.TryGetValue(progress.Stage, out var counter)) counted[progress.Stage] = counter = (new ThroughputMeter(totalBytes), []);
                counter.Steps[progress.StepId] = progress.Progress.Done;
                counter.Meter.Add(now, (long)counter.Steps.Values.Sum(), progress.Progress.Detail is { ValueKind: System.Text.Json.JsonValueKind.Object } detail
                    && detail.TryGetProperty("limitedBy", out var limit) ? limit.GetString() ?? "" : "");
                var state = counter.Meter.Now;
                text = $"{progress.Stage} {ReportText.Size(state.DoneBytes)} of {ReportText.Size(state.TotalBytes)} at {ReportText.Size((long)state.BytesPerSecond)}/s"
                    + (state.Remaining is { } left ? $", {TargetClock.Spoken(left)} left" : "") + (state.LimitedBy.Length > 0 ? $", limited by the {state.LimitedBy}" : "");
            }

            if (now - written < Pace) return;
            written = now;
            error.Write($"\r{text,-100}");
        }
    }

    /// <summary>Tells how much of a card was read for its hashes.</summary>
    public void Reading(long done, long total) =>
        Report(new JobProgress(Guid.Empty, Guid.Empty, "", "", "", "reading", new StepProgress(done, total)));

    public void Dispose()
    {
        if (isShown && written != default) error.Write($"\r{"",-100}\r");
    }
}
