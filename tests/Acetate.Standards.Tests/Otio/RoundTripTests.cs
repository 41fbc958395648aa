using System.Text;
using Acetate.Otio;
using Acetate.Otio.Editing;

namespace Acetate.Standards.Tests.Otio;

/// <summary>What other programs put into a file stays in it.</summary>
public sealed class RoundTripTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Every_schema_is_written_and_read_back_as_it_was(int indentation)
    {
        var options = new OtioWriteOptions { Indentation = indentation };

        var once = OtioWriter.ToText(SampleTimeline.Timeline, options);
        var document = Read(once);

        Assert.Empty(document.Problems);
        Assert.Equal(once, OtioWriter.ToText(document.Root, options));
        Assert.Equal(indentation == 0, !once.Contains('\n', StringComparison.Ordinal));
        var images = Assert.IsType<ImageSequenceReference>(TimelineLayout.Of(document.GetTimeline()).Top.Clips().Select(clip => (Clip)clip.Value).Single(clip => clip.Name == "fast").MediaReference);
        Assert.Equal("file:///raid/A001C001/A001C001.0001200.exr", images.UrlOf(199));
        Assert.Equal((200, 1200, 1011), (images.ImageCount, images.EndFrame, images.FrameAt(new(10, 24))));
    }

    [Fact]
    public void Metadata_keep_their_order_their_numbers_and_objects_nobody_knows()
    {
        const string Metadata = """{"z": 1.10, "a": 170141183460469231731687303715884105728, "e": 1E3, "n": NaN, "i": -Infinity, "o": {"OTIO_SCHEMA": "Caption.7", "b": [1, {"OTIO_SCHEMA": "Gap.1"}], "a": null}, "empty": {}, "list": []}""";

        var document = Read($$"""{"OTIO_SCHEMA": "Clip.1", "metadata": {{Metadata}}}""");
        var clip = Assert.IsType<Clip>(document.Root);
        var kept = OtioWriter.ToText(document.Root);
        var sorted = OtioWriter.ToText(document.Root, new() { AsReference = true });

        Assert.Equal(["z", "a", "e", "n", "i", "o", "empty", "list"], clip.Metadata.Names);
        Assert.Contains("\"z\": 1.10,\n        \"a\": 170141183460469231731687303715884105728,\n        \"e\": 1E3,\n        \"n\": NaN,\n        \"i\": -Infinity", kept, StringComparison.Ordinal);
        Assert.Contains("\"a\": 1.7014118346046935e38,\n        \"e\": 1000.0,\n        \"empty\": {}", sorted, StringComparison.Ordinal);
        Assert.Equal("Caption", (clip.Metadata["o"] as UnknownSchema)?.Name);
        Assert.IsType<Gap>(clip.Metadata["o"]?["b"]?.Items[1]);
        Assert.Equal(kept, OtioWriter.ToText(Read(kept).Root));
    }

    [Fact]
    public void Members_that_a_schema_does_not_know_are_kept_and_written_first()
    {
        var document = Read("""{"OTIO_SCHEMA": "Gap.1", "later": {"x": [1, 2]}, "name": "g", "more": "y"}""");

        var gap = Assert.IsType<Gap>(document.Root);
        Assert.Equal(["later", "more"], gap.OtherMembers.Names);
        Assert.StartsWith("{\n    \"OTIO_SCHEMA\": \"Gap.1\",\n    \"later\": {\n        \"x\": [\n            1,\n            2\n        ]\n    },\n    \"more\": \"y\",\n    \"metadata\": {},", OtioWriter.ToText(gap), StringComparison.Ordinal);
        Assert.Equal(new TimeRange(0, 0, 1), gap.SourceRange);
    }

    [Fact]
    public void Newer_names_in_an_older_object_do_not_take_the_place_of_what_is_written()
    {
        var clip = Assert.IsType<Clip>(Read("""{"OTIO_SCHEMA": "Clip.1", "media_references": {}, "active_media_reference_key": "x", "media_reference": {"OTIO_SCHEMA": "ExternalReference.1", "target_url": "a.mov"}, "other": 1}""").Root);

        var again = Assert.IsType<Clip>(Read(OtioWriter.ToText(clip)).Root);

        Assert.Equal(["other"], again.OtherMembers.Names);
        Assert.Equal("a.mov", Assert.IsType<ExternalReference>(again.MediaReference).TargetUrl);
    }

    [Fact]
    public void What_was_no_media_reference_of_an_old_clip_is_kept_beside()
    {
        var clip = Assert.IsType<Clip>(Read("""{"OTIO_SCHEMA": "Clip.1", "media_reference": {"path": "a.mov"}}""").Root);

        Assert.IsType<MissingReference>(clip.MediaReference);
        Assert.Equal("a.mov", Assert.IsType<Clip>(Read(OtioWriter.ToText(clip)).Root).OtherMembers["media_reference"]?["path"]?.AsText);
        Assert.Empty(Assert.IsType<Clip>(Read(OtioWriter.ToText(clip, new() { Release = OtioRelease.V014 })).Root).OtherMembers);
    }

    [Fact]
    public void Of_two_members_with_one_name_the_first_counts_and_the_other_is_told_with_its_line()
    {
        var document = Read("{\"OTIO_SCHEMA\": \"Clip.1\",\n\"name\": \"first\",\n\"metadata\": {\"a\": 1,\n\"a\": 2},\n\"name\": \"second\"}");

        var clip = Assert.IsType<Clip>(document.Root);
        Assert.Equal(("first", 1L), (clip.Name, clip.Metadata["a"]?.AsWhole));
        Assert.Equal([(OtioRule.DuplicateMember, "/metadata/a", 4), (OtioRule.DuplicateMember, "/name", 5)], document.Problems.Select(problem => (problem.Rule, problem.Path, problem.Line)));
    }

    [Fact]
    public void Unknown_objects_stand_where_any_object_may()
    {
        const string Text = """
            {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{"OTIO_SCHEMA": "Caption.1", "text": "hi"},
             {"OTIO_SCHEMA": "Clip.2", "active_media_reference_key": "a", "media_references": {"a": {"OTIO_SCHEMA": "CloudMedia.2", "id": 7}}, "source_range": null,
              "effects": [{"OTIO_SCHEMA": "Warp.1"}], "markers": [{"OTIO_SCHEMA": "Pin.1"}]}]}
            """;

        var track = Assert.IsType<Track>(Read(Text).Root);

        Assert.Equal(new UnknownSchema("Caption", 1).SchemaName, track.Children[0].SchemaName);
        Assert.Null(((Clip)track.Children[1]).MediaReference);
        Assert.Equal(5, OtioWriter.ToText(track).Split("OTIO_SCHEMA").Length - 1 - 1);
        Assert.Contains("\"id\": 7", OtioWriter.ToText(track), StringComparison.Ordinal);
    }

    [Fact]
    public void For_release_0_14_a_clip_keeps_its_active_media_and_the_rest_is_told()
    {
        var options = new OtioWriteOptions { Release = OtioRelease.V014 };
        var bytes = new MemoryStream();

        var leftOut = OtioWriter.Write(SampleTimeline.Timeline, bytes, options);

        var text = Encoding.UTF8.GetString(bytes.ToArray());
        var told = Assert.Single(leftOut);
        Assert.Equal((OtioRule.LeftOut, "/tracks/children/0/children/5"), (told.Rule, told.Path));
        Assert.Contains("DEFAULT_MEDIA, proxy, bars", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Clip.2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SMPTEBars", text, StringComparison.Ordinal);
        Assert.Empty(OtioWriter.Write(Read(text).Root, new MemoryStream(), options));
        Assert.Empty(OtioWriter.Write(SampleTimeline.Timeline, new MemoryStream()));
    }

    [Theory]
    [InlineData("\"RED\"", "Red", 1, 0, 0, "\"RED\"")]
    [InlineData("\"red\"", "red", 1, 0, 0, "\"red\"")]
    [InlineData("\"PURPLE\"", "Purple", 0.5, 0, 0.5, "\"PURPLE\"")]
    [InlineData("\"teal\"", "teal", 1, 1, 1, "\"teal\"")]
    public void A_marker_with_a_colour_name_gets_the_colour_from_0_19_on(string color, string name, double r, double g, double b, string back)
    {
        var marker = Read($$"""{"OTIO_SCHEMA": "Marker.2", "color": {{color}}, "marked_range": {"OTIO_SCHEMA": "TimeRange.1", "start_time": {"OTIO_SCHEMA": "RationalTime.1", "value": 1, "rate": 24}, "duration": {"OTIO_SCHEMA": "RationalTime.1", "value": 0, "rate": 24} } }""").Root;

        var newer = Assert.IsType<Marker>(Read(OtioWriter.ToText(marker, new() { Release = OtioRelease.V019 })).Root);

        Assert.Equal(new Color(r, g, b, 1, name), newer.Color);
        Assert.Contains("\"color\": " + back, OtioWriter.ToText(marker), StringComparison.Ordinal);
        Assert.Contains("\"color\": " + back, OtioWriter.ToText(newer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9, 0.4, 0.1, "ORANGE")]
    [InlineData(0.1, 0.1, 0.1, "BLACK")]
    public void A_colour_without_a_name_is_written_for_0_18_as_the_nearest_that_has_one(double r, double g, double b, string name) =>
        Assert.Contains($"\"color\": \"{name}\"", OtioWriter.ToText(new Marker { Color = new(r, g, b) }), StringComparison.Ordinal);

    [Fact]
    public void A_transition_says_that_it_is_off_only_where_that_means_something()
    {
        Assert.DoesNotContain("enabled", OtioWriter.ToText(new Transition()), StringComparison.Ordinal);
        Assert.Contains("\"enabled\": true", OtioWriter.ToText(new Transition(), new() { Release = OtioRelease.V019 }), StringComparison.Ordinal);
        Assert.False(Assert.IsType<Transition>(Read(OtioWriter.ToText(new Transition { Enabled = false })).Root).Enabled);
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(24, "24.0")]
    [InlineData(23.976023976023978, "23.976023976023978")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000015, "0.0000015")]
    [InlineData(0.00000015, "1.5e-7")]
    [InlineData(1.2345678901234568e20, "123456789012345680000.0")]
    [InlineData(1e21, "1e21")]
    [InlineData(1.5e22, "1.5e22")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e308")]
    [InlineData(5e-324, "5e-324")]
    public void A_number_is_written_as_the_reference_writes_it(double value, string text)
    {
        Assert.Equal(text, OtioWriter.ToText(value));
        Assert.Equal(value, Read(text).Root.AsNumber);
    }

    [Fact]
    public void A_dictionary_keeps_its_order_through_changes()
    {
        OtioDictionary<OtioValue> made = [new("b", 1L), new("a", 2L), new("b", 3L)];

        var changed = made.With("a", 5L).With("c", 6L);

        Assert.Equal(["b", "a", "c"], changed.Names);
        Assert.Equal((1L, 5L, 6L), (changed["b"]?.AsWhole, changed["a"]?.AsWhole, changed["c"]?.AsWhole));
        Assert.Equal(["a"], made.Without("b").Names);
        Assert.Null(made["c"]);
        var large = Enumerable.Range(0, 100).Aggregate(made, (all, i) => all.With($"n{i}", (long)i));
        Assert.Equal((102, 99L, 1L), (large.Count, large["n99"]?.AsWhole, large["b"]?.AsWhole));
    }

    private static OtioDocument Read(string text) => OtioReader.Read(Encoding.UTF8.GetBytes(text));
}
