using System.Buffers.Binary;

namespace Acetate.Benchmarks.Ingest;

/// <summary>A card to measure with: files of bytes that no file system or device can make smaller.</summary>
internal static class BenchmarkCard
{
    /// <summary>Fills a folder with a roll of so many files of so many bytes, named as a camera names them.</summary>
    public static void Make(string folder, int files, int bytesEach)
    {
        Directory.CreateDirectory(folder);
        var buffer = new byte[Math.Min(bytesEach, 4 << 20)];
        ulong state = 0x9E3779B97F4A7C15;
        var isSequence = files > 100;
        for (var number = 0; number < files; number++)
        {
            var path = isSequence
                ? Path.Join(folder, "A003C001_261121_R2EC", $"A003C001_261121_R2EC.{number:D7}.dng")
                : Path.Join(folder, $"A003C{number + 1:D3}_261121_R2EC.mov");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = File.Create(path, 1 << 16);
            for (var left = bytesEach; left > 0; left -= buffer.Length)
            {
                Fill(buffer, ref state);
                file.Write(buffer.AsSpan(0, Math.Min(left, buffer.Length)));
            }
        }
    }

    // SplitMix64: quick, and nothing a compressor could use.
    private static void Fill(Span<byte> buffer, ref ulong state)
    {
        for (var at = 0; at + 8 <= buffer.Length; at += 8)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(buffer[at..], z ^ (z >> 31));
        }
    }
}
