using System.Globalization;
using System.Text.Json;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Values that cameras note, read by us and by ExifTool, MediaInfo or LibRaw on real files.</summary>
public sealed class IndependentReadersTests
{
    // file | our field | ExifTool's tag; numbers are compared as numbers, dates by their digits
    private const string ExifTool =
        """
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.model | Red:Model
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.serial | Red:SerialNumber
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.firmware | Red:FirmwareVersion
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.id | Red:CameraType
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | camera.mediaSerial | Red:StorageSerialNumber
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | image.width | Red:ImageWidth
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | image.height | Red:ImageHeight
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.iso | Red:ISO
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | exposure.whiteBalance | Red:ColorTemperature
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | lens.focalLength | Red:FocalLength
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | lens.iris | Red:FNumber
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | timecode.start | Red:StartTimecode
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | timecode.edge | Red:StartEdgeCode
        camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D | clip.originalName | Red:OriginalFileName
        camera-canon/canon-r6.cr3 | camera.make | IFD0:Make
        camera-canon/canon-r6.cr3 | camera.model | IFD0:Model
        camera-canon/canon-r6.cr3 | camera.serial | ExifIFD:SerialNumber
        camera-canon/canon-r6.cr3 | lens.model | ExifIFD:LensModel
        camera-canon/canon-r6.cr3 | lens.focalLength | ExifIFD:FocalLength
        camera-canon/canon-r6.cr3 | lens.iris | ExifIFD:FNumber
        camera-canon/canon-r6.cr3 | exposure.iso | ExifIFD:ISO
        camera-canon/canon-r6.cr3 | exposure.shutterTime | ExifIFD:ExposureTime
        camera-canon/canon-r6.cr3 | image.width | IFD0:ImageWidth
        camera-canon/canon-r6.cr3 | image.height | IFD0:ImageHeight
        camera-canon/canon-r6.cr3 | clip.recordedAt | ExifIFD:CreateDate
        camera-canon/CanonRaw.cr3 | camera.model | IFD0:Model
        camera-canon/CanonRaw.cr3 | exposure.iso | ExifIFD:ISO
        camera-gopro/GoPro_MAX_heromode.mp4 | camera.model | GoPro:Model
        camera-gopro/GoPro_MAX_heromode.mp4 | camera.serial | GoPro:CameraSerialNumber
        camera-gopro/GoPro_MAX_heromode.mp4 | camera.firmware | GoPro:FirmwareVersion
        camera-gopro/GoPro_MAX_heromode.mp4 | image.colour.space | GoPro:ColorMode
        camera-apple/iPhoneX_livephoto.mov | camera.make | Keys:Make
        camera-apple/iPhoneX_livephoto.mov | camera.model | Keys:Model
        camera-apple/iPhoneX_livephoto.mov | camera.firmware | Keys:Software
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.black | IFD0:BlackLevel
        dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng | image.white | IFD0:WhiteLevel
        """;

    // what MediaInfo calls it | our field
    private const string Rdd18 =
        """
        IrisFNumber_FirstFrame | lens.iris
        FocusPositionFromImagePlane_FirstFrame | lens.focusDistance
        CaptureFrameRate_FirstFrame | exposure.sensorRate
        ShutterSpeed_Time_FirstFrame | exposure.shutterTime
        CameraMasterGainAdjustment_FirstFrame | exposure.gain
        """;

    public static TheoryData<string> Files() => [.. Rows(ExifTool).Select(row => row[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_we_read_of_a_camera_ExifTool_reads_too(string file)
    {
        var path = Corpus.PathOf($"samples/{file}");
        var tags = Inspecting.Json("exiftool", "-json", "-n", "-a", "-G1", "-ee", path)[0];
        var clip = await Inspecting.FileAsync(path, file.EndsWith(".cr3", StringComparison.Ordinal) || file.EndsWith(".dng", StringComparison.Ordinal) ? ClipKind.Still : ClipKind.Single);

        foreach (var row in Rows(ExifTool).Where(row => row[0] == file))
        {
            Assert.True(tags.TryGetProperty(row[2], out var theirs), $"ExifTool finds no {row[2]}.");
            Assert.Equal((row[1], Plain(theirs.ValueKind == JsonValueKind.String ? theirs.GetString()! : theirs.GetRawText())), (row[1], Plain(Value(clip, row[1]))));
        }
    }

    [Fact]
    public async Task What_we_read_in_the_acquisition_metadata_of_an_MXF_MediaInfo_reads_too()
    {
        var path = Corpus.PathOf("samples/camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf");
        var theirs = Inspecting.Run("mediainfo", "--ParseSpeed=1", path).Split('\n').Select(line => line.Split(" : ", 2)).Where(cells => cells.Length == 2)
            .ToLookup(cells => cells[0].Trim(), cells => cells[1].Trim());
        var clip = await Inspecting.FileAsync(path);

        foreach (var row in Rows(Rdd18))
        {
            var text = theirs[row[0]].FirstOrDefault();
            Assert.True(text is not null, $"MediaInfo finds no {row[0]}.");
            Assert.Equal(Number(text), Number(Value(clip, row[1])), 2);
        }
    }

    [Fact]
    public async Task A_raw_frame_has_the_size_and_camera_that_LibRaw_finds()
    {
        var path = Corpus.PathOf("samples/dng-raw-bayer/MagicLantern_EOS550D_1888x1182_14bit_bayer.dng");
        var theirs = Inspecting.Run("raw-identify", "-v", path);
        var clip = await Inspecting.FileAsync(path, ClipKind.Still);

        Assert.Contains($"{clip.Image!.Width} x {clip.Image.Height}", theirs, StringComparison.Ordinal);
        Assert.Contains(clip.Camera!.Make!, theirs, StringComparison.Ordinal);
    }

    private static string Value(ClipInspection clip, string field) =>
        clip.Facts.FirstOrDefault(fact => fact.Field == field)?.Value ?? throw new InvalidOperationException($"We find no {field}.");

    /// <summary>Without what only the writing differs in: f/, signs in dates, 1/100 for 0.01, capitals.</summary>
    private static string Plain(string text)
    {
        text = text.Trim();
        if (text.StartsWith("f/", StringComparison.Ordinal)) text = text[2..];
        if (text.Length == 19 && text[4] is ':' or '-' && text[10] is ' ' or 'T') return new string([.. text.Where(char.IsAsciiDigit)]);
        if (text.Split('/') is [var over, var under] && double.TryParse(over, out var numerator) && double.TryParse(under, out var denominator)) text = $"{numerator / denominator}";
        if (text.Split(' ').Distinct().ToArray() is [var same]) text = same;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Math.Round(number, 4).ToString(CultureInfo.InvariantCulture) : text.ToUpperInvariant();
    }

    private static double Number(string text)
    {
        text = text.StartsWith("f/", StringComparison.Ordinal) ? text[2..] : text.Split(' ')[0];
        return text.Split('/') is [var over, var under] ? double.Parse(over, CultureInfo.InvariantCulture) / double.Parse(under, CultureInfo.InvariantCulture) : double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string[]> Rows(string table) => table.Split('\n').Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray());
}
