using System.Buffers.Binary;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Dpx;
using Acetate.Media.Formats.FFmpeg;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>DPX by our own reader, held against the codes that a writer here stored and against FFmpeg.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class DpxDecoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-dpx-").FullName;

    public static TheoryData<int, int, bool, int> Layouts
    {
        get
        {
            var layouts = new TheoryData<int, int, bool, int>();
            foreach (var isBig in (bool[])[true, false])
                foreach (var descriptor in (int[])[50, 51, 52])
                    foreach (var (bits, packing) in ((int, int)[])[(10, 0), (10, 1), (10, 2), (12, 0), (12, 1), (12, 2), (16, 0), (16, 1)])
                        layouts.Add(bits, packing, isBig, descriptor);
            return layouts;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Every_code_comes_back_as_it_was_stored_and_as_FFmpeg_has_it(int bits, int packing, bool isBig, int descriptor)
    {
        // A width that fills no words: 37 pixels of three or four samples.
        var path = Path.Join(folder, "one.dpx");
        File.WriteAllBytes(path, Make(37, 11, bits, packing, isBig, descriptor, (x, y, c) => Noise(x, y, c, bits)));

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new() { Encoding = Acetate.Imaging.Colour.Encodings.KnownEncodings.Aces }, path);
        var picture = await Decoding.PictureAsync(source);

        Assert.StartsWith("Acetate", source.Description.Decoder, StringComparison.Ordinal);
        var most = (float)(1.0 / ((1 << bits) - 1));
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < 11; y++)
                for (var x = 0; x < 37; x++) Assert.Equal(Noise(x, y, c, bits) * most, picture[c][y][x]);

        // FFmpeg 5.1 knows no 10 bits without filling, no filling at the high end but of 10 bits, no alpha before the colours, and reads alpha of 12 bits and lines of odd length of its own accord otherwise.
        if (descriptor != 50 || (bits, packing) is (10, 0 or 2) or (12, 0 or 2)) return;
        Assert.Equal(await Decoding.PictureAsync(await FFmpegAsync(path)), picture);
    }

    [Theory]
    [InlineData("dpx_nuke_10bits_rgb.dpx")]
    [InlineData("cyan.dpx")]
    public async Task A_real_file_is_what_FFmpeg_has_bit_for_bit(string file)
    {
        var path = Corpus.PathOf($"samples/dpx-cineon/{file}");

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        await using var other = await FFmpegAsync(path);

        Assert.StartsWith("Acetate", source.Description.Decoder, StringComparison.Ordinal);
        Assert.Equal((other.Description.Encoding, other.Description.EncodingOrigin), (source.Description.Encoding, source.Description.EncodingOrigin));
        Assert.Equal(await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
    }

    [Fact]
    public async Task What_is_not_red_green_and_blue_of_10_to_16_bits_is_left_to_FFmpeg()
    {
        var path = Path.Join(folder, "eight.dpx");
        Decoding.FFmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.04", "-frames:v", "1", "-pix_fmt", "rgb24", path);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);

        Assert.StartsWith("FFmpeg", source.Description.Decoder, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, 1023f, "codes of the full range to 0 to 1", null)]
    [InlineData(64f, 940f, "codes of the legal range, black and white to 0 and 1, and what lies beyond kept", null)]
    [InlineData(0f, 0f, "codes of the full range to 0 to 1", "the file does not say its range; red, green and blue are full by default")]
    public async Task The_television_header_says_what_is_black_and_white(float black, float white, string step, string? reason)
    {
        var path = Path.Join(folder, "levels.dpx");
        var file = Make(16, 16, 10, 1, true, 50, (_, _, _) => 502);
        BinaryPrimitives.WriteSingleBigEndian(file.AsSpan(1952), black);
        BinaryPrimitives.WriteSingleBigEndian(file.AsSpan(1964), white);
        File.WriteAllBytes(path, file);

        await using var source = await Decoding.OpenAsync(ClipKind.Still, new(), path);
        await using var other = await FFmpegAsync(path);

        Assert.Contains(source.Description.Steps, one => (one.Name, one.Reason) == (step, reason));
        Assert.Equal(await Decoding.PictureAsync(other), await Decoding.PictureAsync(source));
    }

    [Fact]
    public async Task Of_a_sequence_each_frame_has_its_timecode_and_its_own_fault()
    {
        var paths = Enumerable.Range(0, 5).Select(i => Path.Join(folder, $"A.{i:0000}.dpx")).ToArray();
        for (var i = 0; i < 5; i++)
        {
            var file = Make(i == 3 ? 20 : 24, 16, 10, 1, false, 50, (x, y, c) => Noise(x, y, c, 10));
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(1920), 0x10203000 + (uint)i);
            File.WriteAllBytes(paths[i], i == 2 ? file[..^100] : file);
        }

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new(), paths);
        var frames = await Decoding.FramesAsync(source, 0, 5);

        Assert.Equal("10:20:30:01", frames[1].Timecode);
        Assert.Equal(Decoding.Hash(frames[0]), Decoding.Hash(frames[4]));
        Assert.Contains("The DPX picture is cut", frames[2] is FaultyFrame ? Decoding.FaultOf(frames[2]) : Assert.Throws<DecodeException>(() => Decoding.Hash(frames[2])).Message, StringComparison.Ordinal);
        Assert.Contains("The frame is 20×16 of 10 bits, the first one 24×16", Decoding.FaultOf(frames[3]), StringComparison.Ordinal);
        foreach (var frame in frames) frame.Dispose();
    }

    [Fact]
    public void Spoilt_files_give_a_sentence_or_a_picture_and_never_anything_else()
    {
        byte[][] files = [Make(37, 40, 10, 1, true, 50, (x, y, c) => Noise(x, y, c, 10)), Make(37, 40, 12, 0, false, 51, (x, y, c) => Noise(x, y, c, 12)), Make(37, 40, 16, 1, true, 52, (x, y, c) => Noise(x, y, c, 16))];
        var grain = new Grain(23);
        var (pictures, sentences) = (0, 0);
        for (var round = 0; round < Fuzzing.Rounds(2000); round++)
        {
            var bytes = files[round % 3].ToArray();
            for (var change = 1 + grain.Below(4); change > 0; change--) bytes[grain.Below(2) == 0 ? 768 + grain.Below(60) : grain.Below(bytes.Length)] = (byte)grain.Below(256);
            if (grain.Below(5) == 0) bytes = bytes[..grain.Below(bytes.Length)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                if (DpxPicture.Read(bytes, out _) is not { } picture) continue;
                var codes = new ushort[picture.Width * picture.Samples];
                for (var y = 0; y < Math.Min(picture.Height, 64); y++) picture.Line(bytes, y, codes);
                pictures++;
            }
            catch (InvalidDataException said)
            {
                Assert.DoesNotContain('\n', said.Message);
                sentences++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        }

        Assert.True(pictures > 100 && sentences > 100, $"{pictures} pictures, {sentences} sentences");
    }

    private static async Task<PictureSource> FFmpegAsync(string path)
    {
        var clip = Inspecting.Source(ClipKind.Still, path);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, TestContext.Current.CancellationToken);
        return await new FFmpegDecoder().OpenAsync(clip, inspection, new(), TestContext.Current.CancellationToken);
    }

    // SMPTE ST 268: the generic, film and television headers, and one element.
    private static byte[] Make(int width, int height, int bits, int packing, bool isBig, int descriptor, Func<int, int, int, int> code)
    {
        int[] order = descriptor switch { 50 => [0, 1, 2], 51 => [0, 1, 2, 3], _ => [3, 2, 1, 0] };
        var lines = new List<byte[]>();
        for (var y = 0; y < height; y++)
        {
            int[] samples = [.. Enumerable.Range(0, width).SelectMany(x => order.Select(c => code(x, y, c)))];
            lines.Add(Packed(samples, bits, packing, isBig));
        }

        var file = new byte[2048 + lines.Sum(line => line.Length)];
        (isBig ? "SDPX"u8 : "XPDS"u8).CopyTo(file);
        file.AsSpan(1664, 384).Fill(0xFF);
        U32(4, 2048);
        U32(16, (uint)file.Length);
        U32(660, uint.MaxValue);
        U16(770, 1);
        U32(772, (uint)width);
        U32(776, (uint)height);
        (file[800], file[803]) = ((byte)descriptor, (byte)bits);
        U16(804, packing);
        U32(808, 2048);
        for (var (i, at) = (0, 2048); i < lines.Count; at += lines[i++].Length) lines[i].CopyTo(file, at);
        return file;

        void U32(int at, uint value)
        {
            if (isBig) BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), value);
            else BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        }

        void U16(int at, int value)
        {
            if (isBig) BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at), (ushort)value);
            else BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);
        }
    }

    private static byte[] Packed(int[] samples, int bits, int packing, bool isBig)
    {
        var words = new List<uint>();
        if (bits == 16 || bits == 12 && packing > 0)
        {
            byte[] bytes = [.. samples.SelectMany(value =>
            {
                var moved = bits == 12 && packing == 1 ? value << 4 : value;
                return isBig ? (byte[])[(byte)(moved >> 8), (byte)moved] : [(byte)moved, (byte)(moved >> 8)];
            })];
            return bytes;
        }

        if (packing > 0)
            for (var i = 0; i < samples.Length; i += 3) words.Add((uint)(samples[i] << 20 | (i + 1 < samples.Length ? samples[i + 1] << 10 : 0) | (i + 2 < samples.Length ? samples[i + 2] : 0)) << (packing == 1 ? 2 : 0));
        else
        {
            var (held, count) = (0ul, 0);
            foreach (var value in samples)
            {
                held |= (ulong)value << count;
                for (count += bits; count >= 32; (held, count) = (held >> 32, count - 32)) words.Add((uint)held);
            }

            if (count > 0) words.Add((uint)held);
        }

        return [.. words.SelectMany(word => isBig ? (byte[])[(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word] : [(byte)word, (byte)(word >> 8), (byte)(word >> 16), (byte)(word >> 24)])];
    }

    private static int Noise(int x, int y, int c, int bits) => (int)((uint)(x * 73856093 ^ y * 19349663 ^ c * 83492791) * 0x5BD1E995 >> 8) & (1 << bits) - 1;
}
