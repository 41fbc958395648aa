using System.Text.Json;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class FcpXmlXTests
{
    /// <summary>The adapter cuts times down to whole frames at each step; ours are exact.</summary>
    private const double TwoFrames = 2.0 / 30;

    [Theory]
    [InlineData("fcpx_project", 1)]
    [InlineData("fcpx_event", 1)]
    [InlineData("fcpx_library", 2)]
    [InlineData("fcpx_example", 2)]
    public void Projects_read_as_the_reference_adapter_reads_them(string name, int atLeast)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf($"conformance/otio/fcpx_xml/{name}.fcpxml.otio")));
        var cuts = CutReader.ReadAll(Corpus.PathOf($"conformance/otio/fcpx_xml/{name}.fcpxml")).Where(cut => !cut.Tracks.IsEmpty).ToList();
        var timelines = ExpectedTimeline.Timelines(json.RootElement).ToList();

        Assert.True(timelines.Count >= atLeast);
        Assert.Equal(timelines.Select(timeline => timeline.GetProperty("name").GetString()), cuts.Select(cut => cut.Name));
        foreach (var (timeline, cut) in timelines.Zip(cuts))
        {
            var expected = ExpectedTimeline.Of(timeline);
            var theirs = expected.Items.OrderBy(item => item.Track).ThenBy(item => item.Start).ToList();
            var ours = cut.Events.OrderBy(item => item.Tracks[0]).ThenBy(item => item.Record!.Value.Start).ToList();
            Assert.Equal(theirs.Select(item => (item.Track, item.Name, item.Url, item.IsStack, item.Markers)),
                ours.Select(item => (item.Tracks[0], item.Name, item.Source[SourceNameKind.MediaPath], item.Kind == CutEventKind.Nested, item.Markers.Length)));
            Assert.All(theirs.Zip(ours), pair =>
            {
                Assert.Equal(pair.First.Start, Seconds(pair.Second.Record!.Value.Start, cut.Rate), TwoFrames);
                Assert.Equal(pair.First.SourceStart, Seconds(pair.Second.Source.Range!.Value.Start, pair.Second.Source.Range.Value.Rate), TwoFrames);
                Assert.Equal(pair.First.SourceLength, Seconds(pair.Second.Source.Range!.Value.Length, pair.Second.Source.Range.Value.Rate), TwoFrames);
            });
            Assert.Empty(cut.Problems);
        }
    }

    [Fact]
    public void Clips_without_a_project_are_a_list_of_clips()
    {
        var cut = CutReader.Read(Corpus.PathOf("conformance/otio/fcpx_xml/fcpx_clips.fcpxml"));

        Assert.Equal(["compound_clip_1", "IMG_0857", "IMG_0858"], cut.Events.Select(item => item.Name));
        Assert.All(cut.Events, item => Assert.Null(item.Record));
        Assert.Equal(new CutRange(0, 2044, FrameRate.Fps30), cut.Events[1].Source.Range);
        Assert.Equal("file:///Volumes/Media/otio/IMG_0857.MOV", cut.Events[1].Source[SourceNameKind.MediaPath]);
    }

    private static double Seconds(Ratio frames, FrameRate rate) => ExpectedTimeline.Seconds(frames, rate);
}
