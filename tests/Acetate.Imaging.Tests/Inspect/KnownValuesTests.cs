using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Values of real camera files that were established in their bytes: each comes out as itself.</summary>
public sealed class KnownValuesTests
{
    // file | kind | normalised field | value | origin begins with
    private const string Table =
        """
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.model | S-WEAPON | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.serial | 130-246-CE5 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | image.width | 5120 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | image.height | 2560 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | image.rate | 24000/1001 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.iso | 1280 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.whiteBalance | 4800 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.tint | 0 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | timecode.start | 21:36:16:18 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | timecode.edge | 01:49:54:11 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | clip.reel | 106 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | clip.number | 037 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | lens.iris | f/4.9 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | lens.focalLength | 24 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.shutterTime | 208333/10000000 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.shutterAngle | 179.8 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.firmware | 6.2.34 | r3d
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | clip.recordedAt | 2016-01-18T21:35:55 | r3d
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.width | 1920 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.height | 1080 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.codec | h264 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.bitDepth | 10 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.pixelFormat | yuv422p10le |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | image.rate | 25 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | sound.channels | 4 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | sound.bitDepth | 24 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | timecode.start | 08:00:37:05 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | clip.frames | 336 |
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | lens.iris | f/5.6 | rdd 18
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | lens.focusDistance | 3.1 | rdd 18
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | exposure.shutterTime | 1/50 | rdd 18
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | exposure.gain | 0 | rdd 18
        camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | exposure.sensorRate | 25 | rdd 18
        camera-sony/Sony-00001.mxf | image.width | 720 |
        camera-sony/Sony-00001.mxf | image.height | 608 |
        camera-sony/Sony-00001.mxf | timecode.start | 07:12:10:00 |
        camera-sony/Sony-00001.mxf | sound.channels | 8 |
        camera-sony-sidecars/ILCE-6700_C0391M01.XML | timecode.start | 01:29:21;27 | sony xml
        camera-sony-sidecars/ILCE-6700_C0391M01.XML | clip.frames | 390 | sony xml
        camera-sony-sidecars/ILCE-6700_C0391M01.XML | image.colour.transfer | rec709 | sony xml
        camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/CLIP/C0001M01.XML | timecode.start | 00:00:00;00 | sony xml
        camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/CLIP/C0001M01.XML | timecode.last | 00:00:03;14 (second half) | sony xml
        camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/CLIP/C0001M01.XML | clip.frames | 210 | sony xml
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.width | 1888 | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.height | 1182 | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.bitDepth | 14 | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.codec | cfa | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.black | 2056 | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.white | 15000 | tiff
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | exposure.asShotNeutral | 1 2.477 1.462 | tiff
        dnx-avid-mxf/track_01_v02.mxf | image.codec | dnxhd |
        dnx-avid-mxf/track_01_v02.mxf | image.height | 720 |
        dnx-avid-mxf/track_01_v02.mxf | clip.reel | Example tape | mxf
        dnx-avid-mxf/track_01_v02.mxf | timecode.start | 01:00:00:00 |
        dnx-avid-mxf/track_01_v02.mxf | slate.project | UHD | mxf
        editorial-ale/sample_no_blanks.ale | ale.columns | 245 | ale
        editorial-ale/sample_no_blanks.ale | camera.model | ARRI ALEXA 35 | ale
        editorial-ale/sample_no_blanks.ale | exposure.iso | 1280 | ale
        editorial-ale/sample_no_blanks.ale | exposure.whiteBalance | 3800 | ale
        editorial-ale/sample_no_blanks.ale | exposure.shutterAngle | 180 | ale
        editorial-ale/sample_no_blanks.ale | lens.iris | T2.0 | ale
        editorial-ale/sample_no_blanks.ale | lens.model | Cooke S4 32 1178 | ale
        editorial-ale/sample_no_blanks.ale | clip.frames | 2612 | ale
        editorial-ale/sample_no_blanks.ale | image.rate | 25 | ale
        editorial-ale/sample_no_blanks.ale | timecode.start | 19:42:28:17 | ale
        editorial-ale/sample_no_blanks.ale | timecode.end | 19:44:13:04 | computed
        editorial-ale/sample_no_blanks.ale | ale.EndFrameNumber | 2611 | ale
        audio-location-sound/A101_1.WAV | slate.project | BMH | ixml
        audio-location-sound/A101_1.WAV | slate.scene | A101 | ixml
        audio-location-sound/A101_1.WAV | slate.take | 1 | ixml
        audio-location-sound/A101_1.WAV | clip.reel | 18Y12M31 | ixml
        audio-location-sound/A101_1.WAV | timecode.rate | 24000/1001 | ixml
        audio-location-sound/A101_1.WAV | timecode.dropFrame | false |
        audio-location-sound/A101_1.WAV | sound.timeReference | 2190940753 | bext
        audio-bwf-misc/adm_1.wav | axml.ebuCoreMain@lang | en | axml
        audio-location-sound/A101_1.WAV | timecode.start | 12:39:59:00 | sound.timeReference
        """;

    public static TheoryData<string> Files() => [.. Rows().Select(row => row[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_known_value_of_a_real_file_comes_out_as_itself(string file)
    {
        var clip = await Inspecting.FileAsync(Corpus.PathOf($"samples/{file}"), file.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? ClipKind.Sound : ClipKind.Single);

        foreach (var row in Rows().Where(row => row[0] == file))
        {
            var fact = clip.Facts.FirstOrDefault(fact => fact.Field == row[1]);
            Assert.True(fact is not null, $"{file} has no {row[1]}.");
            Assert.Equal((row[1], row[2]), (row[1], fact.Value));
            Assert.StartsWith(row[3], fact.Origin, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_Sony_clip_with_half_steps_counts_pictures_and_labels_apart()
    {
        var folder = Corpus.PathOf("samples/camera-sony-sidecars/AX100_card/PRIVATE/M4ROOT/CLIP");

        var high = await Inspecting.FileAsync(Path.Join(folder, "C0001M01.XML"));
        var film = await Inspecting.FileAsync(Path.Join(folder, "C0003M01.XML"));

        Assert.Equal("true", high.Facts.Single(fact => fact.Field == "timecode.halfStep").Value);
        Assert.Equal(("40000000", "54830000"), (high.Facts.Single(fact => fact.Field == "timecode.start").Raw, high.Facts.Single(fact => fact.Field == "timecode.last").Raw));
        Assert.DoesNotContain(';', film.Timecode!.Start!);
    }

    private static IEnumerable<string[]> Rows() => Table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray());
}
