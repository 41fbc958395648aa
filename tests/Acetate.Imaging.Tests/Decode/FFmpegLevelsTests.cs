using System.Buffers.Binary;
using Acetate.Media.Decode;
using Acetate.Media.Decode.Samples;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Patterns whose codes are known, through codecs without loss: what comes back must be the codes.</summary>
public sealed class FFmpegLevelsTests : IDisposable
{
    private const int Width = 96, Height = 64;

    private static readonly (double R, double G, double B)[] Bars =
        [(1, 1, 1), (1, 1, 0), (0, 1, 1), (0, 1, 0), (1, 0, 1), (1, 0, 0), (0, 0, 1), (0, 0, 0), (0.75, 0.25, 0.5), (0.18, 0.18, 0.18), (1.05, 1.02, 0.98), (-0.03, 0.02, 0.5)];

    private readonly string folder = Directory.CreateTempSubdirectory("acetate-levels-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("bt709", 0.2126, 0.0722, false, "yuv444p10le", 10)]
    [InlineData("smpte170m", 0.299, 0.114, false, "yuv422p10le", 10)]
    [InlineData("bt2020nc", 0.2627, 0.0593, false, "yuv420p10le", 10)]
    [InlineData("bt709", 0.2126, 0.0722, true, "yuv444p12le", 12)]
    [InlineData("bt709", 0.2126, 0.0722, false, "yuv444p", 8)]
    [InlineData("bt2020nc", 0.2627, 0.0593, true, "yuv422p16le", 16)]
    public async Task Colour_bars_come_back_as_the_codes_they_were_made_of(string matrix, double kr, double kb, bool isFull, string layout, int bits)
    {
        var path = Encode(layout, bits, matrix, isFull, (x, _) => Luma(Bars[x / 8], kr, kb, isFull, bits));

        await using var source = await Decoding.OpenAsync(path);
        var picture = await Decoding.PictureAsync(source);

        var steps = isFull ? (1 << bits) - 1 : 219.0 * (1 << (bits - 8));
        // A code of luma or colour was rounded: half a step of each, weighed by the matrix.
        var tolerance = (0.5 + 0.5 * 2 * (1 - kb) * 219 / 224 + 0.01) / steps;
        for (var bar = 0; bar < Bars.Length; bar++)
        {
            // In the middle of a bar: its neighbours' colour does not reach there.
            var x = bar * 8 + 4;
            // The full range ends at black and white.
            if (isFull && (Bars[bar].R is > 1 or < 0)) continue;
            Assert.Equal(Bars[bar].R, picture[0][32][x], tolerance);
            Assert.Equal(Bars[bar].G, picture[1][32][x], tolerance);
            Assert.Equal(Bars[bar].B, picture[2][32][x], tolerance);
        }
    }

    [Theory]
    [InlineData("yuv422p10le", true, true)]
    [InlineData("yuv420p10le", true, false)]
    [InlineData("yuv420p10le", true, true)]
    [InlineData("yuv420p10le", false, false)]
    [InlineData("yuv411p", true, true)]
    public void A_ramp_of_colour_lies_where_the_siting_says(string name, bool isCositedAcross, bool isCositedDown)
    {
        var layout = PixelLayout.Named(name)!;
        var bytes = new byte[layout.BytesOf(Width, Height)];
        var size = SampleRows.BytesOf(layout.Kind);
        var unit = 1 << (layout.Bits - 8);
        var step = size == 1 ? 1 : 2;
        // Cb rises by a step for each pixel to the right, Cr for each one down, at the place where the sample lies.
        for (var plane = 1; plane < 3; plane++)
        {
            var (across, down) = (layout.ChromaWidth(Width), layout.ChromaHeight(Height));
            for (var i = 0; i < across * down; i++)
            {
                var (x, y) = (i % across, i / across);
                var place = plane == 1 ? x * layout.Across + (isCositedAcross ? 0 : (layout.Across - 1) / 2.0) : y * layout.Down + (isCositedDown || layout.Down == 1 ? 0 : (layout.Down - 1) / 2.0);
                var code = 128 * unit + (int)(step * place);
                var at = (int)layout.StartOf(plane, Width, Height) + i * size;
                if (size == 1) bytes[at] = (byte)code;
                else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)code);
            }
        }

        var reading = new PictureReading { Width = Width, Height = Height, Layout = layout, Levels = PictureLevels.Legal, IsCositedAcross = isCositedAcross, IsCositedDown = isCositedDown };
        new PictureDevelopment(reading).Run(bytes, (y, red, _, blue) =>
        {
            if (y is < 8 or > Height - 9) return;
            for (var x = 16; x < Width - 16; x++)
            {
                // B − Y = 2 (1 − Kb) Cb, R − Y = 2 (1 − Kr) Cr; Y is the same everywhere.
                Assert.Equal(step * x / (224.0 * unit) * 1.8556, blue[x] + 16 / 219.0, 1e-5);
                Assert.Equal(step * y / (224.0 * unit) * 1.5748, red[x] + 16 / 219.0, 1e-5);
            }
        });
    }

    [Fact]
    public void Fields_keep_their_colour_apart()
    {
        var layout = PixelLayout.Named("yuv420p")!;
        var bytes = new byte[layout.BytesOf(Width, Height)];
        var (across, down) = (layout.ChromaWidth(Width), layout.ChromaHeight(Height));
        // The first field's colour is 0, the second's is not.
        for (var y = 0; y < down; y++) bytes.AsSpan((int)layout.StartOf(2, Width, Height) + y * across, across).Fill((byte)(y % 2 == 0 ? 128 : 240));
        bytes.AsSpan((int)layout.StartOf(1, Width, Height), across * down).Fill(128);

        new PictureDevelopment(new() { Width = Width, Height = Height, Layout = layout, Levels = PictureLevels.Legal, IsInterlaced = true }).Run(bytes, (y, red, _, _) =>
            Assert.All(red.ToArray(), value => Assert.Equal((y % 2 == 0 ? 0 : 0.5 * 1.5748) - 16 / 219.0, value, 1e-5)));
    }

    [Fact]
    public async Task S_Log3_of_video_counts_its_codes_and_ARRI_LogC_counts_from_black_to_white()
    {
        // 18 % grey is 420 of 10 bits in S-Log3 (41 IRE), and 400/1023 between black and white in LogC3.
        var path = Encode("yuv422p10le", 10, "bt709", false, (_, _) => (420, 512, 512));
        var sony = SourceEncoding.Of(Saying("image.colour.transfer", "s-log3-cine"), null).Encoding;
        var arri = SourceEncoding.Of(Saying("image.colour.space", "LOG-C"), null).Encoding;

        await using var asSony = await Decoding.OpenAsync(ClipKind.Single, new() { Encoding = sony }, path);
        await using var asArri = await Decoding.OpenAsync(ClipKind.Single, new() { Encoding = arri }, path);

        var code = (await Decoding.PictureAsync(asSony))[1][10][10];
        Assert.Equal(420 / 1023.0, code, 1e-6);
        Assert.Equal(0.18, sony!.Curve.ToLinear(code), 1e-3);
        Assert.Equal((420 - 64) / 876.0, (await Decoding.PictureAsync(asArri))[1][10][10], 1e-6);
        Assert.Contains(asSony.Description.Steps, step => step.Reason == "S-Log3 S-Gamut3.Cine is defined on the codes of video");
        Assert.Equal("named by the caller", asSony.Description.EncodingOrigin);
    }

    [Theory]
    [InlineData("gbrp10le", 1023, ".mkv")]
    [InlineData("rgb48le", 65535, ".png")]
    [InlineData("rgb24", 255, ".png")]
    [InlineData("rgb48be", 65535, ".tif")]
    [InlineData("gbrp12le", 4095, ".dpx")]
    [InlineData("gbrp10le", 1023, ".dpx")]
    [InlineData("rgb48be", 65535, ".dpx")]
    public async Task Codes_of_red_green_and_blue_come_back_exactly(string layout, int most, string extension)
    {
        var raw = Path.Join(folder, "codes.raw");
        var seed = 1u;
        var codes = new int[Width * Height * 3];
        for (var i = 0; i < codes.Length; i++) codes[i] = (int)((seed = seed * 1664525 + 1013904223) >> 8) % (most + 1);
        File.WriteAllBytes(raw, [.. Stored(codes, layout)]);
        var path = Path.Join(folder, $"codes{extension}");
        Decoding.FFmpeg(["-f", "rawvideo", "-pix_fmt", layout, "-s", $"{Width}x{Height}", "-i", raw, .. extension == ".mkv" ? (string[])["-c:v", "ffv1"] : [], "-pix_fmt", layout, "-frames:v", "1", path]);

        await using var source = await Decoding.OpenAsync(path);
        var picture = await Decoding.PictureAsync(source);

        for (var i = 0; i < codes.Length; i++)
            Assert.Equal(codes[i], picture[i % 3][i / 3 / Width][i / 3 % Width] * most, 0.02);
    }

    private static ClipInspection Saying(string field, string value)
    {
        var source = new ClipSource { Name = "A", Kind = ClipKind.Single, Files = [new("A.mov", null, 1)] };
        return new() { Name = source.Name, Kind = source.Kind, Files = ["A.mov"], Facts = [new(field, value, value, "test")] };
    }

    private static IEnumerable<byte> Stored(int[] codes, string layout)
    {
        if (layout == "rgb24") return codes.Select(code => (byte)code);
        var words = layout.StartsWith("gbrp", StringComparison.Ordinal)
            ? ((int[])[1, 2, 0]).SelectMany(component => codes.Where((_, i) => i % 3 == component)) : codes;
        return layout.EndsWith("be", StringComparison.Ordinal)
            ? words.SelectMany(code => (byte[])[(byte)(code >> 8), (byte)code]) : words.SelectMany(code => (byte[])[(byte)code, (byte)(code >> 8)]);
    }

    private static (int Y, int Cb, int Cr) Luma((double R, double G, double B) c, double kr, double kb, bool isFull, int bits)
    {
        var unit = 1 << (bits - 8);
        var y = kr * c.R + (1 - kr - kb) * c.G + kb * c.B;
        var (cb, cr) = ((c.B - y) / (2 * (1 - kb)), (c.R - y) / (2 * (1 - kr)));
        var most = (1 << bits) - 1;
        return isFull
            ? (Rounded(y * most), Rounded(cb * most + 128 * unit), Rounded(cr * most + 128 * unit))
            : (Rounded((219 * y + 16) * unit), Rounded((224 * cb + 128) * unit), Rounded((224 * cr + 128) * unit));

        int Rounded(double code) => Math.Clamp((int)Math.Round(code), 0, most);
    }

    private string Encode(string name, int bits, string matrix, bool isFull, Func<int, int, (int Y, int Cb, int Cr)> pixel)
    {
        var layout = PixelLayout.Named(name)!;
        var bytes = new byte[layout.BytesOf(Width, Height)];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (luma, cb, cr) = pixel(x, y);
                Put(0, y * Width + x, luma);
                if (x % layout.Across != 0 || y % layout.Down != 0) continue;
                var at = y / layout.Down * layout.ChromaWidth(Width) + x / layout.Across;
                Put(1, at, cb);
                Put(2, at, cr);
            }
        }

        var raw = Path.Join(folder, "bars.raw");
        File.WriteAllBytes(raw, bytes);
        var path = Path.Join(folder, "bars.mkv");
        Decoding.FFmpeg("-f", "rawvideo", "-pix_fmt", name, "-s", $"{Width}x{Height}", "-i", raw, "-c:v", "ffv1", "-color_range", isFull ? "pc" : "tv", "-colorspace", matrix, "-frames:v", "1", path);
        return path;

        void Put(int plane, int at, int code)
        {
            var place = (int)layout.StartOf(plane, Width, Height) + at * SampleRows.BytesOf(layout.Kind);
            if (bits == 8) bytes[place] = (byte)code;
            else BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(place), (ushort)code);
        }
    }
}
