using System.Text.Json;
using Acetate.Otio;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>Where everything in a timeline lies, and what edits make of it.</summary>
public sealed class LayoutTests
{
    public static TheoryData<string> Samples => OtioCorpus.Files(OtioCorpus.Folder + "/sample_data", "*.otio");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_has_the_objects_and_ranges_that_the_reference_finds(string file)
    {
        var top = TimelineLayout.Of(OtioReader.Read(Corpus.PathOf(file)).GetTimeline()).Top;
        var expected = OtioCorpus.Load(Corpus.PathOf("conformance/otio/sample_data/expected.json")).EnumerateArray().Single(item => file.EndsWith(item.GetProperty("file").GetString()!, StringComparison.Ordinal));

        Assert.Equal(OtioCorpus.Time(expected.GetProperty("duration")), top.Duration);
        foreach (var (track, ours) in expected.GetProperty("timeline").GetProperty("tracks").EnumerateArray().Zip(top.Children))
        {
            Assert.Equal((track.GetProperty("name").GetString(), track.GetProperty("kind").GetString()), ours.Value is Track made ? (made.Name, made.Kind) : default);
            Assert.Equal(OtioCorpus.Time(track.GetProperty("duration")), ours.Duration);
            Assert.Equal(track.GetProperty("children").GetArrayLength(), ours.Children.Length);
            foreach (var (child, placed) in track.GetProperty("children").EnumerateArray().Zip(ours.Children))
            {
                Assert.Equal((child.GetProperty("type").GetString(), child.GetProperty("name").GetString()), (placed.Value.SchemaName, ((NamedObject)placed.Value).Name));
                if (child.TryGetProperty("range_in_track", out var range) && range.ValueKind == JsonValueKind.Object) Assert.Equal(OtioCorpus.Range(range), placed.RangeInParent);
                if (child.TryGetProperty("media", out var media) && media.TryGetProperty("available_range", out var available) && available.ValueKind == JsonValueKind.Object)
                    Assert.Equal(OtioCorpus.Range(available), placed.AvailableRange);
            }
        }
    }

    [Fact]
    public void Transitions_take_no_room_and_show_more_of_what_is_beside_them()
    {
        var track = TimelineLayout.Of(SampleTimeline.Timeline).Top.Children[0];

        Assert.Equal([(0, 48), (36, 18), (48, 48), (96, 24), (120, 48), (168, 48)], track.Children.Select(child => (child.RangeInParent!.Value.StartTime.Value, child.RangeInParent.Value.Duration.Value)));
        Assert.Equal((new TimeRange(100, 54, 24), new TimeRange(188, 60, 24)), (track.Children[0].VisibleRange!.Value, track.Children[2].VisibleRange!.Value));
        Assert.Equal(new RationalTime(216, 24), track.Duration);
        Assert.Equal("/tracks/children/0/children/4/children/0/children/1", track.Clips().Single(clip => ((Clip)clip.Value).Name == "inner 2").Path);
    }

    [Fact]
    public void A_clip_within_a_composition_lies_in_the_whole_where_its_source_range_leaves_it()
    {
        var top = TimelineLayout.Of(SampleTimeline.Timeline).Top;
        var clips = top.Clips().ToDictionary(clip => ((Clip)clip.Value).Name);

        // The composition plays its frames 12 to 59 at 120 to 167; its first clip lies at 0 to 35 in it, its second one from 36 on.
        Assert.Equal(new TimeRange(120, 24, 24), clips["inner 1"].RangeInTop());
        Assert.Equal(new TimeRange(144, 24, 24), clips["inner 2"].RangeInTop());
        Assert.Equal(new RationalTime(144, 24), clips["inner 2"].Transform(new RationalTime(1000, 24), top));
        Assert.Equal(new RationalTime(1000, 24), top.Transform(new RationalTime(144, 24), clips["inner 2"]));
        Assert.Equal(new RationalTime(312, 24), clips["inner 2"].Transform(new RationalTime(940, 24), clips["over"]));
        Assert.Throws<ArgumentException>(() => clips["a"].Transform(new RationalTime(0, 24), TimelineLayout.Of(SampleTimeline.Timeline).Top));
    }

    [Fact]
    public void The_child_at_a_time_is_found_down_to_the_innermost()
    {
        var track = TimelineLayout.Of(SampleTimeline.Timeline).Top.Children[0];

        Assert.Equal(["a", "a", "b", "", "inner 1", "inner 2", "fast", null], new double[] { 0, 47, 48, 96, 120, 144, 168, 216 }.Select(time => (track.ChildAt(new(time, 24))?.Value as NamedObject)?.Name));
        Assert.Equal("comp", ((Stack)track.ChildAt(new(144, 24), shallow: true)!.Value).Name);
        Assert.Equal(["x", "b", ""], track.ChildrenIn(new(50, 60, 24)).Select(child => ((NamedObject)child.Value).Name));
    }

    [Fact]
    public void Where_a_clip_has_no_range_what_follows_is_unknown_and_the_reason_is_told()
    {
        var track = new Track { Children = [SampleTimeline.Clip("a", 0, 24), new Clip { Name = "endless" }, SampleTimeline.Clip("b", 0, 24)] };
        var layout = TimelineLayout.Of(new Timeline { Tracks = new() { Children = [track, new Track { Children = [SampleTimeline.Clip("c", 0, 24)] }] } });

        Assert.Contains("The clip 'endless' has no source range", Assert.Single(layout.Problems).Message, StringComparison.Ordinal);
        Assert.Equal("/tracks/children/0/children/1", layout.Problems[0].Path);
        var clips = layout.Top.Clips().ToArray();
        Assert.Equal([true, false, false, true], clips.Select(clip => clip.RangeInTop() is not null));
        Assert.Null(layout.Top.Duration);
        Assert.Null(clips[2].Transform(new RationalTime(0, 24), layout.Top));
        Assert.Contains("endless", Assert.Throws<OtioException>(() => track.TrimTo(new(0, 10, 24))).Message, StringComparison.Ordinal);
        Assert.Contains("endless", Assert.Throws<OtioException>(() => TrackEdits.Flatten(track)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_that_ends_in_a_transition_cannot_be_kept()
    {
        var track = (Track)SampleTimeline.Timeline.Tracks.Children[0];

        Assert.Contains("half a transition", Assert.Throws<OtioException>(() => track.TrimTo(new(40, 100, 24))).Message, StringComparison.Ordinal);
        Assert.Equal(["b", "", "comp"], track.TrimTo(new(60, 70, 24)).Children.Select(child => ((NamedObject)child).Name));
        Assert.Equal(new TimeRange(212, 36, 24), ((Item)track.TrimTo(new(60, 70, 24)).Children[0]).SourceRange);
        Assert.Contains("Only tracks", Assert.Throws<OtioException>(() => new Stack { Children = [new Gap()] }.Flatten()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flattening_shows_the_track_below_gaps_and_items_that_are_off()
    {
        var low = new Track { Children = [SampleTimeline.Clip("low", 0, 240)] };
        var high = new Track { Children = [Gap.Of(new(24, 24)), SampleTimeline.Clip("high", 0, 24), SampleTimeline.Clip("off", 0, 24) with { Enabled = false }] };

        var flat = TrackEdits.Flatten(low, high);

        Assert.Equal([("low", 0, 24), ("high", 0, 24), ("low", 48, 24), ("low", 72, 168)],
            flat.Children.Cast<Clip>().Select(clip => (clip.Name, clip.SourceRange!.Value.StartTime.Value, clip.SourceRange.Value.Duration.Value)));
        Assert.Empty(TrackEdits.Flatten().Children);
        Assert.Single(new Stack { Children = [low, high with { Enabled = false }] }.Flatten().Children);
    }

    [Fact]
    public void A_hundred_thousand_clips_under_fifty_thousand_holes_are_laid_out_and_flattened()
    {
        OtioObject[] clips = [.. Enumerable.Range(0, 100_000).Select(i => SampleTimeline.Clip("c", i, 24))];
        var low = new Track { Children = [.. clips] };
        var high = new Track { Children = [.. clips.Select((clip, i) => i % 2 == 0 ? clip : Gap.Of(new(24, 24)))] };
        var timeline = new Timeline { Tracks = new() { Children = [low, high] } };

        var top = TimelineLayout.Of(OtioReader.Read(OtioWriter.ToBytes(timeline, new() { Indentation = 0 })).GetTimeline()).Top;
        var flat = timeline.Tracks.Flatten();

        Assert.Equal(new TimeRange(99_999 * 24, 24, 24), top.Children[0].Children[^1].RangeInTop());
        Assert.Same(top.Children[0].Children[77_777], top.Children[0].ChildAt(new(77_777 * 24 + 5, 24)));
        Assert.Equal(100_000, flat.Children.Length);
        Assert.Equal(new TimeRange(33_333, 24, 24), ((Clip)flat.Children[33_333]).SourceRange);
    }
}
