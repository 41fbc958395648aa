using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

public sealed class ClipGroupingTests
{
    [Fact]
    public void RED_segments_are_one_clip_and_a_missing_one_is_named()
    {
        var clips = Clips("A007_0124J4.RDM/A007_C001_0124UA.RDC/A007_C001_0124UA_001.R3D", "A007_0124J4.RDM/A007_C001_0124UA.RDC/A007_C001_0124UA_003.R3D",
            "A007_0124J4.RDM/A007_C001_0124UA.RDC/A007_C001_0124UA.RMD");

        var clip = Assert.Single(clips);
        Assert.Equal(("A007_C001_0124UA", ClipForm.Spanned, 2), (clip.Name, clip.Form, clip.Files.Length));
        Assert.Equal("segment-missing", Assert.Single(clip.Findings).Code);
        Assert.Contains("Part 2", clip.Findings[0].Message, StringComparison.Ordinal);
        Assert.EndsWith(".RMD", Assert.Single(clip.Sidecars), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A.RDC/A007_C001_0124UA_001.R3D", "A.RDC/A007_C001_0124UA_001.MOV")]
    [InlineData("A001C001.NEV", "A001C001.MP4")]
    [InlineData("A001C001.CRM", "A001C001_Proxy.MP4")]
    public void A_movie_that_the_camera_recorded_beside_a_raw_clip_is_no_clip_of_its_own(string raw, string movie)
    {
        var clips = Clips(raw, movie, $"{Path.GetDirectoryName(raw)}/B001C002.MOV".TrimStart('/'));

        Assert.Equal(2, clips.Length);
        Assert.Equal([raw], clips[0].Files);
        Assert.Equal([movie], clips[0].Sidecars);
        Assert.Equal("B001C002", clips[1].Name);
    }

    [Fact]
    public void TIFFs_in_a_folder_for_stills_are_no_clips_and_elsewhere_the_frames_of_one()
    {
        var clips = Clips("Stills/A001C003_f0012.tif", "Stills/A001C003_f0013.tif", "Stills/A001C004.tiff", "scan/B001.0012.tif", "scan/B001.0013.tif");

        // As a JPEG there is none.
        Assert.Equal((ClipForm.Sequence, "B001"), (Assert.Single(clips).Form, clips[0].Name.TrimEnd('.')));
    }

    [Fact]
    public void GoPro_chapters_join_in_order_and_proxies_stay_beside_them()
    {
        var clips = Clips("DCIM/100GOPRO/GX010001.MP4", "DCIM/100GOPRO/GX020001.MP4", "DCIM/100GOPRO/GX010002.MP4", "DCIM/100GOPRO/GL010001.LRV", "DCIM/100GOPRO/GX010001.THM");

        Assert.Equal(["GX0001", "GX0002"], clips.Select(c => c.Name));
        Assert.Equal(["DCIM/100GOPRO/GX010001.MP4", "DCIM/100GOPRO/GX020001.MP4"], clips[0].Files);
        Assert.Equal(["DCIM/100GOPRO/GL010001.LRV", "DCIM/100GOPRO/GX010001.THM"], clips[0].Sidecars);
    }

    [Fact]
    public void Old_GoPro_chapters_follow_the_first_file()
    {
        var clip = Assert.Single(Clips("DCIM/100GOPRO/GOPR0001.MP4", "DCIM/100GOPRO/GP010001.MP4", "DCIM/100GOPRO/GP020001.MP4"));

        Assert.Equal(["DCIM/100GOPRO/GOPR0001.MP4", "DCIM/100GOPRO/GP010001.MP4", "DCIM/100GOPRO/GP020001.MP4"], clip.Files);
        Assert.Empty(clip.Findings);
    }

    [Fact]
    public void A_BRAW_clip_goes_on_in_braw2()
    {
        var clip = Assert.Single(Clips("A001_08151512_C001.braw", "A001_08151512_C001.braw2", "A001_08151512_C001.sidecar"));

        Assert.Equal(["A001_08151512_C001.braw", "A001_08151512_C001.braw2"], clip.Files);
        Assert.Equal(["A001_08151512_C001.sidecar"], clip.Sidecars);
    }

    [Fact]
    public void Canon_parts_join_and_different_clips_do_not()
    {
        var clips = Clips("CONTENTS/CLIPS001/A_0001C001X250601_112233AB_CANON_001.MXF", "CONTENTS/CLIPS001/A_0001C001X250601_112233AB_CANON_002.MXF",
            "CONTENTS/CLIPS001/A_0001C002X250601_113000CD_CANON_001.MXF");

        Assert.Equal([2, 1], clips.Select(c => c.Files.Length));
    }

    [Fact]
    public void AVCHD_files_join_only_when_the_earlier_one_is_full()
    {
        var clips = Clips("BDMV/STREAM/00000.MTS:2147000000", "BDMV/STREAM/00001.MTS:900000", "BDMV/STREAM/00002.MTS:800000");

        Assert.Equal(["00000", "00002"], clips.Select(c => c.Name));
        Assert.Equal(2, clips[0].Files.Length);
    }

    [Fact]
    public void Sony_sidecars_belong_to_their_clip_and_not_to_the_next_number()
    {
        var clips = Clips("XDROOT/Clip/C0001.MXF", "XDROOT/Clip/C0001M01.XML", "XDROOT/Clip/C0010.MXF", "XDROOT/Clip/C0010M01.XML", "XDROOT/Sub/C0001S03.MP4", "XDROOT/Clip/C0001C01.BIM");

        Assert.Equal(["XDROOT/Clip/C0001M01.XML", "XDROOT/Sub/C0001S03.MP4"], clips[0].Sidecars);
        Assert.Equal(["XDROOT/Clip/C0010M01.XML"], clips[1].Sidecars);
    }

    [Fact]
    public void P2_sound_channels_belong_to_the_picture()
    {
        var clip = Assert.Single(Clips("CONTENTS/CLIP/0001AB.XML", "CONTENTS/VIDEO/0001AB.MXF", "CONTENTS/AUDIO/0001AB00.MXF", "CONTENTS/AUDIO/0001AB01.MXF"));

        Assert.Equal("0001AB", clip.Name);
        Assert.Contains("CONTENTS/AUDIO/0001AB01.MXF", clip.Sidecars);
    }

    [Fact]
    public void Mono_tracks_of_one_length_are_one_recording_and_numbered_takes_are_not()
    {
        var clips = Clips("Sr001-2C-01_01.WAV:1011864", "Sr001-2C-01_02.WAV:1011870", "A101_1.WAV:1447578", "A101_2.WAV:2889000");

        Assert.Equal(["A101_1", "A101_2", "Sr001-2C-01"], clips.Select(c => c.Name));
        Assert.Equal(2, clips[2].Files.Length);
    }

    [Fact]
    public void A_sequence_is_one_clip_with_its_holes_duplicates_and_odd_frames()
    {
        var frames = Enumerable.Range(1, 100).Where(n => n is not (40 or 41 or 50))
            .Select(n => $"A001_C001/A001_C001_{n:000000}.dng:{(n == 60 ? 700 : n == 61 ? 0 : 1000)}").Append("A001_C001/A001_C001_0070.dng:1000").ToArray();

        var clip = Assert.Single(Clips(frames));

        Assert.Equal((ClipForm.Sequence, "A001_C001", 97), (clip.Form, clip.Name, clip.Sequence!.Count));
        Assert.Equal(["40–41", "50"], clip.Sequence.Holes.Select(h => h.ToString()));
        Assert.Equal(["frame-empty", "frame-odd-size", "sequence-duplicate", "sequence-hole"], clip.Findings.Select(f => f.Code).Order(StringComparer.Ordinal));
        Assert.Equal("A001_C001/A001_C001_000001.dng", clip.MediaFiles().First());
    }

    [Fact]
    public void Compressed_frames_of_all_sizes_are_not_odd()
    {
        var frames = Enumerable.Range(1, 50).Select(n => $"C/C_{n:0000}.dng:{1000 + n * 7 % 31}").ToArray();

        Assert.Empty(Assert.Single(Clips(frames)).Findings);
    }

    [Fact]
    public void A_million_frames_take_megabytes_not_gigabytes()
    {
        var folder = new CardFolder("A001");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 999_999; i >= 0; i--) folder.Add($"A001C001.{i:0000000}.ari", 7_000_000);
        folder.Sort();

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var clip = Assert.Single(ClipGrouping.Of(folder));
        Assert.Equal(1_000_000, clip.Sequence!.Count);
        Assert.True(held < 40_000_000, $"{held:N0} bytes for a million frames");
    }

    private static System.Collections.Immutable.ImmutableArray<ScannedClip> Clips(params string[] paths) => ClipGrouping.Of(Trees.Of("roll", paths));
}
