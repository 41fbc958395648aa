using Acetate.Cuts;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Cuts;

/// <summary>Whatever is done to a file, reading it ends with a cut or with a sentence, and soon.</summary>
public sealed class DamagedCutTests
{
    private static readonly string[] Pieces =
    [
        "<sequence id=\"sequence-1\"/>", "<clipitem>", "</clipitem>", "-1", "99999999999999999999", "1/0s", "9007199254740993/9007199254740992s", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;",
        "TRUE", "25:61:99:99", ";", "\"", "\t", "\r", "M2 A 999.9 01:00:00:00\n", "002 B V D 999 01:00:00:00 01:00:00:00 00:00:00:00 00:00:00:00\n", "NaN", "1e308", "{\"OTIO_SCHEMA\":\"Clip.2\"}",
        "Heading", "lane=\"-999999999\"", "<timeMap><timept time=\"0s\" value=\"0s\"/></timeMap>", "\0",
    ];

    [Theory]
    [InlineData("conformance/otio/fcp_xml/premiere_example.xml")]
    [InlineData("conformance/otio/fcp_xml/hiero_xml_export.xml")]
    [InlineData("conformance/otio/fcpx_xml/fcpx_project.fcpxml")]
    [InlineData("samples/editorial-fcpxml/29.97d.fcpxml")]
    [InlineData("samples/editorial-fcpxml/CompoundClips.fcpxml")]
    [InlineData("samples/editorial-fcpxml/SyncClip.fcpxml")]
    [InlineData("samples/editorial-ale/sample_cdl.ale")]
    [InlineData("samples/editorial-edl/screening_example.edl")]
    [InlineData("samples/editorial-edl/speed_effects_small.edl")]
    [InlineData("conformance/otio/sample_data/nested_example.otio")]
    [InlineData("conformance/otio/sample_data/transition.otio")]
    public void A_damaged_file_is_a_cut_or_a_sentence(string file)
    {
        var valid = File.ReadAllBytes(Corpus.PathOf(file));
        var name = Path.GetFileName(file);
        var damage = new Damage((ulong)file.Length * 7919, Pieces);
        var read = 0;
        for (var i = 0; i < 150; i++) read += Read(damage.Of(valid), name) ? 1 : 0;

        Assert.True(Read(valid, name));
        Assert.True(read > 0, "every damaged file was refused: the damage proves nothing");
    }

    [Theory]
    [InlineData("conformance/edl/otio-cmx3600-adapter/screening_example.edl")]
    [InlineData("conformance/ale/otio-ale-adapter/sample_cdl.ale")]
    [InlineData("samples/editorial-fcpxml/TwoClipsMarkers.fcpxml")]
    public void A_file_that_ends_at_any_line_is_a_cut_or_a_sentence(string file)
    {
        var valid = File.ReadAllBytes(Corpus.PathOf(file));
        for (var end = 0; end <= valid.Length; end++)
            if (end == valid.Length || valid[end] == (byte)'\n') Read(valid[..end], Path.GetFileName(file));
    }

    [Fact]
    public void A_shot_list_is_damaged_too()
    {
        var valid = "Shot,Reel,Source In,Source Out,Speed,Note\nA_010,A001,01:00:00:00,01:00:02:00,200%,\"a, \"\"b\"\"\"\nA_020,A002,01:00:00:00,01:00:04:00,,\n"u8.ToArray();
        var damage = new Damage(4711, Pieces);

        Assert.True(Enumerable.Range(0, 300).Count(_ => Read(damage.Of(valid), "shots.csv")) > 10);
    }

    private static bool Read(byte[] bytes, string name)
    {
        try
        {
            var cut = CutReader.Read(new MemoryStream(bytes), name, new() { Rate = FrameRate.Fps24 });
            Assert.All(cut.Problems, problem => Assert.EndsWith(".", problem.Fix, StringComparison.Ordinal));
            Assert.Equal(cut.Events.Length, cut.Events.Select(item => item.Id).Distinct().Count());
            return true;
        }
        catch (CutException refused)
        {
            Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
            return false;
        }
    }
}
