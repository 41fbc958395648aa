using System.Text;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>docs/formats/inspect-support.md says what is read of each format. It is written from what the readers find here, in real files and in made ones.</summary>
public sealed class SupportMatrixTests
{
    // format | real file | read beside it by
    private const string Real =
        """
        ALE (camera, dailies) | editorial-ale/sample_no_blanks.ale | the reference of the ALE package
        Apple iPhone (.mov) | camera-apple/iPhoneX_livephoto.mov | ExifTool, FFprobe, MediaInfo
        Broadcast Wave, bext and iXML | audio-location-sound/A101_1.WAV | WaveAgent's report, MediaInfo
        Canon raw photographs (.cr3) | camera-canon/canon-r6.cr3 | ExifTool
        CineForm (.mov) | cineform/cineform_yuv10b_hd.mov | FFprobe, MediaInfo
        Cineon | dpx-cineon/checker.cin | by eye
        DJI subtitles (.SRT) | camera-dji/mavic_air2.srt | by eye
        DNG | dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | ExifTool, LibRaw
        DNx in OP-Atom MXF (Avid) | dnx-avid-mxf/track_01_v02.mxf | FFprobe, MediaInfo
        DNxHR (.mov) | dnx-avid-mxf/dnxhr_cid1271_12bit.mov | FFprobe, MediaInfo
        DPX | dpx-cineon/dpx_nuke_10bits_rgb.dpx | ExifTool
        GoPro (.mp4, GPMF) | camera-gopro/GoPro_MAX_heromode.mp4 | ExifTool, FFprobe, MediaInfo
        HEVC, HDR10 (.mp4) | hdr-hevc/hdr10-video-with-sdr-container.mp4 | FFprobe
        OpenEXR | exr/singlepart.0001.exr | ExifTool
        Panasonic AVCHD (.mts) | camera-panasonic/Panasonic_AVCHD.mts | MediaInfo
        ProRes (.mov) | prores-mov/apple-prores-422-hq.mov | FFprobe, MediaInfo
        ProRes in MXF | prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf | FFprobe, MediaInfo
        RED REDCODE (.R3D) | camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | ExifTool
        Sony AVCHD (.mts) | camera-sony/Sony_ILCE-7M3_AVCHD.mts | MediaInfo
        Sony clip XML | camera-sony-sidecars/ILCE-6700_C0391M01.XML | by eye
        Sony IMX in MXF | camera-sony/Sony-00001.mxf | FFprobe, MediaInfo
        Sony XAVC in MXF (RDD 18) | camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf | FFprobe, MediaInfo
        Sony XDCAM EX (.mov) | xdcam-hdv-dv-mov/xdcam-ex-1080p24.mov | FFprobe, MediaInfo
        TIFF | tiff/flower-rgb-contig-16.tif | ExifTool
        """;

    private static readonly (string Name, string[] Fields)[] Columns =
    [
        ("picture", ["image.width"]), ("rate", ["image.rate"]), ("timecode", ["timecode.start"]), ("length", ["clip.frames", "sound.samples"]), ("reel", ["clip.reel"]),
        ("camera", ["camera.model"]), ("serial", ["camera.serial"]), ("lens", ["lens.model", "lens.focalLength"]), ("iris", ["lens.iris"]), ("ISO", ["exposure.iso"]),
        ("shutter", ["exposure.shutterTime", "exposure.shutterAngle"]), ("white", ["exposure.whiteBalance", "exposure.asShotNeutral"]),
        ("colour", ["image.colour.transfer", "image.colour.primaries", "image.colour.space"]), ("slate", ["slate.scene", "slate.project"]), ("sound", ["sound.channels"]),
    ];

    [Fact]
    public async Task The_support_matrix_in_the_docs_says_what_the_readers_find()
    {
        var rows = new List<string>();
        foreach (var row in Real.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray()))
        {
            var isStill = Path.GetExtension(row[1]) is ".cr3" or ".dng" or ".dpx" or ".cin" or ".exr" or ".tif";
            var clip = await Inspecting.FileAsync(Corpus.PathOf($"samples/{row[1]}"), row[1].EndsWith(".WAV", StringComparison.Ordinal) ? ClipKind.Sound : isStill ? ClipKind.Still : ClipKind.Single);
            rows.Add(Row(row[0], clip, row[2]));
        }

        foreach (var made in MadeClip.All)
            rows.Add(Row(made.Format, await MadeClipsTests.InspectAsync(made.Source()), "*unproven on a real file*"));
        var text = new StringBuilder(
            $"""
            # What inspect reads of each format

            Written by `SupportMatrixTests` from what the readers find; do not edit it by hand (`ACETATE_REWRITE=1` writes it anew).

            A dot is a value found in the file of that row, which need not be all that the format can hold. *Read by* says who reads it: *own* is a reader of this project,
            *FFprobe* that FFprobe was asked as well. *Held against* names the independent readers in the tests. *Unproven on a real file* means that the reader follows
            published descriptions and was tried on files made for the test; no real one was at hand.

            | format | {string.Join(" | ", Columns.Select(column => column.Name))} | read by | held against |
            |---|{string.Concat(Columns.Select(_ => "---|"))}---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows.Order(StringComparer.OrdinalIgnoreCase)) text.Append(row).Append('\n');
        text.Append("\nARRIRAW in MXF, HDE among it, is told by ARRI's picture labels: *unproven on a real file*. X-OCN, N-RAW and ProRes RAW are named and decoded by nobody here.\n");

        var path = Path.Join(Corpus.RepositoryRoot, "docs/formats/inspect-support.md");
        if (Environment.GetEnvironmentVariable("ACETATE_REWRITE") == "1") await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), text.ToString());
    }

    private static string Row(string format, ClipInspection clip, string against)
    {
        var fields = clip.Facts.Select(fact => fact.Field).ToHashSet();
        var isProbed = clip.Facts.Any(fact => fact.Origin.StartsWith("ffprobe", StringComparison.Ordinal));
        var isOwn = clip.Facts.Any(fact => Columns.Any(column => column.Fields.Contains(fact.Field)) && !fact.Origin.StartsWith("ffprobe", StringComparison.Ordinal) && fact.Origin is not ("image.rate" or "file count"));
        return $"| {format} | {string.Join(" | ", Columns.Select(column => column.Fields.Any(fields.Contains) ? "●" : ""))} | {(isOwn ? isProbed ? "own, FFprobe" : "own" : "FFprobe")} | {against} |";
    }
}
