using System.Text.Json;
using Acetate.Cuts;

namespace Acetate.Standards.Tests.Cuts;

/// <summary>What a reference adapter made of a file, flattened: a timeline of OpenTimelineIO as it stands in JSON, read without our reader.</summary>
internal sealed class ExpectedTimeline
{
    /// <summary>A clip or a nested stack: seconds in its track, source time in seconds.</summary>
    public sealed record Item(string Track, string Name, double Start, double Length, double SourceStart, double SourceLength, string? Url, bool IsEnabled, bool IsStack, int Markers, double? MixIn, double? MixOut);

    public required string Name { get; init; }

    public required double? Start { get; init; }

    public List<Item> Items { get; } = [];

    public int Markers { get; private set; }

    public static ExpectedTimeline Of(JsonElement timeline)
    {
        var start = timeline.TryGetProperty("global_start_time", out var begin) && begin.ValueKind == JsonValueKind.Object ? Seconds(begin) : (double?)null;
        var expected = new ExpectedTimeline { Name = timeline.GetProperty("name").GetString()!, Start = start };
        var stack = timeline.GetProperty("tracks");
        expected.Markers = stack.GetProperty("markers").GetArrayLength();
        var (video, audio) = (0, 0);
        foreach (var track in stack.GetProperty("children").EnumerateArray())
            expected.Track(track, track.GetProperty("kind").GetString() == "Video" ? $"V{++video}" : $"A{++audio}");
        return expected;
    }

    public static IEnumerable<JsonElement> Timelines(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) yield break;
        if (Schema(root).StartsWith("Timeline", StringComparison.Ordinal)) yield return root;
        else if (root.TryGetProperty("children", out var children))
            foreach (var found in children.EnumerateArray().SelectMany(Timelines)) yield return found;
    }

    public static string Schema(JsonElement element) => element.GetProperty("OTIO_SCHEMA").GetString()!;

    public static double Seconds(JsonElement time) => time.GetProperty("value").GetDouble() / time.GetProperty("rate").GetDouble();

    public static double Seconds(Ratio frames, Acetate.Timing.FrameRate rate) => frames.Approximate * rate.Denominator / rate.Numerator;

    private void Track(JsonElement track, string id)
    {
        var at = 0.0;
        double? mixOut = null;
        double? mixIn = null;
        foreach (var child in track.GetProperty("children").EnumerateArray())
        {
            var schema = Schema(child);
            if (schema.StartsWith("Transition", StringComparison.Ordinal))
            {
                (mixIn, mixOut) = (Seconds(child.GetProperty("in_offset")), Seconds(child.GetProperty("out_offset")));
                continue;
            }

            var range = child.GetProperty("source_range");
            var length = range.ValueKind == JsonValueKind.Null ? 0 : Seconds(range.GetProperty("duration"));
            if (!schema.StartsWith("Gap", StringComparison.Ordinal))
            {
                var url = schema.StartsWith("Clip", StringComparison.Ordinal)
                    && child.GetProperty("media_references").GetProperty(child.GetProperty("active_media_reference_key").GetString()!).TryGetProperty("target_url", out var target) ? target.GetString() : null;
                Items.Add(new(id, child.GetProperty("name").GetString()!, at, length, Seconds(range.GetProperty("start_time")), length, url,
                    child.GetProperty("enabled").GetBoolean(), schema.StartsWith("Stack", StringComparison.Ordinal), child.GetProperty("markers").GetArrayLength(), mixIn, mixOut));
            }

            (mixIn, mixOut) = (null, null);
            at += length;
        }
    }
}
