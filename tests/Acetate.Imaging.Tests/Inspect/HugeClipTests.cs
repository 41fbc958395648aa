using System.Buffers.Binary;
using System.Text;
using Acetate.Media.Inspect;
using static Acetate.Imaging.Tests.Inspect.MovieFixture;

namespace Acetate.Imaging.Tests.Inspect;

/// <summary>Clips of 100 GB that lie in a bucket: what is read of them is counted.</summary>
public sealed class HugeClipTests
{
    private const long Huge = 100_000_000_000;

    private const int Most = 2_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_movie_of_100_GB_is_inspected_with_less_than_2_MB_of_it_read(bool isIndexFirst)
    {
        const int frames = 90_000;
        byte[] icpf = [.. U32(1_000_000), .. Text("icpf"), .. U16(148, 0), .. Text("apl0"), .. U16(4096, 2160), 0x80, 0, 1, 1, 1, 0, 0, 0];
        var start = isIndexFirst ? 4_000_000L : 1000;
        var index = Movie(
            Picture("apch", 4096, 2160, 24_000, 1001, frames, start, 1_100_000, 1_000_000),
            Timecode(24_000, 1001, false, 24, "A001R1AC", start - 100),
            Keys(("com.arri.camera.CameraModel", "ALEXA Mini LF"), ("com.arri.camera.ShutterAngle", "1800"), ("com.arri.camera.ExposureIndexAsa", "800")));
        byte[] brand = Box("ftyp", Text("qt  "), U32(0, 0));
        byte[] media = [.. U32(1), .. Text("mdat"), .. Long(Huge - brand.Length - index.Length)];
        List<(long, byte[])> parts = isIndexFirst
            ? [(0, [.. brand, .. index]), (brand.Length + index.Length, media)]
            : [(0, [.. brand, .. media]), (Huge - index.Length, index)];

        var (clip, read) = await InspectAsync("A001C001.mov", [.. parts, (start, icpf), (start - 100, U32(86_400))]);

        Assert.InRange(read, 1, Most);
        Assert.Empty(clip.Problems);
        Assert.Equal((4096, 2160, "prores", "yuv422p10le", "24000/1001", frames),
            (clip.Image!.Width!.Value, clip.Image.Height!.Value, clip.Image.Codec, clip.Image.PixelFormat, clip.Image.Rate, clip.Frames!.Value));
        Assert.Equal(("01:00:00:00", "A001R1AC", "ALEXA Mini LF", 180.0), (clip.Timecode?.Start, clip.Reel, clip.Camera?.Model, clip.Exposure?.ShutterAngle));
        Assert.DoesNotContain(clip.Facts, fact => fact.Field == "inspection.standIn");
    }

    [Fact]
    public async Task An_MXF_of_100_GB_is_inspected_with_less_than_2_MB_of_it_read()
    {
        var bytes = await File.ReadAllBytesAsync(Corpus.PathOf("samples/camera-sony/SonyXAVC_LongGOP_green_pixelation_early_Frames.mxf"), TestContext.Current.CancellationToken);
        var footer = bytes[..128];
        footer[13] = 4;
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(20 + 32), 0); // no second copy of the metadata
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(20 + 24), Huge - 8192);

        // Whatever goes on behind the frames that are there is one packet of filling, up to the footer.
        byte[] filling = [0x06, 0x0e, 0x2b, 0x34, 0x01, 0x01, 0x01, 0x02, 0x03, 0x01, 0x02, 0x10, 0x01, 0, 0, 0, 0x88, .. Long(Huge - 8192 - 2_200_000 - 25)];
        var (clip, read) = await InspectAsync("C0001.mxf", [(0, bytes[..2_200_000]), (2_200_000, filling), (Huge - 8192, footer)]);

        Assert.InRange(read, 1, Most);
        Assert.DoesNotContain(clip.Problems, problem => problem.Severity == ProblemSeverity.Error);
        Assert.Equal((1920, 1080, "h264", 336L, "08:00:37:05", "f/5.6", 3.1),
            (clip.Image!.Width!.Value, clip.Image.Height!.Value, clip.Image.Codec, clip.Frames!.Value, clip.Timecode?.Start, clip.Lens?.Iris, clip.Lens?.FocusDistance));
    }

    [Fact]
    public async Task A_sound_file_of_100_GB_is_inspected_with_less_than_2_MB_of_it_read()
    {
        var xml = Encoding.UTF8.GetBytes("<BWFXML><PROJECT>P</PROJECT><SCENE>12A</SCENE><SPEED><TIMECODE_RATE>25/1</TIMECODE_RATE></SPEED></BWFXML>\n");
        var data = Huge - 12 - 36 - 24 - 8 - 8 - xml.Length;
        byte[] head = [.. Text("RF64"), .. Little(uint.MaxValue), .. Text("WAVEds64"), .. Little(28), .. Quad(Huge - 8), .. Quad(data), .. Quad(0), .. Little(0),
            .. Text("fmt "), .. Little(16), 1, 0, 2, 0, .. Little(48_000), .. Little(288_000), 6, 0, 24, 0, .. Text("data"), .. Little(uint.MaxValue)];

        var (clip, read) = await InspectAsync("T01.wav", [(0, head), (Huge - 8 - xml.Length, [.. Text("iXML"), .. Little((uint)xml.Length), .. xml])], ClipKind.Sound);

        Assert.InRange(read, 1, Most);
        Assert.Equal((data / 6, "12A"), (clip.Sound!.Samples!.Value, clip.Slate?.Scene));
    }

    [Fact]
    public async Task A_codec_of_others_is_shown_to_FFprobe_by_a_stand_in_of_less_than_2_MB()
    {
        Corpus.Program("ffprobe");
        var bytes = await File.ReadAllBytesAsync(Corpus.PathOf("samples/cineform/cineform_yuv10b_hd.mov"), TestContext.Current.CancellationToken);

        // The movie as it is, and free space of 100 GB behind it.
        var (clip, read) = await InspectAsync("GH01.mov", [(0, bytes), (bytes.Length, [.. U32(1), .. Text("free"), .. Long(Huge - bytes.Length)])]);

        Assert.InRange(read, 1, Most);
        Assert.Equal(("cfhd", 1920), (clip.Image?.Codec, clip.Image?.Width));
        Assert.Contains("of 100000000000 bytes were given to FFprobe", clip.Facts.Single(fact => fact.Field == "inspection.standIn").Value);
    }

    [Fact]
    public async Task A_transport_stream_in_a_bucket_has_no_count_rather_than_a_wrong_one()
    {
        Corpus.Program("ffprobe");
        var bytes = await File.ReadAllBytesAsync(Corpus.PathOf("samples/camera-panasonic/Panasonic_AVCHD.mts"), TestContext.Current.CancellationToken);

        var (clip, read) = await InspectAsync("00001.MTS", [(0, bytes[..1_500_000]), (Huge - 450_048, bytes[^450_048..])]);

        Assert.InRange(read, 1, Most);
        Assert.Equal(("h264", (long?)null), (clip.Image?.Codec, clip.Frames));
        Assert.Equal(["not-counted"], clip.Problems.Select(problem => problem.Code));
    }

    /// <summary>Inspects a file that is zero but for some places, and counts what is asked for.</summary>
    private static async Task<(ClipInspection Clip, long Read)> InspectAsync(string name, (long At, byte[] Bytes)[] parts, ClipKind kind = ClipKind.Single)
    {
        var read = 0L;
        var file = new ClipFile(name, null, Huge)
        {
            Ranges = (offset, target) =>
            {
                target.Clear();
                foreach (var (at, bytes) in parts)
                {
                    var (from, to) = (Math.Max(at, offset), Math.Min(at + bytes.Length, offset + target.Length));
                    if (from < to) bytes.AsSpan((int)(from - at), (int)(to - from)).CopyTo(target[(int)(from - offset)..]);
                }

                read += target.Length;
                return target.Length;
            },
        };
        var clip = await new ClipInspector(TimeProvider.System).InspectAsync(new() { Name = "clip", Kind = kind, Files = [file] }, TestContext.Current.CancellationToken);
        Assert.Equal(read, long.Parse(clip.Facts.Single(fact => fact.Field == "inspection.bytesRead").Value));
        return (clip, read);
    }

    private static byte[] Long(long value) => U32((uint)(value >> 32), (uint)value);

    private static byte[] Little(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Quad(long value) => [.. Little((uint)value), .. Little((uint)(value >> 32))];
}
