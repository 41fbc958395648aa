using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Acetate.Imaging.Tests.Encode;

/// <summary>Other people's readers of what we write.</summary>
internal static class Readers
{
    /// <summary>A program's output; the test fails where the program does.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var (code, told, errors) = End(program, arguments);
        Assert.True(code == 0, $"{program} ended with {code}: {errors}{told}");
        return told;
    }

    /// <summary>What OpenEXR's own core library reads of a file's header in its strict mode. The exit code of <c>exrinfo</c> 3.1 is whatever the memory held, so that
    /// what it prints is looked at instead: of a file that it cannot read, nothing.</summary>
    public static string ExrInfo(string file)
    {
        var (_, told, errors) = End("exrinfo", "-s", file);
        Assert.True(errors.Length == 0 && told.Contains("dataWindow", StringComparison.Ordinal), $"exrinfo says: {errors}{told}");
        return told;
    }

    private static (int Code, string Told, string Errors) End(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Corpus.Program(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, told, errors.GetAwaiter().GetResult());
    }

    /// <summary>Red, green and blue of a file's pixels as OpenImageIO reads them: whole numbers as 0 to 1.</summary>
    public static float[][] OpenImageIO(string file)
    {
        Run("oiiotool", file, "--ch", "R,G,B", "-d", "float", "--compression", "none", "-o", file + ".oiio.tif");
        var bytes = File.ReadAllBytes(file + ".oiio.tif");
        var tags = new Dictionary<int, uint[]>();
        var directory = BitConverter.ToInt32(bytes, 4);
        for (var i = 0; i < BitConverter.ToUInt16(bytes, directory); i++)
        {
            var at = directory + 2 + 12 * i;
            var (type, count) = (BitConverter.ToUInt16(bytes, at + 2), BitConverter.ToInt32(bytes, at + 4));
            if (type is not (3 or 4)) continue;
            var size = type == 3 ? 2 : 4;
            var values = count * size <= 4 ? at + 8 : BitConverter.ToInt32(bytes, at + 8);
            tags[BitConverter.ToUInt16(bytes, at)] = [.. Enumerable.Range(0, count).Select(n => size == 2 ? BitConverter.ToUInt16(bytes, values + 2 * n) : BitConverter.ToUInt32(bytes, values + 4 * n))];
        }

        Assert.Equal((1u, 3u, 32u), (tags[259][0], tags[277][0], tags[258][0]));
        var mixed = new List<float>();
        for (var strip = 0; strip < tags[273].Length; strip++) mixed.AddRange(MemoryMarshal.Cast<byte, float>(bytes.AsSpan((int)tags[273][strip], (int)tags[279][strip])));
        Assert.Equal((int)(3 * tags[256][0] * tags[257][0]), mixed.Count);
        return [.. Enumerable.Range(0, 3).Select(c => mixed.Where((_, i) => i % 3 == c).ToArray())];
    }

    /// <summary>Red, green and blue of a file's pixels as FFmpeg reads them, in 32-bit float for OpenEXR.</summary>
    public static float[][] FFmpegFloats(string file)
    {
        Run("ffmpeg", "-v", "error", "-y", "-i", file, "-f", "rawvideo", "-pix_fmt", "gbrpf32le", file + ".raw");
        var read = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file + ".raw")).ToArray();
        var size = read.Length / 3;
        return [read[(2 * size)..], read[..size], read[size..(2 * size)]];
    }

    /// <summary>Red, green and blue of a file's pixels as FFmpeg reads them, as the whole numbers that it keeps.</summary>
    public static ushort[][] FFmpegNumbers(string file, int bits)
    {
        var format = bits switch { 8 => "gbrp", 16 => "gbrp16le", _ => $"gbrp{bits}le" };
        Run("ffmpeg", "-v", "error", "-y", "-i", file, "-f", "rawvideo", "-pix_fmt", format, file + ".raw");
        var bytes = File.ReadAllBytes(file + ".raw");
        var read = bits == 8 ? [.. bytes.Select(value => (ushort)value)] : MemoryMarshal.Cast<byte, ushort>(bytes).ToArray();
        var size = read.Length / 3;
        return [read[(2 * size)..], read[..size], read[size..(2 * size)]];
    }
}
