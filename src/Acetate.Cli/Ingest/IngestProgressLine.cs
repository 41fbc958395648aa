using Acetate.Tools.Ingest.Reports;
using Acetate.Tools.Ingest.Targets;
using Acetate.Tools.Jobs;

namespace Acetate.Cli.Ingest;

/// <summary>One line on a terminal that says what runs: stage, rate, estimate and what limits it. Silent when nobody looks.</summary>
internal sealed class IngestProgressLine(TextWriter error, TimeProvider clock, long totalBytes) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly ThroughputMeter meter = new(totalBytes);
    private readonly Dictionary<Guid, double> uploaded = [];
    private readonly bool isShown = !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error);
    private DateTimeOffset written;

    public void Report(JobProgress progress)
    {
        if (!isShown) return;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var text = $"{progress.Stage} {progress.Step}";
            if (progress.Stage == "uploading")
            {
                uploaded[progress.StepId] = progress.Progress.Done;
                meter.Add(now, (long)uploaded.Values.Sum(), progress.Progress.Detail is { ValueKind: System.Text.Json.JsonValueKind.Object } detail
                    && detail.TryGetProperty("limitedBy", out var limit) ? limit.GetString() ?? "" : "");
                var state = meter.Now;
                text = $"uploading {ReportText.Size(state.DoneBytes)} of {ReportText.Size(state.TotalBytes)} at {ReportText.Size((long)state.BytesPerSecond)}/s"
                    + (state.Remaining is { } left ? $", {TargetClock.Spoken(left)} left" : "") + (state.LimitedBy.Length > 0 ? $", limited by the {state.LimitedBy}" : "");
            }

            if (now - written < Pace) return;
            written = now;
            error.Write($"\r{text,-100}");
        }
    }

    public void Dispose()
    {
        if (isShown && written != default) error.Write($"\r{"",-100}\r");
    }
}
