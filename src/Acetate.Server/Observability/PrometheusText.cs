using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Acetate.Server.Observability;

/// <summary>Listens to this process's meters and writes them in the Prometheus text format (version 0.0.4).</summary>
/// <remarks>
/// Counters add up, gauges keep the last value, histograms have fixed buckets. An instrument keeps at most
/// a bounded number of label sets; what comes after is added to one series labelled
/// <c>overflow="true"</c>, so that a hostile or careless label cannot fill the memory.
/// </remarks>
public sealed class PrometheusText : IDisposable
{
    /// <summary>Buckets for durations in seconds, as OpenTelemetry recommends for HTTP; other units get powers of four.</summary>
    private static readonly double[] SecondBuckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 60, 600, 3600];
    private static readonly double[] CountBuckets = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 16777216, 268435456, 4294967296];

    private readonly ConcurrentDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly int seriesPerInstrument;

    /// <summary>Starts listening to the meters that <paramref name="accepts"/> names.</summary>
    public PrometheusText(Func<string, bool> accepts, int seriesPerInstrument = 200)
    {
        this.seriesPerInstrument = seriesPerInstrument;
        listener.InstrumentPublished = (instrument, source) =>
        {
            if (accepts(instrument.Meter.Name)) source.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        listener.Start();
    }

    private enum Shape
    {
        Counter,
        Observed,
        Gauge,
        Histogram,
    }

    /// <summary>Asks the observable instruments and writes everything.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.WriteTo(text);
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((Family)state!).Record(value, tags);

    private Family FamilyOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var shape = type == typeof(Histogram<>) ? Shape.Histogram
            : type == typeof(Counter<>) || type == typeof(UpDownCounter<>) ? Shape.Counter
            : type == typeof(ObservableCounter<>) ? Shape.Observed
            : Shape.Gauge;
        // An up-down counter adds up like a counter but may fall, so Prometheus calls it a gauge.
        var kind = type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? "counter" : shape == Shape.Histogram ? "histogram" : "gauge";
        var unit = instrument.Unit switch { "s" => "seconds", "By" => "bytes", "ms" => "milliseconds", _ => "" };
        var name = Legal(instrument.Name);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal)) name += "_" + unit;
        if (kind == "counter" && !name.EndsWith("_total", StringComparison.Ordinal)) name += "_total";
        return families.GetOrAdd(name, _ => new Family(name, kind, shape, instrument.Description ?? "",
            instrument.Unit == "s" ? SecondBuckets : CountBuckets, seriesPerInstrument));
    }

    private static string Legal(string name) =>
        string.Create(name.Length, name, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        });

    private sealed class Family(string name, string kind, Shape shape, string description, double[] bounds, int limit)
    {
        private readonly Dictionary<string, Series> series = new(StringComparer.Ordinal);
        private readonly Lock gate = new();

        public string Name => name;

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = Labels(tags);
            lock (gate)
            {
                if (!series.TryGetValue(labels, out var one))
                {
                    if (series.Count >= limit) labels = "overflow=\"true\"";
                    if (!series.TryGetValue(labels, out one)) series[labels] = one = new Series(shape == Shape.Histogram ? bounds.Length : 0);
                }

                if (shape == Shape.Histogram) one.Observe(value, bounds);
                else one.Value = shape == Shape.Counter ? one.Value + value : value;
            }
        }

        public void WriteTo(StringBuilder text)
        {
            lock (gate)
            {
                if (series.Count == 0) return;
                if (description.Length > 0) text.Append($"# HELP {name} {description.ReplaceLineEndings(" ").Replace("\\", @"\\")}\n");
                text.Append($"# TYPE {name} {kind}\n");
                foreach (var (labels, one) in series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (shape == Shape.Histogram) WriteHistogram(text, labels, one);
                    else text.Append(name).Append(Braces(labels)).Append(' ').Append(Number(one.Value)).Append('\n');
                }
            }
        }

        private void WriteHistogram(StringBuilder text, string labels, Series one)
        {
            long sum = 0;
            for (var i = 0; i < bounds.Length; i++)
            {
                sum += one.Buckets[i];
                text.Append($"{name}_bucket{Braces(Joined(labels, $"le=\"{Number(bounds[i])}\""))} {sum}\n");
            }

            text.Append($"{name}_bucket{Braces(Joined(labels, "le=\"+Inf\""))} {one.Count}\n");
            text.Append($"{name}_sum{Braces(labels)} {Number(one.Value)}\n");
            text.Append($"{name}_count{Braces(labels)} {one.Count}\n");
        }

        private static string Joined(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

        private static string Braces(string labels) => labels.Length == 0 ? "" : $"{{{labels}}}";

        private static string Number(double value) =>
            double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length == 0) return "";
            var pairs = new List<string>(tags.Length);
            foreach (var (key, value) in tags)
            {
                var shown = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                if (shown.Length > 120) shown = shown[..120];
                pairs.Add($"{Legal(key)}=\"{shown.Replace("\\", @"\\").Replace("\"", "\\\"").ReplaceLineEndings("\\n")}\"");
            }

            pairs.Sort(StringComparer.Ordinal);
            return string.Join(',', pairs);
        }
    }

    private sealed class Series(int buckets)
    {
        public double Value { get; set; }

        public long Count { get; private set; }

        public long[] Buckets { get; } = new long[buckets];

        public void Observe(double value, double[] bounds)
        {
            Value += value;
            Count++;
            var index = Array.FindIndex(bounds, bound => value <= bound);
            if (index >= 0) Buckets[index]++;
        }
    }
}
