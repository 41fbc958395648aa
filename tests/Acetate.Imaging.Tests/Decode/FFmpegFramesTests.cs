using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Whether the frame that is asked for is the one that comes.</summary>
public sealed class FFmpegFramesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-frames-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("prores-mov/apple-prores-422-hq.mov")]
    [InlineData("prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf")]
    [InlineData("dnx-avid-mxf/track_01_v02.mxf")]
    [InlineData("xdcam-hdv-dv-mov/xdcam-hd-1080i50.mov")]
    [InlineData("camera-apple/iPhoneX_livephoto.mov")]
    [InlineData("camera-panasonic/Panasonic_AVCHD.mts", Traits = ["kind", "thorough"])]
    [InlineData("camera-sony/Sony_ILCE-7M3_AVCHD.mts")]
    [InlineData("hdr-hevc/hdr10-video-with-sdr-container.mp4", Traits = ["kind", "thorough"])]
    [InlineData("hdr-hevc/hdr10tags-both.mkv")]
    [InlineData("camera-sony/Sony-00001.mxf")]
    public async Task A_frame_that_is_jumped_to_is_that_of_a_full_decode(string file)
    {
        await using var source = await Decoding.OpenAsync(Corpus.PathOf($"samples/{file}"));
        var all = await Decoding.HashesAsync(source, 0, source.Description.Frames);

        Assert.Equal(Enumerable.Range(0, all.Count).Select(i => (long)i), all.Select(frame => frame.Number));
        Assert.True(all.Count(frame => frame.Hash is not null) >= Math.Min(2, all.Count), "Hardly a frame could be decoded.");
        foreach (var number in ((int[])[1, all.Count / 3, all.Count / 2, all.Count - 2, all.Count - 1]).Where(number => number > 0 && number < all.Count).Distinct())
            Assert.Equal([all[number]], await Decoding.HashesAsync(source, number, 1));
    }

    [Theory]
    [InlineData("libx264", "mp4", "30000/1001", "yuv420p", "-bf 3 -g 12", Traits = ["kind", "thorough"])]
    [InlineData("libx264", "mxf", "24000/1001", "yuv422p10le", "-bf 2 -g 12")]
    [InlineData("libx264", "ts", "25", "yuv420p", "-bf 3 -g 10", Traits = ["kind", "thorough"])]
    [InlineData("libx265", "mov", "24", "yuv420p10le", "-g 9 -tag:v hvc1 -x265-params log-level=none")]
    [InlineData("prores_ks", "mov", "24000/1001", "yuv422p10le", "-profile:v 3")]
    [InlineData("cfhd", "mov", "24", "yuv422p10le", "")]
    public async Task Every_frame_of_a_generated_clip_can_be_jumped_to(string codec, string container, string rate, string layout, string options)
    {
        var path = Path.Join(folder, $"clip.{container}");
        Decoding.FFmpeg(["-f", "lavfi", "-i", $"testsrc2=s=192x128:r={rate}:d=2", "-f", "lavfi", "-i", "sine=r=48000:d=2", "-c:v", codec, "-pix_fmt", layout,
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-c:a", container is "mp4" or "ts" ? "aac" : "pcm_s16le", path]);

        await using var source = await Decoding.OpenAsync(path);
        var all = await Decoding.HashesAsync(source, 0, source.Description.Frames);

        Assert.True(all.Count >= 48 && all.TrueForAll(frame => frame.Hash is not null));
        Assert.Equal(all.Count, all.DistinctBy(frame => frame.Hash).Count());
        for (var number = 5; number < all.Count - 1; number += 7) Assert.Equal(all.GetRange(number, 2), await Decoding.HashesAsync(source, number, 2));
    }

    [Fact]
    public async Task Frames_of_uneven_length_are_counted()
    {
        var path = Path.Join(folder, "uneven.mkv");
        Decoding.FFmpeg("-f", "lavfi", "-i", "testsrc2=s=192x128:r=30:d=1", "-vf", "setpts=N*(1+mod(N\\,3))/30/TB", "-fps_mode", "passthrough", "-c:v", "ffv1", path);

        await using var source = await Decoding.OpenAsync(path);
        var all = await Decoding.HashesAsync(source, 0, source.Description.Frames);

        Assert.Equal(source.Description.Frames, all.Count);
        Assert.Equal([all[7], all[8]], await Decoding.HashesAsync(source, 7, 2));
    }

    [Fact]
    public async Task A_spanned_clip_goes_on_in_its_next_file()
    {
        foreach (var part in (string[])["1", "2"])
            Decoding.FFmpeg("-f", "lavfi", "-i", $"testsrc2=s=192x128:r=25:d=1,hue=h={part}0", "-c:v", "prores_ks", Path.Join(folder, $"part{part}.mov"));
        await using var source = await Decoding.OpenAsync(ClipKind.Spanned, new(), Path.Join(folder, "part1.mov"), Path.Join(folder, "part2.mov"));
        await using var second = await Decoding.OpenAsync(Path.Join(folder, "part2.mov"));

        var across = await Decoding.HashesAsync(source, 23, 4);

        Assert.Equal(50, source.Description.Frames);
        Assert.Equal([23, 24, 25, 26], across.Select(frame => frame.Number));
        Assert.Equal((await Decoding.HashesAsync(second, 0, 2)).Select(frame => frame.Hash), across.Skip(2).Select(frame => frame.Hash));
    }

    [Fact]
    public async Task A_damaged_frame_is_said_and_the_others_stay_in_their_place()
    {
        var path = Path.Join(folder, "damaged.mov");
        File.Copy(Corpus.PathOf("samples/prores-mov/apple-prores-422-hq.mov"), path);
        await using (var whole = await Decoding.OpenAsync(path))
        {
            var before = await Decoding.HashesAsync(whole, 0, 25);
            var bytes = File.ReadAllBytes(path);
            // ProRes frames begin with their size and 'icpf'; the eleventh's header is spoilt.
            var at = -1;
            for (var frame = 0; frame <= 10; frame++) at += 1 + bytes.AsSpan(at + 1).IndexOf("icpf"u8);
            bytes.AsSpan(at, 40).Clear();
            File.WriteAllBytes(path, bytes);

            await using var source = await Decoding.OpenAsync(path);
            var after = await Decoding.HashesAsync(source, 0, 25);
            var alone = await Decoding.FramesAsync(source, 10, 1);

            Assert.Equal(before.Select((frame, i) => i == 10 ? (frame.Number, null) : frame), after);
            Assert.StartsWith("Frame 10 cannot be decoded", Decoding.FaultOf(Assert.Single(alone)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cut_file_gives_what_it_has_and_a_sentence_for_each_frame_that_it_lacks()
    {
        var path = Path.Join(folder, "cut.mov");
        Decoding.FFmpeg("-f", "lavfi", "-i", "testsrc2=s=192x128:r=25:d=2", "-c:v", "prores_ks", "-movflags", "+faststart", path);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);

        await using var source = await Decoding.OpenAsync(path);
        var frames = await Decoding.FramesAsync(source, 0, source.Description.Frames);

        Assert.Equal(50, frames.Count);
        Assert.InRange(frames.Count(frame => frame is FaultyFrame), 15, 19);
        Assert.All(frames.SkipLast(1).Where(frame => frame is FaultyFrame), frame => Assert.StartsWith($"Frame {frame.Number} cannot be decoded", Decoding.FaultOf(frame), StringComparison.Ordinal));
        foreach (var frame in frames) frame.Dispose();
    }

    [Fact]
    public async Task Of_a_sequence_a_missing_an_empty_and_a_spoilt_frame_are_said_in_their_places()
    {
        Decoding.FFmpeg("-f", "lavfi", "-i", "testsrc2=s=192x128:r=24:d=1", "-pix_fmt", "rgb24", "-start_number", "1001", "-frames:v", "12", Path.Join(folder, "A001.%06d.dpx"));
        var paths = Directory.GetFiles(folder).Order().ToList();
        await using var whole = await Decoding.OpenAsync(ClipKind.Sequence, new(), [.. paths]);
        var before = await Decoding.HashesAsync(whole, 0, 12);
        File.Delete(paths[3]);
        File.WriteAllBytes(paths[5], []);
        File.WriteAllBytes(paths[8], File.ReadAllBytes(paths[8])[..3000]);

        await using var source = await Decoding.OpenAsync(ClipKind.Sequence, new(), [.. paths.Where(File.Exists)]);
        var frames = await Decoding.FramesAsync(source, 0, 12);

        Assert.Equal(12, source.Description.Frames);
        Assert.Equal(before.Select((frame, i) => i is 3 or 5 or 8 ? null : frame.Hash), frames.Select(frame => frame is FaultyFrame ? null : Decoding.Hash(frame)));
        Assert.Equal("Frame 1004 of the sequence is missing: there is no file of that number. Look for it on the card or in another copy.", Decoding.FaultOf(frames[3]));
        Assert.StartsWith("'A001.001006.dpx' has no bytes.", Decoding.FaultOf(frames[5]), StringComparison.Ordinal);
        Assert.StartsWith("'A001.001009.dpx' cannot be decoded", Decoding.FaultOf(frames[8]), StringComparison.Ordinal);
        foreach (var frame in frames) frame.Dispose();
    }

    [Fact]
    public async Task A_picture_of_a_real_camera_is_that_of_another_converter()
    {
        // zimg does the same in another way: its bicubic with B = 0, C = ½ is Catmull and Rom's.
        var path = Corpus.PathOf("samples/prores-mov/Meridian-Apple_ProResProxy-HDR10.mxf");
        await using var source = await Decoding.OpenAsync(path);
        var (width, height) = (source.Description.Width, source.Description.Height);
        var picture = await Decoding.PictureAsync(source, 2);
        var other = Path.Join(folder, "other.raw");
        Decoding.FFmpeg("-i", path, "-vf", "select=eq(n\\,2),zscale,format=yuv422p16le,zscale=matrixin=bt2020nc:rangein=tv:chromalin=left:matrix=gbr:range=pc:filter=bicubic:param_a=0:param_b=0.5,format=gbrpf32le", "-frames:v", "1", "-f", "rawvideo", other);
        var bytes = File.ReadAllBytes(other);

        var worst = 0.0;
        for (var plane = 0; plane < 3; plane++)
            for (var y = 0; y < height; y++)
                for (var x = 8; x < width - 8; x++)
                    worst = Math.Max(worst, Math.Abs(picture[(plane + 1) % 3][y][x] - BitConverter.ToSingle(bytes, ((plane * height + y) * width + x) * 4)));
        Assert.InRange(worst, 0, 1e-4);
        Assert.Equal("Rec.2020 ST 2084", source.Description.Encoding!.Name);
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_in_a_sentence()
    {
        var path = Path.Join(folder, "empty.dpx");
        File.WriteAllBytes(path, [.. "SDPX"u8, .. new byte[3000]]);

        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(path));

        Assert.Contains("'empty.dpx'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_format_is_named_with_the_way_out()
    {
        var refused = await Assert.ThrowsAsync<DecodeException>(() => Decoding.OpenAsync(Corpus.PathOf("samples/camera-red/RED_Weapon_5K_header_A106_C037_0118G5_002.R3D")));

        Assert.StartsWith("RED R3D cannot be decoded without its maker's software", refused.Message, StringComparison.Ordinal);
    }
}
