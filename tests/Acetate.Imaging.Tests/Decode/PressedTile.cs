using System.Diagnostics;
using Acetate.Media.Native;

namespace Acetate.Imaging.Tests.Decode;

/// <summary>Tiles of a DNG as other programs press them: JPEG, and JPEG XL by FFmpeg.</summary>
internal static class PressedTile
{
    public static byte[] Jpeg(int[][] rows)
    {
        using var jpeg = TurboJpeg.Open();
        return jpeg.Compress([.. rows.SelectMany(row => row.Select(value => (byte)value))], rows[0].Length / 3, rows.Length, 92, isFull: true);
    }

    public static byte[] JpegXl(int[][] rows, int planes, int bits, string distance)
    {
        var plain = bits == 8 ? rows.SelectMany(row => row.Select(value => (byte)value)).ToArray()
            : [.. rows.SelectMany(row => row.SelectMany(value => (byte[])[(byte)value, (byte)(value >> 8)]))];
        return FFmpeg(plain, "rawvideo", ["-f", "image2", "-update", "1", "-c:v", "libjxl", "-distance", distance],
            "-f", "rawvideo", "-pix_fmt", (planes, bits) switch { (1, 8) => "gray", (1, _) => "gray16le", (_, 8) => "rgb24", _ => "rgb48le" }, "-s", $"{rows[0].Length / planes}x{rows.Length}");
    }

    public static byte[] FFmpeg(byte[] input, string extension, params string[] output) => FFmpeg(input, extension, output, []);

    // From a file and into one: not every writer of FFmpeg can do without going back.
    private static byte[] FFmpeg(byte[] input, string extension, string[] output, params string[] before)
    {
        Corpus.Program("ffmpeg");
        var folder = Directory.CreateTempSubdirectory("acetate-tile-").FullName;
        try
        {
            var (from, to) = (Path.Join(folder, $"in.{extension}"), Path.Join(folder, output.Contains("libjxl") ? "out.jxl" : output.Contains("mjpeg") ? "out.jpg" : "out.raw"));
            File.WriteAllBytes(from, input);
            using var run = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-y", .. before, "-i", from, "-frames:v", "1", .. output, to]) { RedirectStandardError = true })!;
            var said = run.StandardError.ReadToEnd();
            run.WaitForExit();
            Assert.True(run.ExitCode == 0, said);
            return File.ReadAllBytes(to);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
