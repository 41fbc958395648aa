using System.Diagnostics;
using System.Diagnostics.Metrics;
using Acetate.Compute;
using Acetate.Compute.Local;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>What a runner measures. The names are part of the public interface.</summary>
public sealed class JobMeters : IDisposable
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Acetate.Jobs";

    internal static readonly ActivitySource Source = new(Name);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _seconds;

    internal JobMeters(Func<QueueState> queue, Func<IEnumerable<IComputeEngine>> engines)
    {
        _attempts = _meter.CreateCounter<long>("acetate.jobs.attempts", "{attempt}", "Attempts that ended, by function and end.");
        _seconds = _meter.CreateHistogram<double>("acetate.jobs.attempt.duration", "s", "How long attempts took, by function.");
        _meter.CreateObservableGauge("acetate.jobs.ready", () => queue().Ready, "{step}", "Steps that could begin.");
        _meter.CreateObservableGauge("acetate.jobs.running", () => queue().Running, "{step}", "Steps that run.");
        _meter.CreateObservableGauge("acetate.jobs.held", () => queue().Held, "{step}", "Steps that wait for a person.");
        _meter.CreateObservableGauge("acetate.jobs.oldest_age", () => queue().OldestAge.TotalSeconds, "s", "How long the oldest ready step has waited.");
        _meter.CreateObservableGauge("acetate.jobs.deadline_slack",
            () => queue().DeadlineSlack is { } slack ? [new Measurement<double>(slack.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s", "Time to the earliest deadline of unfinished work; negative when it has passed.");
        _meter.CreateObservableGauge("acetate.jobs.utilisation",
            () => engines().OfType<LocalProcessEngine>().Select(e => new Measurement<double>(e.Utilisation, new KeyValuePair<string, object?>("place", e.Name))),
            "1", "The part of an engine's cores that is taken.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Ended(string function, string end, TimeSpan elapsed)
    {
        _attempts.Add(1, new KeyValuePair<string, object?>("function", function), new KeyValuePair<string, object?>("end", end));
        _seconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("function", function));
    }
}
