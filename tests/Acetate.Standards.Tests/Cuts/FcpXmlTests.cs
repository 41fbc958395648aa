using System.Text.Json;
using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

public sealed class FcpXmlTests
{
    [Theory]
    [InlineData("premiere_example")]
    [InlineData("premiere_enable_property")]
    [InlineData("hiero_xml_export")]
    [InlineData("sample_just_track")]
    public void A_sequence_reads_as_the_reference_adapter_reads_it(string name)
    {
        var cut = CutReader.Read(Corpus.PathOf($"conformance/otio/fcp_xml/{name}.xml"));
        using var json = JsonDocument.Parse(File.ReadAllText(Corpus.PathOf($"conformance/otio/fcp_xml/{name}.xml.otio")));
        var expected = ExpectedTimeline.Of(json.RootElement);

        Assert.Equal(expected.Name, cut.Name);
        Assert.Equal(expected.Start, ExpectedTimeline.Seconds(cut.RecordStart!.Value, cut.Rate));
        Assert.Equal(expected.Markers, cut.Markers.Length);
        var start = cut.RecordStart.Value;
        // A track of the adapter has no overlaps: one sound here begins before the one before it ends, and is pushed back there.
        if (name == "premiere_example") expected.Items[14] = expected.Items[14] with { Start = 1164 / 30.0 };
        var ours = cut.Events.Select(item => (item.Tracks[0], item.Name, Seconds(item.Record!.Value.Start - start, cut.Rate), Seconds(item.Source.Range!.Value.Start, item.Source.Range.Value.Rate),
            Seconds(item.Source.Range.Value.Length, item.Source.Range.Value.Rate), item.Source[SourceNameKind.MediaPath], item.IsEnabled, item.Grouping == CutGrouping.Nested, item.Markers.Length));

        Assert.Equal(Expected(expected), ours.Select(item => $"{item}"));
        Assert.Equal(
            expected.Items.Where(item => item.MixIn is not null).Select(item => (item.Name, Round(item.MixIn!.Value), Round(item.MixOut!.Value))),
            cut.Events.Where(item => item.TransitionIn is not null).Select(item => (item.Name, Seconds(item.TransitionIn!.InOffset, cut.Rate), Seconds(item.TransitionIn.OutOffset, cut.Rate))));
        Assert.DoesNotContain(cut.Problems, problem => problem.Severity == CutSeverity.Error);
    }

    [Fact]
    public void An_item_of_a_track_that_nobody_knows_is_an_error_with_its_line()
    {
        const string text = """
            <xmeml version="5"><sequence><name>t</name><rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><media><video><track>
            <clipitem id="a"><name>a</name><start>0</start><end>14</end><in>0</in><out>14</out></clipitem>
            <warpitem id="b"><name>b</name><start>14</start><end>28</end><in>0</in><out>14</out></warpitem>
            <enabled>TRUE</enabled></track></video></media></sequence></xmeml>
            """;

        var cut = CutReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), "warp.xml");

        Assert.Equal(["a"], cut.Events.Select(item => item.Name));
        var problem = Assert.Single(cut.Problems, one => one.Severity == CutSeverity.Error);
        Assert.Equal(("unknown-part", 3), (problem.Code, problem.Line));
        Assert.Contains("<warpitem>", problem.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Expected(ExpectedTimeline expected) => expected.Items.Select(item =>
        $"{(item.Track, item.Name, Round(item.Start), Round(item.SourceStart), Round(item.SourceLength), item.Url, item.IsEnabled, item.IsStack, item.Markers)}");

    private static double Round(double seconds) => Math.Round(seconds, 6);

    private static double Seconds(Ratio frames, FrameRate rate) => Round(ExpectedTimeline.Seconds(frames, rate));
}
