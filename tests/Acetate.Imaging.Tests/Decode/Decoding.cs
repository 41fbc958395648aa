using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Acetate.Imaging.Tests.Inspect;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Shortcuts to have the pictures of a clip.</summary>
internal static class Decoding
{
    public static async Task<PictureSource> OpenAsync(ClipKind kind, DecodeSettings settings, params string[] paths)
    {
        Corpus.Program("ffmpeg");
        var source = Inspecting.Source(kind, paths);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(source, TestContext.Current.CancellationToken);
        return await PictureFormats.OpenAsync(source, inspection, settings, TestContext.Current.CancellationToken);
    }

    public static Task<PictureSource> OpenAsync(string path) => OpenAsync(ClipKind.Single, new(), path);

    public static async Task<List<SourceFrame>> FramesAsync(PictureSource source, long first, long count)
    {
        var frames = new List<SourceFrame>();
        await foreach (var frame in source.ReadAsync(first, count, TestContext.Current.CancellationToken)) frames.Add(frame);
        return frames;
    }

    /// <summary>Number and hash of each frame; <c>null</c> for the hash of one that cannot be had.</summary>
    public static async Task<List<(long Number, string? Hash)>> HashesAsync(PictureSource source, long first, long count)
    {
        var hashes = new List<(long, string?)>();
        await foreach (var frame in source.ReadAsync(first, count, TestContext.Current.CancellationToken))
        {
            using (frame) hashes.Add((frame.Number, frame is FaultyFrame ? null : Hash(frame)));
        }

        return hashes;
    }

    public static string Hash(SourceFrame frame)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        frame.Develop((_, red, green, blue) =>
        {
            hash.AppendData(MemoryMarshal.AsBytes(red));
            hash.AppendData(MemoryMarshal.AsBytes(green));
            hash.AppendData(MemoryMarshal.AsBytes(blue));
        });
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>All values: component, row, column.</summary>
    public static float[][][] Picture(SourceFrame frame, int height)
    {
        float[][][] picture = [new float[height][], new float[height][], new float[height][]];
        var rows = 0;
        frame.Develop((row, red, green, blue) =>
        {
            Assert.Equal(rows++, row);
            (picture[0][row], picture[1][row], picture[2][row]) = (red.ToArray(), green.ToArray(), blue.ToArray());
        });
        Assert.Equal(height, rows);
        return picture;
    }

    public static async Task<float[][][]> PictureAsync(PictureSource source, long frame = 0)
    {
        var frames = await FramesAsync(source, frame, 1);
        using var only = Assert.Single(frames);
        return Picture(only, source.Description.Height);
    }

    public static string FaultOf(SourceFrame frame) => Assert.Throws<DecodeException>(() => Assert.IsType<FaultyFrame>(frame).Develop((_, _, _, _) => { })).Message;

    public static void FFmpeg(params string[] arguments)
    {
        var said = Inspecting.Run("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]);
        Assert.Equal("", said);
    }
}
