using Acetate.Imaging.Colour.Encodings;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>OpenEXR frames written row by row, read by OpenEXR's own tools, OpenImageIO and FFmpeg.</summary>
public sealed class ExrFrameTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<ExrCompression, ExrPixel, int, int> Kinds
    {
        get
        {
            var kinds = new TheoryData<ExrCompression, ExrPixel, int, int>();
            foreach (var compression in Enum.GetValues<ExrCompression>())
                foreach (var pixel in Enum.GetValues<ExrPixel>())
                    foreach (var (width, height) in ((int, int)[])[(1, 1), (33, 49), (321, 64)])
                        kinds.Add(compression, pixel, width, height);
            return kinds;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void OpenImageIO_and_FFmpeg_read_every_pixel_as_it_was_given(ExrCompression compression, ExrPixel pixel, int width, int height)
    {
        var picture = new TestPicture(width, height).With(-0.25f, 6.1e-8f, 65504, -65504, 0);

        var file = picture.Write(Path.Join(folder.Path, "a.exr"), new FrameFileSettings.Exr { Compression = compression, Pixel = pixel });

        var expected = picture.Planes.Select(plane => plane.Select(value => pixel == ExrPixel.Bits16 ? (float)(Half)value : value).ToArray()).ToArray();
        Assert.Equal(expected, Readers.OpenImageIO(file));
        Assert.Equal(expected, Readers.FFmpegFloats(file));
    }

    [Theory]
    [InlineData(ExrCompression.None)]
    [InlineData(ExrCompression.Rle)]
    [InlineData(ExrCompression.Zips)]
    [InlineData(ExrCompression.Zip)]
    [InlineData(ExrCompression.Piz)]
    public void Rows_give_the_same_bytes_as_a_whole_picture_written_in_bands(ExrCompression compression)
    {
        var picture = new TestPicture(200, 150);
        var settings = new FrameFileSettings.Exr { Compression = compression };

        var rows = picture.Bytes(settings);

        using var whole = new MemoryStream();
        ExrWriter.Write(whole, FrameAttributes.HeaderOf(settings, picture.Description), (line, bytes) =>
        {
            var halves = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(bytes);
            for (var c = 0; c < 3; c++)
                for (var x = 0; x < 200; x++) halves[c * 200 + x] = (Half)picture.Planes[2 - c][line * 200 + x];
        }, threads: 2);
        Assert.Equal(whole.ToArray(), rows);
    }

    [Theory]
    [InlineData(ExrPixel.Bits16)]
    [InlineData(ExrPixel.Bits32)]
    public void PIZ_is_as_small_as_OpenEXRs_own_tools_make_it(ExrPixel pixel)
    {
        var file = new TestPicture(320, 200).Write(Path.Join(folder.Path, "a.exr"), new FrameFileSettings.Exr { Compression = ExrCompression.Piz, Pixel = pixel });

        Readers.Run("oiiotool", file, "--compression", "piz", "-o", file + ".theirs.exr");

        Assert.Contains("compression (type compression): piz", Readers.Run("exrheader", file), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(file).Length / (double)new FileInfo(file + ".theirs.exr").Length, 0.97, 1.03);
    }

    [Theory]
    [InlineData("dwaa", "changes the picture")]
    [InlineData("B44", "changes the picture")]
    [InlineData("lzw", "no compression of OpenEXR")]
    public void A_compression_that_is_not_written_is_refused_with_the_reason(string name, string reason)
    {
        Assert.Contains(reason, Assert.Throws<FormatException>(() => FrameFileSettings.Exr.CompressionOf(name)).Message, StringComparison.Ordinal);
        Assert.Equal(ExrCompression.Piz, FrameFileSettings.Exr.CompressionOf("PIZ"));
    }

    [Fact]
    public void What_no_file_should_hold_is_made_harmless_and_the_rest_is_kept()
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e9f, -1e9f, -0.5f, 65504, 65519, 65520, 1e-9f];
        var picture = new TestPicture(40, 3).With(odd);

        var halves = Readers.OpenImageIO(picture.Write(Path.Join(folder.Path, "half.exr"), new FrameFileSettings.Exr()))[0][..odd.Length];
        var floats = Readers.OpenImageIO(picture.Write(Path.Join(folder.Path, "float.exr"), new FrameFileSettings.Exr { Pixel = ExrPixel.Bits32 }))[0][..odd.Length];

        Assert.Equal([0, 65504, -65504, 65504, -65504, -0.5f, 65504, 65504, 65504, 0], halves);
        Assert.Equal([0, float.MaxValue, -float.MaxValue, 1e9f, -1e9f, -0.5f, 65504, 65519, 65520, 1e-9f], floats);
    }

    [Fact]
    public void An_ACES_plate_says_where_it_comes_from()
    {
        var picture = new TestPicture(64, 32);
        var file = picture.Write(Path.Join(folder.Path, "a.exr"), new FrameFileSettings.Exr(), Full(picture));

        var told = Readers.Run("exrheader", file);

        foreach (var line in (string[])
        [
            "dataWindow (type box2i): (-8 4) - (55 35)", "displayWindow (type box2i): (0 0) - (47 47)", "framesPerSecond (type rational): 24000/1001 (23.976",
            "reelName (type string): \"A003R2EC\"", "interim.clip.cameraClipName (type string): \"A003C001_240101_R2EC\"", "time 10:20:30:12",
            "pixelAspectRatio (type float): 2", "imageCounter (type int): 1009", "cameraMake (type string): \"ARRI\"", "cameraModel (type string): \"ALEXA 35\"",
            "cameraSerialNumber (type string): \"40321\"", "cameraLabel (type string): \"A\"", "lensModel (type string): \"Signature 47\"", "nominalFocalLength (type float): 47",
            "tStop (type float): 2.8", "focus (type float): 3.25", "isoSpeed (type float): 800", "shutterAngle (type float): 172.8", "expTime (type float): 0.02",
            "captureRate (type rational): 24000/1001", "cameraCCTSetting (type float): 5600", "cameraTintSetting (type float): -1.5", "capDate (type string): \"2024:01:01 10:20:30\"",
            "red   (0.7347 0.2653)", "white (0.32168 0.33767)", "colorInteropID (type string): \"lin_ap0_scene\"", "acetate.encoding (type string): \"ACES2065-1\"",
            "acetate.recipe.01 (type string): \"one\"", "acetate.recipe.02 (type string): \"two\"", "acetate.amf.uuid (type string): \"urn:uuid:1\"", "ascFramingDecisionList (type string): \"{}\"",
            "acetate.source.hash (type string): \"xxh128:00\"",
        ])
            Assert.Contains(line, told, StringComparison.Ordinal);
        Assert.DoesNotContain("acesImageContainerFlag", told, StringComparison.Ordinal);
        Assert.Contains("ACES2065-1", Readers.Run("oiiotool", "--info", "-v", file), StringComparison.Ordinal);
        Assert.Contains("displayWindow: [ 0, 0 - 47 47 ]", Readers.ExrInfo(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExrCompression.Zips, 1)]
    [InlineData(ExrCompression.Zips, 254)]
    [InlineData(ExrCompression.Zip, 255)]
    [InlineData(ExrCompression.Zips, 256)]
    [InlineData(ExrCompression.Piz, 1000)]
    [InlineData(ExrCompression.None, 1026)]
    [InlineData(ExrCompression.Zips, 1027)]
    [InlineData(ExrCompression.Zips, 9000)]
    public void FFmpeg_reads_every_pixel_beside_a_long_recipe_and_a_long_framing_decision_list(ExrCompression compression, int length)
    {
        var picture = new TestPicture(64, 40);
        var steps = string.Join('\n', Enumerable.Range(0, 14).Select(i => $"decode: a step of {new string('×', 30 * i)} and more (size 1280×720, {i})"));
        var list = $$"""{"uuid": "{{new string('ü', length / 2)}}"}""";

        var file = picture.Write(Path.Join(folder.Path, "a.exr"), new FrameFileSettings.Exr { Compression = compression }, picture.Description with { Recipe = steps, FramingDecisions = list, Software = new string('s', 300) });

        Assert.Equal(Readers.OpenImageIO(file), Readers.FFmpegFloats(file));
        var told = Readers.Run("exrheader", file);
        Assert.Contains($"ascFramingDecisionList (type string): \"{list}", told, StringComparison.Ordinal);
        // A piece that begins with a blank goes on with the line before it.
        var pieces = told.Split('\n').Where(line => line.StartsWith("acetate.recipe.", StringComparison.Ordinal)).Select(line => line[(line.IndexOf('"', StringComparison.Ordinal) + 1)..^1]).ToList();
        Assert.All(pieces, piece => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(piece), 1, 255));
        Assert.Equal(steps.Replace(" ", "", StringComparison.Ordinal), string.Concat(pieces.Select((piece, i) => piece.StartsWith(' ') || i == 0 ? piece : "\n" + piece)).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_strict_ACES_container_has_the_attributes_of_its_standard_and_no_others()
    {
        var picture = new TestPicture(64, 32);
        var file = picture.Write(Path.Join(folder.Path, "a.exr"), FrameFileSettings.Exr.Strict, Full(picture));

        using var content = File.OpenRead(file);
        var told = Readers.Run("exrheader", file);

        var names = told.Split('\n').Where(line => line.Contains(" (type ", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(" (type ", StringComparison.Ordinal)]).Where(name => name != "type").Order(StringComparer.Ordinal);
        Assert.Equal(
            "acesImageContainerFlag cameraLabel cameraMake cameraModel cameraSerialNumber capDate captureRate channels chromaticities comments compression creator dataWindow displayWindow "
            + "expTime focalLength focus framesPerSecond imageCounter isoSpeed lensModel lineOrder pixelAspectRatio reelName screenWindowCenter screenWindowWidth timeCode",
            string.Join(' ', names));
        Assert.Contains("acesImageContainerFlag (type int): 1", told, StringComparison.Ordinal);
        Assert.Contains("compression (type compression): none", told, StringComparison.Ordinal);
        Assert.Contains("B, 16-bit floating-point", told, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_strict_ACES_container_cannot_hold_is_refused()
    {
        var picture = new TestPicture(4, 4);

        Assert.Contains("uncompressed 16-bit halves only", Refusal(FrameFileSettings.Exr.Strict with { Compression = ExrCompression.Zips }, picture.Description), StringComparison.Ordinal);
        Assert.Contains("uncompressed 16-bit halves only", Refusal(FrameFileSettings.Exr.Strict with { Pixel = ExrPixel.Bits32 }, picture.Description), StringComparison.Ordinal);
        Assert.Contains("this picture is ACEScg", Refusal(FrameFileSettings.Exr.Strict, picture.Description with { Colour = PictureColour.Of(KnownEncodings.AcesCg) }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10:00:00:47", "48", "time 10:00:00:23", "field/phase 1")]
    [InlineData("10:00:00:46", "48", "time 10:00:00:23", "field/phase 0")]
    [InlineData("01:02:03:29", "30", "time 01:02:03:29", "field/phase 0")]
    [InlineData("01:02:03;58", "60000/1001", "time 01:02:03:29", "drop frame 1")]
    public void A_label_above_30_frames_is_kept_as_a_pair_and_in_full(string label, string rate, string time, string mark)
    {
        var picture = new TestPicture(2, 2);
        var timecode = Timecode.Parse(label, FrameRate.Parse(rate));

        var told = Readers.Run("exrheader", picture.Write(Path.Join(folder.Path, "a.exr"), new FrameFileSettings.Exr(), picture.Description with { Timecode = timecode, Rate = timecode.Rate }));

        Assert.Contains(time, told, StringComparison.Ordinal);
        Assert.Contains(mark, told, StringComparison.Ordinal);
        Assert.Equal(timecode.Rate.LabelsPerSecond > 30, told.Contains($"acetate.timecode (type string): \"{label}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Sizes_that_cannot_be_are_refused_before_a_byte_is_written()
    {
        var description = new TestPicture(1, 1).Description;
        foreach (var window in (PixelWindow[])[new(0, 0, 0, 1), new(0, 0, 1, 0), new(0, 0, 65536, 1), new(5, 5, 4, 9), new(int.MinValue, 0, int.MaxValue, 1)])
        {
            using var stream = new MemoryStream();
            Assert.Contains("each side takes 1 to 65535 pixels", Assert.Throws<ArgumentException>(() => FrameFiles.Create(stream, new FrameFileSettings.Exr(), description with { DataWindow = window })).Message, StringComparison.Ordinal);
            Assert.Equal(0, stream.Length);
        }
    }

    [Fact]
    public void Rows_too_many_too_few_or_of_the_wrong_width_are_not_taken()
    {
        var picture = new TestPicture(4, 2);
        using var writer = FrameFiles.Create(new MemoryStream(), new FrameFileSettings.Exr(), picture.Description);
        var row = new float[4];

        Assert.Throws<ArgumentException>(() => writer.Row(row, row.AsSpan(1), row));
        writer.Row(row, row, row);
        Assert.Throws<InvalidOperationException>(writer.Complete);
        writer.Row(row, row, row);
        Assert.Throws<InvalidOperationException>(() => writer.Row(row, row, row));
        writer.Complete();
    }

    [Fact]
    public void Our_own_inspector_reads_back_what_was_said()
    {
        var picture = new TestPicture(64, 32);
        using var content = new MemoryStream(picture.Bytes(new FrameFileSettings.Exr(), Full(picture)));

        var read = new ExrInspector().ReadHeader(content);

        Assert.Equal("10:20:30:12", read.Timecode);
        Assert.Contains(read.Facts, fact => fact is { Field: "clip.reel", Value: "A003R2EC" });
        Assert.InRange(read.LeastLength, 1, content.Length);
    }

    private static string Refusal(FrameFileSettings settings, FrameDescription description) =>
        Assert.Throws<ArgumentException>(() => FrameFiles.Create(new MemoryStream(), settings, description)).Message;

    private static FrameDescription Full(TestPicture picture) => picture.Description with
    {
        DataWindow = new(-8, 4, 56, 36),
        DisplayWindow = PixelWindow.Of(48, 48),
        PixelAspect = 2,
        Timecode = Timecode.Parse("10:20:30:12", FrameRate.Fps23976),
        Rate = FrameRate.Fps23976,
        Number = 1009,
        Colour = PictureColour.Aces,
        FramingDecisions = "{}",
        AmfUuid = "urn:uuid:1",
        Recipe = "one\ntwo",
        SourceHash = "xxh128:00",
        Source = new()
        {
            Name = "A003C001_240101_R2EC",
            Reel = "A003R2EC",
            Kind = ClipKind.Sequence,
            Files = [],
            RecordedAt = "2024-01-01T10:20:30",
            Camera = new() { Make = "ARRI", Model = "ALEXA 35", Serial = "40321", Id = "A" },
            Lens = new() { Model = "Signature 47", FocalLength = 47, Iris = "T2.8", FocusDistance = 3.25 },
            Exposure = new() { Iso = 800, ShutterAngle = 172.8, ShutterTime = "1/50", WhiteBalance = 5600, Tint = -1.5, SensorRate = "24000/1001" },
        },
    };
}
