using Acetate.Aaf;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Objects;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>Files that editing programs wrote: Media Composer, Resolve, Pro Tools.</summary>
public sealed class RealFileTests
{
    private const string Folder = "samples/editorial-aaf";

    [Theory]
    [InlineData("2997fps-DFTC", 4, "2997-hour5-DFTC", "05:00:00;00", 7)]
    [InlineData("DR_Markers", 1, "DR_Markers", "01:00:00:00", 1)]
    [InlineData("MC_Metadata", 5, "MC_Metadata.Exporté.02", "01:00:00:00", 5)]
    [InlineData("MC_TC_23.976", 4, "MC_TC_23.976.Exporté.01", "01:00:00:00", 4)]
    [InlineData("MC_TC_29.97_DF", 4, "MC_TC_29.97_DF.Exporté.01", "01:00:00;00", 4)]
    [InlineData("essence_group", 7, "EssenceGroupTest.Exported.01", "01:00:31:18", 2)]
    [InlineData("multiple_markers", 53, "zts02_betty_20211111_editron_v002.Exported.01", "01:00:00:00", 6)]
    [InlineData("multitrack", 27, "OTIO TEST - multitrack.Exported.01", "01:00:00:00", 6)]
    [InlineData("nested_stack", 11, "OTIO_Nesting_Test.Exported.01.Exported.01", "01:00:00:00", 2)]
    [InlineData("one_clip", 6, "OTIO_Test_ppjoshm1.Exported.01", "01:00:00:00", 4)]
    [InlineData("simple", 26, "OTIO TEST 1.Exported.01", "01:00:00:00", 4)]
    [InlineData("sector_size_512", 13, "aaf_2trks_4clips", "01:00:00:00", 2)]
    public void A_sequence_is_found_with_its_timecode_and_its_tracks(string name, int mobs, string sequence, string start, int tracks)
    {
        var file = Read(name);

        var cut = AafComposition.Of(file, Assert.Single(file.TopLevel));

        Assert.Empty(file.Problems);
        Assert.Empty(cut.Problems);
        Assert.Equal(mobs, file.Mobs.Length);
        Assert.Equal((sequence, start, tracks), (cut.Name, cut.Start.ToString(), cut.Tracks.Length));
    }

    [Fact]
    public void A_file_that_holds_nothing_has_nothing_at_the_top()
    {
        var file = Read("empty");

        Assert.Empty(file.Mobs);
        Assert.Empty(file.TopLevel);
    }

    [Fact]
    public void Sound_counts_in_samples_and_finds_its_timecode()
    {
        var file = Read("sector_size_512");

        var items = AafComposition.Of(file, file.TopLevel[0]).Tracks[0].Items;

        var clip = items.First(item => item.Kind == AafItemKind.Clip);
        Assert.Equal((48000, "Pro Tools:aaf_2trks_4clips.ptx"), (clip.Range.Rate.Numerator, clip.Source!.Tape));
        // 172,944,000 samples after midnight are 3,603 seconds.
        Assert.Equal(new Timecode(3603 * 24, FrameRate.Fps24), clip.Source.Links[^1].Timecode!.Value.Add(-clip.Source.Links[0].Position / 2000));
    }

    [Fact]
    public void Markers_have_their_place_colour_and_author()
    {
        var file = Read("multitrack");
        var cut = AafComposition.Of(file, file.TopLevel[0]);

        Assert.Equal([(375L, "v1 red tech", "Red", "joshm"), (665L, "v2 green hawk", "Green", "joshm"), (1100L, "v3 cyan filler", "Cyan", "joshm")],
            cut.Markers.Select(marker => (marker.Frame, marker.Text.Comment, marker.Text.ColourName, marker.Text.User)));
        Assert.Equal((41471, 12134, 6564), cut.Markers[0].Text.Colour);
        Assert.Equal([1, 1, 1, 0], cut.Tracks.Take(4).Select(track => track.Items.Sum(item => cut.MarkersOn(track, item).Count())));
    }

    [Fact]
    public void A_subclip_is_followed_through_its_own_mob()
    {
        var file = Read("MC_Metadata");

        var chain = AafComposition.Of(file, file.TopLevel[0]).Tracks[3].Items[1].Source!;

        Assert.Equal(["1000hz-18dbs16b44.1k.wav.Sub.01", "1000hz-18dbs16b44.1k.wav"], chain.Links.Take(2).Select(link => link.Mob.Name));
        Assert.Equal("Usage_SubClip", chain.Links[0].Mob.Usage);
        Assert.Equal(new Timecode(30, FrameRate.Fps2997), chain.Start);
    }

    [Fact]
    public void Columns_of_the_bin_are_found_whatever_their_spelling()
    {
        var file = Read("simple");

        var chain = AafComposition.Of(file, file.TopLevel[0]).Tracks.First(track => track.Items.Length == 5).Items[0].Source!;

        Assert.Equal("/Users/joshm/Desktop/DemoClips/tech.fux (loop)-HD.mp4", chain.Comment("unc_path"));
        Assert.Equal("", chain.Comment("Camroll"));
        Assert.Equal("tech.fux (loop)-HD.mp4", chain.SourceFile);
        Assert.Contains(chain.Locations, place => place.EndsWith(".mxf", StringComparison.Ordinal));
        Assert.Equal("CDCIDescriptor", chain.File!.Mob.Descriptor!.ClassName);
    }

    [Fact]
    public void What_the_model_does_not_know_is_found_among_the_objects()
    {
        var file = Read("one_clip");

        var header = Assert.IsType<AafValue.Owned>(file.Root["Header"]).Target;
        var mobs = Assert.IsType<AafValue.OwnedAll>(Assert.IsType<AafValue.Owned>(header["Content"]).Target["Mobs"]).Items;

        Assert.Equal(file.Mobs.Length, mobs.Length);
        Assert.All(mobs, mob => Assert.True(mob.IsA("Mob")));
        Assert.All(mobs, mob => Assert.IsType<AafValue.Moment>(mob["CreationTime"]));
        Assert.Contains("ConvertFrameRate", mobs.SelectMany(mob => mob.Properties).Select(property => property.Name));
        Assert.StartsWith("Avid Media Composer", file.Writers[0], StringComparison.Ordinal);
    }

    private static AafFile Read(string name) => AafReader.Read(Corpus.PathOf($"{Folder}/{name}.aaf"));
}
