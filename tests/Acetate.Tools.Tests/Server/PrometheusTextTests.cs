using System.Diagnostics.Metrics;
using Acetate.Server.Observability;

namespace Acetate.Tools.Tests.Server;

/// <summary>The page that Prometheus reads.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void Counters_add_up_by_label_and_end_in_total()
    {
        using var meter = new Meter("Acetate.Test.Counters");
        using var text = new PrometheusText(name => name == meter.Name);
        var counter = meter.CreateCounter<long>("acetate.rolls.sealed", description: "Rolls sealed");

        counter.Add(2, new KeyValuePair<string, object?>("show", "film"));
        counter.Add(3, new KeyValuePair<string, object?>("show", "film"));
        counter.Add(1, new KeyValuePair<string, object?>("show", "a \"b\"\n"));

        Assert.Equal(
            "# HELP acetate_rolls_sealed_total Rolls sealed\n# TYPE acetate_rolls_sealed_total counter\n"
            + "acetate_rolls_sealed_total{show=\"a \\\"b\\\"\\n\"} 1\nacetate_rolls_sealed_total{show=\"film\"} 5\n",
            text.Write());
    }

    [Fact]
    public void Histogram_buckets_are_cumulative_and_close_with_infinity()
    {
        using var meter = new Meter("Acetate.Test.Histograms");
        using var text = new PrometheusText(name => name == meter.Name);
        var histogram = meter.CreateHistogram<double>("request.duration", "s");

        foreach (var seconds in (double[])[0.004, 0.2, 0.2, 9000]) histogram.Record(seconds);

        var page = text.Write();
        Assert.Contains("# TYPE request_duration_seconds histogram\n", page);
        Assert.Contains("request_duration_seconds_bucket{le=\"0.005\"} 1\n", page);
        Assert.Contains("request_duration_seconds_bucket{le=\"0.25\"} 3\n", page);
        Assert.Contains("request_duration_seconds_bucket{le=\"3600\"} 3\n", page);
        Assert.Contains("request_duration_seconds_bucket{le=\"+Inf\"} 4\n", page);
        Assert.Contains("request_duration_seconds_count 4\n", page);
    }

    [Fact]
    public void Gauges_that_are_observed_keep_the_last_value_and_may_fall()
    {
        using var meter = new Meter("Acetate.Test.Gauges");
        using var text = new PrometheusText(name => name == meter.Name);
        var waiting = 7;
        meter.CreateObservableGauge("acetate.jobs.waiting", () => waiting);

        text.Write();
        waiting = 2;

        Assert.Contains("acetate_jobs_waiting 2\n", text.Write());
    }

    [Fact]
    public void A_label_that_never_repeats_cannot_fill_the_memory()
    {
        using var meter = new Meter("Acetate.Test.Labels");
        using var text = new PrometheusText(name => name == meter.Name, seriesPerInstrument: 10);
        var counter = meter.CreateCounter<int>("hits");

        for (var i = 0; i < 1000; i++) counter.Add(1, new KeyValuePair<string, object?>("path", $"/{i}"));

        var lines = text.Write().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')).ToArray();
        Assert.Equal(11, lines.Length);
        Assert.Contains("hits_total{overflow=\"true\"} 990", lines);
    }
}
