using System.Globalization;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Dpx;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>DPX, TIFF and JPEG frames, read by OpenImageIO, FFmpeg, ExifTool and MediaInfo.</summary>
public sealed class IntegerFrameTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 7 }, { 33, 49 }, { 321, 200 } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Other_readers_read_every_pixel_of_a_DPX_file_as_it_was_given(int width, int height)
    {
        var picture = new TestPicture(width, height);
        foreach (var bits in (int[])[10, 16])
        {
            var file = picture.Write(Path.Join(folder.Path, $"{bits}.dpx"), new FrameFileSettings.Dpx { Bits = bits });

            var expected = Numbers(picture, bits);
            Assert.Equal(expected, Readers.FFmpegNumbers(file, bits));
            Assert.Equal(expected, Readers.OpenImageIO(file).Select(plane => plane.Select(value => (ushort)Math.Round(value * ((1 << bits) - 1))).ToArray()));
            Assert.Equal(2048 + width * height * (bits == 10 ? 4 : 6), new FileInfo(file).Length);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Other_readers_read_every_pixel_of_a_TIFF_file_as_it_was_given(int width, int height)
    {
        var picture = new TestPicture(width, height).With(0.25f);

        var whole = picture.Write(Path.Join(folder.Path, "16.tif"), new FrameFileSettings.Tiff());
        var floats = picture.With(-0.5f, 70000, float.NaN, float.PositiveInfinity).Write(Path.Join(folder.Path, "float.tif"), new FrameFileSettings.Tiff { IsFloat = true });

        var kept = picture.Planes.Select(plane => plane.Select(value => float.IsNaN(value) ? 0 : float.IsInfinity(value) ? float.MaxValue : value).ToArray());
        Assert.Equal(kept, Readers.OpenImageIO(floats));
        var expected = Numbers(new TestPicture(width, height).With(0.25f), 16);
        Assert.Equal(expected, Readers.FFmpegNumbers(whole, 16));
        Assert.Equal(expected, Readers.OpenImageIO(whole).Select(plane => plane.Select(value => (ushort)Math.Round(value * 65535)).ToArray()));
    }

    [Fact]
    public void A_TIFF_file_of_many_strips_is_whole()
    {
        var picture = new TestPicture(1000, 300);

        var file = picture.Write(Path.Join(folder.Path, "a.tif"), new FrameFileSettings.Tiff(), picture.Description with { PixelAspect = 2, Reel = "A001", Recipe = "one\ntwo", Colour = PictureColour.Rec709 });

        Assert.Equal(Numbers(picture, 16), Readers.FFmpegNumbers(file, 16));
        var told = Told(Readers.Run("exiftool", "-a", "-s", "-G1", file));
        foreach (var line in (string[])["RowsPerStrip : 43", "DocumentName : A001", "ImageDescription : reel: A001.encoding: Rec.709.recipe: one.two", "Software : Test", "WhitePoint : 0.3127 0.329"])
            Assert.Contains(line, told, StringComparison.Ordinal);
        Assert.Contains("PixelAspectRatio: 2", Readers.Run("oiiotool", "--info", "-v", file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_DPX_file_says_where_it_comes_from_and_what_its_numbers_mean()
    {
        var picture = new TestPicture(64, 32);
        var description = picture.Description with
        {
            PixelAspect = 2,
            Timecode = Timecode.Parse("01:02:03;28", FrameRate.Fps2997),
            Rate = FrameRate.Fps2997,
            Number = 1009,
            Frames = 48,
            Colour = PictureColour.Of(KnownEncodings.LogC3(800)),
            Source = new()
            {
                Name = "A003C001_240101_R2EC",
                Reel = "A003R2EC",
                Kind = ClipKind.Sequence,
                Files = [],
                RecordedAt = "2024-01-01T10:20:30",
                Camera = new() { Make = "ARRI", Model = "ALEXA 35", Serial = "40321" },
                Exposure = new() { ShutterAngle = 172.8 },
                Slate = new() { Project = "Film", Scene = "12A", Take = "3" },
            },
        };

        var file = picture.Write(Path.Join(folder.Path, "a.dpx"), new FrameFileSettings.Dpx(), description);

        var told = Readers.Run("oiiotool", "--info", "-v", file);
        foreach (var line in (string[])
        [
            "dpx:Transfer: \"Logarithmic\"", "dpx:Colorimetric: \"User defined\"", "dpx:FramePosition: 1009", "dpx:SequenceLength: 48", "dpx:FrameRate: 29.97", "dpx:ShutterAngle: 172.8",
            "dpx:InputDevice: \"ARRI ALEXA 35\"", "dpx:InputDeviceSerialNumber: \"40321\"", "dpx:SlateInfo: \"reel A003R2EC scene 12A take 3\"", "DocumentName: \"Film\"",
            "dpx:TimeCode: \"01:02:03", "dpx:Packing: \"Filled, method A\"", "oiio:BitsPerSample: 10", "dpx:Version: \"V2.0\"", "PixelAspectRatio: 2", "dpx:EndOfLinePadding: 0", "dpx:HighData: 1023",
        ])
            Assert.Contains(line, told, StringComparison.Ordinal);
        var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", "-show_frames", file);
        Assert.Contains("timecode=01:02:03;28", probe, StringComparison.Ordinal);
        Assert.Contains("sample_aspect_ratio=2:1", probe, StringComparison.Ordinal);
        var exif = Told(Readers.Run("exiftool", "-s", file));
        foreach (var line in (string[])["SourceFileName : A003C001_240101_R2EC", "SourceCreateDate : 2024:01:01:10:20:30", "TransferCharacteristic : Logarithmic", "Creator : Test"])
            Assert.Contains(line, exif, StringComparison.Ordinal);
        using var content = File.OpenRead(file);
        var read = new DpxInspector().ReadHeader(content);
        Assert.Equal(("01:02:03;28", 0), (read.Timecode, read.Problems.Length));
    }

    [Theory]
    [InlineData("Rec.709", 6, 6)]
    [InlineData("Rec.2020", 14, 14)]
    [InlineData("PQ", 17, 14)]
    [InlineData("HLG", 19, 14)]
    [InlineData("DCI", 21, 21)]
    [InlineData("sRGB", 22, 6)]
    [InlineData("ACES", 2, 0)]
    public void DPX_has_a_number_for_each_curve_and_gamut_that_its_standard_knows(string name, int transfer, int colorimetric)
    {
        var picture = new TestPicture(2, 2);
        var colour = name switch
        {
            "Rec.709" => PictureColour.Rec709,
            "Rec.2020" => new("Rec.2020", KnownGamuts.Rec2020, PictureTransfer.Bt1886),
            "PQ" => PictureColour.Rec2100Pq,
            "HLG" => PictureColour.Rec2100Hlg,
            "DCI" => new("DCI", KnownGamuts.P3Dci, PictureTransfer.Gamma26),
            "sRGB" => PictureColour.Srgb,
            _ => PictureColour.Aces,
        };

        var bytes = picture.Bytes(new FrameFileSettings.Dpx(), picture.Description with { Colour = colour });

        Assert.Equal((transfer, colorimetric), (bytes[801], bytes[802]));
    }

    [Fact]
    public void What_is_not_known_is_undefined_in_a_DPX_header()
    {
        var told = Told(Readers.Run("oiiotool", "--info", "-v", new TestPicture(4, 4).Write(Path.Join(folder.Path, "a.dpx"), new FrameFileSettings.Dpx())));

        foreach (var word in (string[])["TimeCode", "FrameRate", "FramePosition", "ShutterAngle", "InputDevice", "SlateInfo", "DateTime"]) Assert.DoesNotContain(word, told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_in_every_kind_of_file()
    {
        var picture = new TestPicture(97, 31);
        foreach (var settings in All) Assert.Equal(picture.Bytes(settings), picture.Bytes(settings));
    }

    [Fact]
    public void Every_kind_of_file_refuses_sizes_that_cannot_be_and_rows_that_are_missing()
    {
        var picture = new TestPicture(4, 2);
        foreach (var settings in All)
        {
            Assert.Contains("1 to 65535 pixels", Assert.Throws<ArgumentException>(() => picture.Bytes(settings, picture.Description with { DataWindow = PixelWindow.Of(4, 0) })).Message, StringComparison.Ordinal);
            using var writer = FrameFiles.Create(new MemoryStream(), settings, picture.Description);
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        foreach (var settings in (FrameFileSettings[])[new FrameFileSettings.Dpx(), new FrameFileSettings.Tiff { IsFloat = true }])
            Assert.Contains("4 GiB at most", Assert.Throws<ArgumentException>(() => picture.Bytes(settings, picture.Description with { DataWindow = PixelWindow.Of(65535, 65535) })).Message, StringComparison.Ordinal);
        Assert.Contains("10 or 16 bits", Assert.Throws<ArgumentException>(() => picture.Bytes(new FrameFileSettings.Dpx { Bits = 12 })).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 100", Assert.Throws<ArgumentException>(() => picture.Bytes(new FrameFileSettings.Jpeg { Quality = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("65500 pixels a side", Assert.Throws<ArgumentException>(() => picture.Bytes(new FrameFileSettings.Jpeg(), picture.Description with { DataWindow = PixelWindow.Of(65501, 1) })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(95, "yuvj444p", 45)]
    [InlineData(80, "yuvj420p", 30)]
    public void A_JPEG_file_shows_the_picture(int quality, string format, double leastRatio)
    {
        var picture = new TestPicture(160, 120);
        for (var i = 0; i < 160 * 120; i++) (picture.Planes[0][i], picture.Planes[1][i], picture.Planes[2][i]) = (i % 160 / 160f, i / 160 / 120f, 0.5f);

        var file = picture.Write(Path.Join(folder.Path, "a.jpg"), new FrameFileSettings.Jpeg { Quality = quality }, picture.Description with { Clip = "A001C002", PixelAspect = 2 });

        var read = Readers.OpenImageIO(file);
        var squares = read.SelectMany((plane, c) => plane.Select((value, i) => Math.Pow(value - picture.Planes[c][i], 2))).Average();
        Assert.True(-10 * Math.Log10(squares) > leastRatio, string.Create(CultureInfo.InvariantCulture, $"{-10 * Math.Log10(squares):0.0} dB"));
        var probe = Readers.Run("ffprobe", "-v", "error", "-show_streams", file);
        Assert.Contains($"pix_fmt={format}", probe, StringComparison.Ordinal);
        // JFIF counts pixels per length: half as many across (ECMA TR/98 10.1). FFmpeg reads it the other way round.
        Assert.Contains("XResolution : 300\nYResolution : 600", Told(Readers.Run("exiftool", "-s", "-XResolution", "-YResolution", file)), StringComparison.Ordinal);
        Assert.Contains("Comment : A001C002.Test", Told(Readers.Run("exiftool", "-s", file)), StringComparison.Ordinal);
    }

    private static FrameFileSettings[] All =>
    [
        new FrameFileSettings.Exr(), FrameFileSettings.Exr.Strict, new FrameFileSettings.Png(), new FrameFileSettings.Png { Bits = 8 }, new FrameFileSettings.Dpx(), new FrameFileSettings.Dpx { Bits = 16 },
        new FrameFileSettings.Tiff(), new FrameFileSettings.Tiff { IsFloat = true }, new FrameFileSettings.Jpeg(), new FrameFileSettings.Jpeg { Quality = 70 },
    ];

    private static ushort[][] Numbers(TestPicture picture, int bits) =>
        [.. picture.Planes.Select(plane => plane.Select(value => (ushort)(value * ((1 << bits) - 1) + 0.5f)).ToArray())];

    private static string Told(string text) => string.Join('\n', text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
